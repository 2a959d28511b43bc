// Functions whose arguments rules can speak of: all that the ABI puts into one another.
import { id } from 'ethers'

import type { Hex } from '../../../src'

/** An argument. Arrays are of any length; of a tuple in an array `heads` are the words of one element. */
export type Form =
  | { readonly word: number }
  | { readonly tuple: readonly Form[] }
  | { readonly array: readonly Form[] }
  | { readonly bytes: true }
  | { readonly nested: readonly Form[]; readonly selector: Hex }

const UINT = 0
const INT = 1
const BYTES = 2
const word = (kind: number, size: number): Form => ({ word: kind * 256 + size })

export const uint256 = word(UINT, 32)
const uint8 = word(UINT, 1)
const uint96 = word(UINT, 12)
const int256 = word(INT, 32)
const int64 = word(INT, 8)
const int8 = word(INT, 1)
const bytes32 = word(BYTES, 32)
const bytes4 = word(BYTES, 4)
const bytes1 = word(BYTES, 1)
const address = word(3, 20)
const bool = word(4, 1)
const bytes: Form = { bytes: true }
const nested = (...args: readonly Form[]): Form => ({ nested: args, selector: id('inner()').slice(0, 10) as Hex })

/** By their text. */
export const FORMS: ReadonlyMap<string, readonly Form[]> = new Map([
  ['transfer(address,uint256)', [address, uint256]],
  ['approve(address,uint256)', [address, uint256]],
  ['pack(uint8,uint96,int256,int64,int8)', [uint8, uint96, int256, int64, int8]],
  ['mark(bytes32,bytes4,bytes1,bool,address)', [bytes32, bytes4, bytes1, bool, address]],
  ['swap(uint256,uint256,address[],address)', [uint256, uint256, { array: [address] }, address]],
  ['pay((address,uint256)[],bool)', [{ array: [address, uint256] }, bool]],
  ['submit((uint96,bytes,int64))', [{ tuple: [uint96, bytes, int64] }]],
  ['note(string,bytes)', [bytes, bytes]],
  ['run(address,uint256,bytes)', [address, uint256, nested(address, uint256)]],
  ['all(bytes[],uint256)', [{ array: [nested(address, uint96, bytes)] }, uint256]],
  ['deep(bytes)', [nested(nested(uint256, int64), { array: [uint8] })]],
  ['grid(bytes[][])', [{ array: [{ array: [nested(uint256, bool)] }] }]],
  ['orders((uint256,bytes)[])', [{ array: [{ tuple: [uint256, bytes] }] }]],
])

/** A word that a path leads to; `bytes` and lengths are read as words, too. */
export interface Place {
  readonly path: readonly number[]
  readonly kind: 'word' | 'length' | 'bytes word'
  readonly wordType: number
}

const STEP = 2 ** 24
export const WORD = 0
export const FOLLOW = STEP
export const ELEMENT = 2 * STEP
export const LENGTH = 3 * STEP
export const BYTES_WORD = 4 * STEP
export const NESTED = 5 * STEP
export const PATH_MAX = 8

export const element = (index: number, words: number): number => ELEMENT + index * 256 + words

/** The words that these arguments have, as far as they have an element `index`. */
export const placesOf = (args: readonly Form[], index: number, prefix: readonly number[] = []): readonly Place[] =>
  args.flatMap((arg, i) => placesAt(arg, index, [...prefix, WORD + i])).filter(({ path }) => path.length <= PATH_MAX)

function placesAt(arg: Form, index: number, path: readonly number[]): readonly Place[] {
  if ('word' in arg) return [{ path, kind: 'word', wordType: arg.word }]
  const inside = [...path, FOLLOW]
  const length: Place = { path: [...inside, LENGTH], kind: 'length', wordType: 32 }
  if ('tuple' in arg) return placesOf(arg.tuple, index, inside)
  if ('nested' in arg) return [length, ...placesOf(arg.nested, index, [...inside, NESTED])]
  if ('bytes' in arg) return [length, { path: [...inside, BYTES_WORD + index], kind: 'bytes word', wordType: 0x0220 }]
  const { array } = arg
  const one = [...inside, element(index, array.length)]
  return [length, ...(array.length === 1 ? placesAt(array[0]!, index, one) : placesOf(array, index, one))]
}
