// One word among the arguments of a call, found along a rule's path.
import type { Hex } from '../contracts'
import { BYTES_WORD, ELEMENT, FOLLOW, NESTED, WORD } from './path'

/**
 * The word that a well-formed path leads to; undefined where the module could not read it: outside what encloses it, or not
 * there.
 *
 * @param data A call's data, selector and all.
 *
 * @example
 * ```ts
 * readArgument(upvote.data, [0]) // => 42n
 * readArgument(upvote.data, [1]) // => undefined
 * ```
 */
export function readArgument(data: Hex, path: readonly number[]): bigint | undefined {
  let end = data.length / 2 - 1
  let base = 4
  let position = 4
  const wordAt = (at: number): bigint | undefined =>
    at + 32 > end ? undefined : BigInt(`0x${data.slice(2 + 2 * at, 66 + 2 * at)}`)
  const bytesEnd = (): number | undefined => {
    const length = wordAt(position)
    return length === undefined || length > BigInt(end - position - 32) ? undefined : position + 32 + Number(length)
  }

  for (const step of path) {
    const kind = step >>> 24
    const operand = step & 0xffffff
    if (kind === WORD) position += 32 * operand
    else if (kind === FOLLOW) {
      const pointer = wordAt(position)
      if (pointer === undefined || pointer > BigInt(end - base)) return undefined
      position = base = base + Number(pointer)
    } else if (kind === ELEMENT) {
      const length = wordAt(position)
      const index = operand >>> 8
      if (length === undefined || BigInt(index) >= length) return undefined
      base = position + 32
      position = base + 32 * index * (operand & 0xff)
    } else if (kind === BYTES_WORD) {
      const last = bytesEnd()
      position += 32 + 32 * operand
      if (last === undefined || position >= last) return undefined
      const word = wordAt(position)
      const unused = Math.max(0, 32 - (last - position))
      return word === undefined || BigInt.asUintN(8 * unused, word) !== 0n ? undefined : word
    } else if (kind === NESTED) {
      const last = bytesEnd()
      if (last === undefined || position + 36 > last) return undefined
      end = last
      position = base = position + 36
    }
  }
  return wordAt(position)
}
