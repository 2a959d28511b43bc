// Bytes as hex text, taken apart and put together fast: a run does it some hundred thousand times.
import type { Hex } from '../../../src'

export const NOTHING: Hex = '0x'

export const join = (...parts: readonly Hex[]): Hex => `0x${parts.map((part) => part.slice(2)).join('')}`

/** A number in its field; one below zero, as one less than none is, as its two's complement. */
export const number = (value: bigint | number, length: number): Hex =>
  length === 0
    ? NOTHING
    : `0x${positive(value, length)
        .toString(16)
        .padStart(2 * length, '0')}`

const positive = (value: bigint | number, length: number): bigint | number =>
  value < 0 ? BigInt.asUintN(8 * length, BigInt(value)) : value

export const lengthOf = (bytes: Hex): number => bytes.length / 2 - 1

/** Past the end there is nothing. */
export const slice = (bytes: Hex, start: number, end?: number): Hex =>
  `0x${bytes.slice(2 + 2 * start, end === undefined ? undefined : 2 + 2 * end)}`

/** Puts `piece` in the place of the bytes from `start` to `end`. */
export const splice = (bytes: Hex, start: number, end: number, piece: Hex): Hex =>
  join(slice(bytes, 0, start), piece, slice(bytes, end))

export const flipBit = (bytes: Hex, index: number, bit: number): Hex =>
  splice(bytes, index, index + 1, number(Number(slice(bytes, index, index + 1)) ^ (1 << bit), 1))
