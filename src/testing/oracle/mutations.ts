// What a thief can make of callData that a session permits.
import { concat, dataLength, dataSlice, getBytes, hexlify, toBeHex } from 'ethers'

import type { Hex } from '../../contracts'
import type { Random } from './Random'

/** @internal One way of changing callData of `execute`. */
export interface Mutation {
  readonly name: string
  apply(callData: Hex, random: Random): Hex
}

const WORD = 32
/** After the selector, mode, offset and length. */
const EXECUTION = 100
const HUGE = [2n ** 256n - 1n, 2n ** 255n, 2n ** 64n, 2n ** 256n - 32n]
const NUMBERS = [0n, 1n, 2n, 0x20n, 0x40n, 0x60n, 0x80n, ...HUGE] as const
const STEPS = [1n, -1n, 4n, 31n, 32n, -32n, 64n] as const
const MODES = ['00', '01', '0001', '0101', 'fe', 'ff', '02'] as const

const join = (...parts: readonly string[]): Hex => concat(parts) as Hex
const cut = (callData: Hex, from: number, to = dataLength(callData)): string => dataSlice(callData, from, to)
const splice = (callData: Hex, from: number, to: number, bytes: string): Hex =>
  join(cut(callData, 0, from), bytes, cut(callData, to))
const word = (value: bigint): string => toBeHex(BigInt.asUintN(256, value), WORD)
const wordStart = (callData: Hex, random: Random): number =>
  4 + WORD * random.below(Math.floor((dataLength(callData) - 4) / WORD))
const setWord = (callData: Hex, start: number, value: bigint): Hex => splice(callData, start, start + WORD, word(value))
const wordAt = (callData: Hex, start: number): bigint => BigInt(cut(callData, start, start + WORD))

function flipBit(callData: Hex, bit: number): Hex {
  const bytes = getBytes(callData)
  const index = bit >> 3
  bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit & 7))
  return hexlify(bytes) as Hex
}

/** @internal */
export const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  { name: 'nothing', apply: (callData) => callData },
  {
    name: 'one bit',
    apply: (callData, random) => flipBit(callData, random.below(8 * dataLength(callData))),
  },
  {
    name: 'one bit of the execution data',
    apply: (callData, random) =>
      flipBit(callData, 8 * EXECUTION + random.below(8 * (dataLength(callData) - EXECUTION))),
  },
  {
    name: 'another word',
    apply: (callData, random) => setWord(callData, wordStart(callData, random), random.pick(NUMBERS)),
  },
  {
    name: 'a word a little off',
    apply: (callData, random) => {
      const start = wordStart(callData, random)
      return setWord(callData, start, wordAt(callData, start) + random.pick(STEPS))
    },
  },
  {
    name: 'a word that stands elsewhere',
    apply: (callData, random) =>
      setWord(callData, wordStart(callData, random), wordAt(callData, wordStart(callData, random))),
  },
  {
    name: 'a word more',
    apply: (callData, random) => {
      const start = wordStart(callData, random)
      return splice(callData, start, start, random.bytes(WORD))
    },
  },
  {
    name: 'a word less',
    apply: (callData, random) => {
      const start = wordStart(callData, random)
      return splice(callData, start, start + WORD, '0x')
    },
  },
  {
    name: 'bytes after the end',
    apply: (callData, random) => join(callData, random.bytes(1 + random.below(2 * WORD))),
  },
  {
    name: 'cut off',
    apply: (callData, random) => cut(callData, 0, 4 + random.below(dataLength(callData) - 4)) as Hex,
  },
  {
    name: 'another mode',
    apply: (callData, random) => splice(callData, 4, 4 + WORD, `0x${random.pick(MODES).padEnd(2 * WORD, '0')}`),
  },
  {
    name: 'an offset to a second copy',
    apply: (callData, random) => {
      const copy = setWord(callData, wordStart(callData, random), random.pick(NUMBERS))
      const moved = setWord(callData, 4 + WORD, BigInt(dataLength(callData) - 4))
      return join(moved, cut(copy, 4 + 2 * WORD))
    },
  },
]
