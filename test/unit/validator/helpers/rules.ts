// Rules on arguments with one happy default, and their packed form: put together here from docs/encoding.md, so that it can
// also be wrong.
import { concat, keccak256, toBeHex } from 'ethers'

import type { Comparison, Permission, Rule, Session } from '../../../../src'
import { ALL_ONES, word } from '../../../client/builders'
import { aPermission } from './session'
import { CHARGE } from '../../../helpers/comparisons'

export { ALL_ONES, aRule } from '../../../client/builders'

/** Steps of a path, docs/encoding.md: kind 8 bits | operand 24 bits. */
export const wordAt = (index: number): number => index
export const FOLLOW = 0x01000000
export const elementAt = (index: number, headSize = 1): number => 0x02000000 | (index << 8) | headSize
export const LENGTH = 0x03000000
export const bytesWordAt = (index: number): number => 0x04000000 | index
export const NESTED = 0x05000000

export { BETWEEN, BETWEEN_SIGNED, CHARGE, NONE_OF, ONE_OF } from '../../../helpers/comparisons'
const MASK_FOLLOWS = 0x80

/** The classes of a word's type. */
export const uint = (bits: number): number => bits / 8
export const int = (bits: number): number => 0x100 | (bits / 8)
export const bytesN = (size: number): number => 0x200 | size
export const ADDRESS = 0x0314
export const BOOL = 0x0401

/** A word of a negative number. */
export const signed = (value: bigint): string => word(BigInt.asUintN(256, value))

/** Adds the word number `index` to the allowance. */
export const aCharge = (cap: bigint, allowance = 0, index = 0): Rule => ({
  path: [wordAt(index)],
  wordType: uint(256),
  comparison: CHARGE,
  mask: ALL_ONES,
  values: [word(cap)],
  allowance,
})

export function packRule({ path, wordType, comparison, mask, values, allowance }: Rule): string {
  const isMasked = mask !== ALL_ONES
  return concat([
    toBeHex(path.length, 1),
    ...path.map((step) => toBeHex(step, 4)),
    toBeHex(wordType, 2),
    toBeHex(comparison | (isMasked ? MASK_FOLLOWS : 0), 1),
    isMasked ? mask : '0x',
    comparison === (CHARGE as Comparison) ? toBeHex(allowance, 1) : '0x',
    toBeHex(values.length, 1),
    ...values,
  ])
}

export const packRules = (rules: readonly Rule[]): string => concat(rules.map(packRule))

/** Rules in the order that a grant wants. */
export const rulesInOrder = (rules: readonly Rule[]): Rule[] =>
  [...rules].sort((a, b) => (keccak256(packRule(a)) < keccak256(packRule(b)) ? -1 : 1))

/** One permission with these rules, in order. */
export const ruled = (rules: readonly Rule[], overrides: Partial<Permission> = {}): Pick<Session, 'permissions'> => ({
  permissions: [aPermission({ rules: rulesInOrder(rules), ...overrides })],
})
