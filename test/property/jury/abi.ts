// ABI coding by joining and cutting texts: ethers takes a hundred times as long, and an op would cost more to ask about than to judge.
import type { Hex } from '../../../src'
import { join, lengthOf, NOTHING, number, slice } from './bytes'

/** One word, or what stands behind the heads. */
export type Argument = { readonly word: Hex } | { readonly tail: Hex }

export const word = (value: bigint | number | Hex): Argument => ({ word: number(BigInt(value), 32) })

export const tail = (encoded: Hex): Argument => ({ tail: encoded })

/** `bytes`: its length, then the bytes, filled up with zeros. */
export const bytesTail = (bytes: Hex): Argument =>
  tail(join(number(lengthOf(bytes), 32), bytes, number(0, (32 - (lengthOf(bytes) % 32)) % 32)))

/** An array of words. */
export const wordsTail = (values: readonly number[]): Argument =>
  tail(join(number(values.length, 32), ...values.map((value) => number(value, 32))))

/** Arguments, or the fields of a dynamic struct. */
export function encode(...values: readonly Argument[]): Hex {
  const heads: Hex[] = []
  let [tails, start]: [Hex, number] = [NOTHING, 32 * values.length]
  for (const value of values) {
    if ('word' in value) heads.push(value.word)
    else {
      heads.push(number(start, 32))
      tails = join(tails, value.tail)
      start += lengthOf(value.tail)
    }
  }
  return join(...heads, tails)
}

/** The value at a place of the heads. */
export const wordAt = (encoded: Hex, index: number): bigint => BigInt(slice(encoded, 32 * index, 32 * index + 32))

/** The `bytes` that a place of the heads points to. */
export function bytesAt(encoded: Hex, index: number): Hex {
  const start = Number(wordAt(encoded, index)) + 32
  return slice(encoded, start, start + Number(BigInt(slice(encoded, start - 32, start))))
}
