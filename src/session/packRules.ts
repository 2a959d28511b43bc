// Rules as bytes: what rulesHash is the hash of, and what an op carries for them.
import { concat, keccak256, MaxUint256, toBeHex } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkHex, checkNumber } from './fields'
import { CHARGE, NONE_OF, type Rule } from './Session'
import { wordTypeText } from './wordTypeText'

const MASK_FOLLOWS = 0x80

/**
 * One rule, packed: steps 1 | step 4 each | class 1 | bytes 1 | comparison 1 | [mask 32] | [allowance 1] | values 1 |
 * value 32 each.
 *
 * @param ruleIndex Where it stands among the rules of a permission; only for errors.
 * @throws MaskNotValid · AllowanceNotValid · FieldNotValid: what these bytes cannot express, such as a mask with `between`.
 *
 * @example
 * ```ts
 * const rule = { path: [0], wordType: 0x0020, comparison: 0, mask: MAX_WORD, values: [ONE_WORD], allowance: 0 } as const
 * packRule(rule) // => concat(['0x0100000000', '0x0020', '0x00', '0x01', ONE_WORD])
 * ```
 */
export function packRule(rule: Rule, ruleIndex = 0): Hex {
  const { path, wordType, comparison, allowance, values } = rule
  const mask = checkHex('mask', rule.mask, 32)
  const masked = BigInt(mask) !== MaxUint256
  if (masked && comparison > NONE_OF) throw new LatchkeyError('MaskNotValid', { ruleIndex: BigInt(ruleIndex), mask })
  if (allowance !== 0 && comparison !== CHARGE)
    throw new LatchkeyError('AllowanceNotValid', { ruleIndex: BigInt(ruleIndex), allowance: BigInt(allowance) })
  checkNumber('comparison', comparison, CHARGE)
  wordTypeText(wordType) // refuses what is no type

  return concat([
    bytes('path length', path.length, 1),
    ...path.map((step) => bytes('step', step, 4)),
    bytes('wordType', wordType, 2),
    bytes('comparison', comparison | (masked ? MASK_FOLLOWS : 0), 1),
    masked ? mask : '0x',
    comparison === CHARGE ? bytes('allowance', allowance, 1) : '0x',
    bytes('number of values', values.length, 1),
    ...values.map((value) => checkHex('value', value, 32)),
  ]) as Hex
}

/**
 * All rules of a permission, packed one after the other; `0x` if there are none.
 *
 * @throws RulesNotAscending: not strictly ascending by keccak256 of each one's packed bytes, and as {@link packRule}.
 *
 * @example
 * ```ts
 * packRules([]) // => '0x'
 * ```
 */
export function packRules(rules: readonly Rule[]): Hex {
  const packed = rules.map(packRule)
  packed.reduce<Hex>(
    (previous, rule, index) => {
      const ruleHash = keccak256(rule) as Hex
      if (ruleHash <= previous)
        throw new LatchkeyError('RulesNotAscending', { ruleIndex: BigInt(index), ruleHash, previous })
      return ruleHash
    },
    `0x${'00'.repeat(32)}`,
  )
  return concat(packed) as Hex
}

const bytes = (field: string, value: number, size: number): string =>
  toBeHex(checkNumber(field, value, 2 ** (8 * size) - 1), size)
