// One comparison of one word, from a condition.
import { toBeHex } from 'ethers'

import type { Hex } from '../contracts'
import { ALLOWANCE_CAP_END } from './checkRules'
import type { ConditionTerms } from './Demand'
import type { LogicTerms } from './Demand'
import { BETWEEN, BETWEEN_SIGNED, CHARGE, NONE_OF, ONE_OF, type Rule } from './Session'
import { ADDRESS, BOOL, BYTES, INT, UINT } from './wordType'

/** @internal What {@link wordRule} makes a rule of. */
export interface WordTerms {
  /** The word's type as Solidity writes it. */
  readonly type: string
  readonly terms: Exclude<ConditionTerms, LogicTerms>
  /** A value as the ABI encodes it. */
  readonly encode: (value: unknown) => bigint
}

/** @internal A rule but for its path and mask; or, as text, why there is none. */
export function wordRule({ type, terms, encode }: WordTerms): Omit<Rule, 'path' | 'mask'> | string {
  const wordType = wordTypeOf(type)
  if (wordType === undefined) return `rules know no type ${type}`
  const kind = wordType >> 8
  if (terms.kind === 'oneOf' || terms.kind === 'noneOf') {
    if (terms.values.length === 0) return `${terms.kind} needs a value`
    const words = [...new Set(terms.values.map(encode))].sort((a, b) => (a < b ? -1 : 1))
    return { wordType, comparison: terms.kind === 'oneOf' ? ONE_OF : NONE_OF, values: words.map(toWord), allowance: 0 }
  }
  if (terms.kind === 'spend') {
    if (kind !== UINT) return `an allowance counts unsigned numbers, not ${type}`
    if (typeof terms.max !== 'bigint' || terms.max <= 0n || terms.max >= ALLOWANCE_CAP_END)
      return `the max of an allowance is a bigint from 1 to 2^192 - 1, not ${String(terms.max)}`
    return { wordType, comparison: CHARGE, values: [toWord(encode(terms.max))], allowance: terms.allowance }
  }
  if (terms.kind === 'call') return `a call is in bytes, not in ${type}`
  if (kind === ADDRESS || kind === BOOL) return `${type} has no order`
  const [least, most] = rangeOf(wordType)
  // An end that is left out is open; one that is undefined is a mistake, which encode() refuses.
  const low = 'low' in terms ? encode(terms.low) : least
  const high = 'high' in terms ? encode(terms.high) : most
  const read = (word: bigint): bigint => (kind === INT ? BigInt.asIntN(256, word) : word)
  if (read(low) > read(high)) return `the range ends before it starts`
  const comparison = kind === INT ? BETWEEN_SIGNED : BETWEEN
  return { wordType, comparison, values: [toWord(low), toWord(high)], allowance: 0 }
}

function wordTypeOf(type: string): number | undefined {
  if (type === 'address') return 0x0314
  if (type === 'bool') return 0x0401
  const [, name = '', size = ''] = /^(uint|int|bytes)(\d+)$/.exec(type) ?? []
  if (name === 'bytes') return (BYTES << 8) | Number(size)
  return name === '' ? undefined : ((name === 'int' ? INT : UINT) << 8) | (Number(size) / 8)
}

/** @internal The least and the most value of a type that has an order, as words. */
export function rangeOf(wordType: number): readonly [bigint, bigint] {
  const bits = BigInt(8 * (wordType & 0xff))
  const kind = wordType >> 8
  if (kind === INT) return [BigInt.asUintN(256, -(1n << (bits - 1n))), (1n << (bits - 1n)) - 1n]
  return [0n, ((1n << bits) - 1n) << (kind === BYTES ? 256n - bits : 0n)]
}

/** @internal */
export const toWord = (value: bigint): Hex => toBeHex(value, 32) as Hex
