// ABI types as these tests need them, and values of them. A call among the arguments is a type of its own: to the ABI it
// is `bytes`.
import { id } from 'ethers'

import type { Random } from '../jury/Random'

export type WordType = { readonly kind: 'word'; readonly name: string; readonly wordType: number }
/** A struct, a fixed array (`suffix`), or a list of arguments. */
export type TupleType = { readonly kind: 'tuple'; readonly items: readonly Type[]; readonly suffix?: string }
export type ListType = { readonly kind: 'list'; readonly item: Type }
export type BytesType = { readonly kind: 'bytes'; readonly name: string }
export type CallType = { readonly kind: 'call'; readonly args: TupleType }
export type Type = WordType | TupleType | ListType | BytesType | CallType

export type WordValue = { readonly type: WordType; readonly word: bigint }
export type TupleValue = { readonly type: TupleType; readonly items: readonly Value[] }
export type ListValue = { readonly type: ListType; readonly items: readonly Value[] }
export type BytesValue = { readonly type: BytesType; readonly data: Buffer }
/** `length`: how many bytes of the call are there, if not all. */
export type CallValue = {
  readonly type: CallType
  readonly selector: Buffer
  readonly args: TupleValue
  length?: number
}
export type Value = WordValue | TupleValue | ListValue | BytesValue | CallValue

const CLASSES = { uint: 0, int: 1, bytes: 2, address: 3, bool: 4 } as const

/** Such as `uint128`, `bytes4`, `address`. */
export function word(name: string): WordType {
  const [, start, size] = /^([a-z]+)(\d*)$/.exec(name) ?? []
  const className = start as keyof typeof CLASSES
  const length = { address: 20, bool: 1, bytes: Number(size), uint: Number(size) / 8, int: Number(size) / 8 }[className]
  return { kind: 'word', name, wordType: (CLASSES[className] << 8) | length }
}

export const tuple = (...items: readonly Type[]): TupleType => ({ kind: 'tuple', items })
export const fixed = (item: Type, count: number): TupleType => ({
  kind: 'tuple',
  items: Array.from({ length: count }, () => item),
  suffix: `${nameOf(item)}[${count}]`,
})
export const list = (item: Type): ListType => ({ kind: 'list', item })
export const bytes: BytesType = { kind: 'bytes', name: 'bytes' }
export const string: BytesType = { kind: 'bytes', name: 'string' }
export const call = (...items: readonly Type[]): CallType => ({ kind: 'call', args: tuple(...items) })

export function nameOf(type: Type): string {
  if (type.kind === 'list') return `${nameOf(type.item)}[]`
  if (type.kind === 'tuple') return type.suffix ?? `(${type.items.map(nameOf).join(',')})`
  return type.kind === 'call' ? 'bytes' : type.name
}

export const selectorOf = (name: string, args: TupleType): Buffer =>
  Buffer.from(id(`${name}${nameOf(args)}`).slice(2, 10), 'hex')

export const isDynamic = (type: Type): boolean =>
  type.kind === 'tuple' ? type.items.some(isDynamic) : type.kind !== 'word'

/** How many words of the head a value takes. */
export const headWords = (type: Type): number =>
  type.kind === 'tuple' && !isDynamic(type) ? type.items.reduce((sum, item) => sum + headWords(item), 0) : 1

const LIST_MAX = 3
const BYTES_MAX = 80

export function randomValue(type: Type, random: Random): Value {
  if (type.kind === 'word') return { type, word: randomWord(type.wordType, random) }
  if (type.kind === 'tuple') return randomTuple(type, random)
  if (type.kind === 'bytes') return { type, data: randomBytes(random.below(BYTES_MAX), random) }
  if (type.kind === 'call') return { type, selector: randomBytes(4, random), args: randomTuple(type.args, random) }
  const count = random.below(6 * LIST_MAX) === 0 ? 0 : 1 + random.below(LIST_MAX)
  return { type, items: Array.from({ length: count }, () => randomValue(type.item, random)) }
}

export const randomTuple = (type: TupleType, random: Random): TupleValue => ({
  type,
  items: type.items.map((item) => randomValue(item, random)),
})

export const randomBytes = (length: number, random: Random): Buffer => Buffer.from(random.bytes(length).slice(2), 'hex')

export const ALL_ONES = 2n ** 256n - 1n

/** A word as the ABI has it for the type; often at an edge. */
export function randomWord(wordType: number, random: Random): bigint {
  const [kind, bits] = [wordType >> 8, 8 * (wordType & 0xff)]
  if (kind === CLASSES.bool) return BigInt(random.below(2))
  const value = random.upTo(2n ** BigInt(bits) - 1n)
  if (kind === CLASSES.int) return BigInt.asUintN(256, BigInt.asIntN(bits, value))
  return kind === CLASSES.bytes ? value << BigInt(256 - bits) : value
}

/** The bits that the type has, as a mask over the word. */
export function bitsOf(wordType: number): bigint {
  const [kind, bits] = [wordType >> 8, BigInt(8 * (wordType & 0xff))]
  if (kind === CLASSES.bool) return 1n
  return kind === CLASSES.bytes ? ALL_ONES ^ (ALL_ONES >> bits) : 2n ** bits - 1n
}

/** What a callee that drops the other bits makes of a word. */
export const isCanonical = (value: bigint, wordType: number): boolean => {
  const bits = bitsOf(wordType)
  if (wordType >> 8 !== CLASSES.int) return (value & ~bits) === 0n
  return BigInt.asUintN(256, BigInt.asIntN(8 * (wordType & 0xff), value)) === value
}
