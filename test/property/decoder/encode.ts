// Calls as callData of `execute`, built word by word, so that every word can also be a wrong one.
import type { Address, Hex } from '../../../src'
import { join, lengthOf, number, slice } from '../jury/bytes'

export type Call = { readonly to: Address; readonly value: bigint; readonly data: Hex }

export const EXECUTE: Hex = '0xe9ae5c53'
export const SINGLE: Hex = number(0, 32)
export const BATCH: Hex = number(1n << 248n, 32)

/** Where the execution data starts in callData: after the selector, mode, offset and length. */
export const EXECUTION = 100

/** A batch whose words are not all what they should be. */
export type BatchOptions = {
  /** In which order the tuples stand; the pointers follow them. */
  readonly order?: readonly number[]
  /** Stands between two tuples. */
  readonly gap?: Hex
  /** Stands between a tuple's head and its data; the data pointer passes over it. */
  readonly tupleGap?: Hex
  /** In place of the number of calls. */
  readonly count?: number
}

export const padded = (bytes: Hex): Hex => join(bytes, number(0, (32 - (lengthOf(bytes) % 32)) % 32))

/** callData of `execute`, canonical around whatever the execution data is. */
export const execute = (mode: Hex, execution: Hex): Hex =>
  join(EXECUTE, mode, number(0x40, 32), number(lengthOf(execution), 32), padded(execution))

export const single = ({ to, value, data }: Call): Hex => join(to, number(value, 32), data)

export function batch(calls: readonly Call[], options: BatchOptions = {}): Hex {
  const { order = calls.map((_, index) => index), gap = '0x', tupleGap = '0x', count = calls.length } = options
  const tuples = calls.map(({ to, value, data }) =>
    join(
      number(BigInt(to), 32),
      number(value, 32),
      number(96 + lengthOf(tupleGap), 32),
      tupleGap,
      number(lengthOf(data), 32),
      padded(data),
    ),
  )
  const pointers = new Array<number>(calls.length).fill(0)
  let end = 32 * calls.length
  const tails: Hex[] = []
  for (const index of order) {
    pointers[index] = end
    const tail = join(tuples[index]!, gap)
    end += lengthOf(tail)
    tails.push(tail)
  }
  return join(number(0x20, 32), number(count, 32), ...pointers.map((pointer) => number(pointer, 32)), ...tails)
}

export const encode = (calls: readonly Call[], isBatch: boolean): Hex =>
  isBatch ? execute(BATCH, batch(calls)) : execute(SINGLE, single(calls[0]!))

/** The execution data inside callData that is canonical around it. */
export const executionOf = (callData: Hex): Hex =>
  slice(callData, EXECUTION, EXECUTION + Number(slice(callData, EXECUTION - 32, EXECUTION)))
