// Words of each type, and what rules say of them, by docs/encoding.md and in numbers of any size.
import { keccak256 } from 'ethers'

import type { Hex, Rule } from '../../../src'
import { join, number } from './bytes'
import type { Random } from './Random'
import { ONE_OF, NONE_OF, BETWEEN_SIGNED, CHARGE } from '../../helpers/comparisons'

export { BETWEEN, BETWEEN_SIGNED, CHARGE, NONE_OF, ONE_OF } from '../../helpers/comparisons'

export const UINT = 0
export const INT = 1
export const BYTES = 2
export const ADDRESS = 3
export const BOOL = 4

export const WORD_MAX = (1n << 256n) - 1n
export const NO_MASK = number(WORD_MAX, 32)

export const classOf = (wordType: number): number => wordType >> 8
export const bitsOf = (wordType: number): number => 8 * (wordType & 0xff)

/** Whether the ABI writes a value of this type as `word`. */
export function isCanonical(word: bigint, wordType: number): boolean {
  const bits = bitsOf(wordType)
  switch (classOf(wordType)) {
    case INT:
      return BigInt.asUintN(256, BigInt.asIntN(bits, word)) === word
    case BYTES:
      return BigInt.asUintN(256 - bits, word) === 0n
    case BOOL:
      return word < 2n
    default:
      return BigInt.asUintN(bits, word) === word
  }
}

/** A value of this type, often at an end of it. */
export function anyWord(wordType: number, random: Random): bigint {
  const bits = bitsOf(wordType)
  switch (classOf(wordType)) {
    case INT:
      return BigInt.asUintN(256, random.upTo((1n << BigInt(bits)) - 1n) - (1n << BigInt(bits - 1)))
    case BYTES:
      return random.upTo((1n << BigInt(bits)) - 1n) << BigInt(256 - bits)
    case BOOL:
      return BigInt(random.below(2))
    default:
      return random.upTo((1n << BigInt(bits)) - 1n)
  }
}

/** Whether the word is one of those that the rule wants; an allowance is looked at elsewhere. */
export function holds({ comparison, mask, values }: Rule, word: bigint): boolean {
  const numbers = values.map(BigInt)
  if (comparison <= NONE_OF) return numbers.includes(word & BigInt(mask)) === (comparison === ONE_OF)
  if (comparison === CHARGE) return true
  const signed = (value: bigint): bigint => (comparison === BETWEEN_SIGNED ? BigInt.asIntN(256, value) : value)
  const [low = 0n, high = 0n] = numbers.map(signed)
  return signed(word) >= low && signed(word) <= high
}

/** Words close to what the rule names, inside and outside, all of its type. */
export function edgesOfRule({ comparison, mask, values, wordType }: Rule, random: Random): readonly bigint[] {
  const unit = classOf(wordType) === BYTES ? 1n << BigInt(256 - bitsOf(wordType)) : 1n
  const free = WORD_MAX ^ BigInt(mask)
  const named = (values.length > 4 ? [values[0]!, values.at(-1)!, random.pick(values)] : values).map(BigInt)
  const beside = named.flatMap((value) => [
    value,
    value - unit,
    value + unit,
    value | (anyWord(wordType, random) & free),
  ])
  const signs = comparison === BETWEEN_SIGNED ? [0n, WORD_MAX, 1n << 255n, (1n << 255n) - 1n] : [0n]
  const all = [...beside, ...signs, anyWord(wordType, random)].map((value) => BigInt.asUintN(256, value))
  return all.filter((value) => isCanonical(value, wordType))
}

const packed = new WeakMap<Rule, Hex>()

/** As docs/encoding.md has it, also of what no one grants; a comparison that does not exist included. */
export function packOne(rule: Rule): Hex {
  const known = packed.get(rule)
  if (known !== undefined) return known
  const { path, wordType, comparison, mask, values, allowance } = rule
  const masks = BigInt(mask) !== WORD_MAX
  const bytes = join(
    number(path.length, 1),
    ...path.map((step) => number(step, 4)),
    number(wordType, 2),
    number(comparison | (masks ? 0x80 : 0), 1),
    masks ? mask : '0x',
    comparison === CHARGE ? number(allowance, 1) : '0x',
    number(values.length, 1),
    ...values,
  )
  packed.set(rule, bytes)
  return bytes
}

export const packAll = (rules: readonly Rule[]): Hex => join(...rules.map(packOne))

export const rulesHashOf = (rules: readonly Rule[]): Hex =>
  rules.length === 0 ? number(0, 32) : (keccak256(packAll(rules)) as Hex)

/** In the order that a permission has them, none twice. */
export const rulesInOrder = (rules: readonly Rule[]): readonly Rule[] =>
  [...new Map(rules.map((rule) => [keccak256(packOne(rule)), rule]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, rule]) => rule)
