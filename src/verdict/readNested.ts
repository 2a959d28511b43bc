// The word that a path leads to inside a call that is an argument itself. Its function is not known, so that there is
// nothing to decode it by: its words are read as the path says, within its own bytes.
import { toBigInt } from 'ethers'

import { BYTES_WORD, ELEMENT, FOLLOW, LENGTH, WORD } from '../session/path'

type Path = readonly number[]

/**
 * @internal The word; undefined where it is not there: every word lies whole inside `area`.
 *
 * @param area The arguments of the nested call, after its selector.
 * @param path A path that can be granted, as it goes on after the step into the call.
 */
export const readNested = (area: Uint8Array, path: Path): bigint | undefined => readTuple(area, 0, 0, path)

/**
 * @param base What pointers count from.
 * @param start Where the tuple starts.
 */
function readTuple(area: Uint8Array, base: number, start: number, [step = 0, ...rest]: Path): bigint | undefined {
  return step >>> 24 === WORD ? readHead(area, base, start + 32 * (step & 0xffffff), rest) : undefined
}

function readHead(area: Uint8Array, base: number, at: number, [step, ...rest]: Path): bigint | undefined {
  const word = wordAt(area, at)
  if (step === undefined || word === undefined) return word
  if (step >>> 24 !== FOLLOW || word > BigInt(area.length - base)) return undefined
  return readTail(area, base + Number(word), rest)
}

function readTail(area: Uint8Array, at: number, path: Path): bigint | undefined {
  const [step = 0, ...rest] = path
  const kind = step >>> 24
  if (kind === WORD) return readTuple(area, at, at, path)
  const length = wordAt(area, at)
  if (length === undefined || kind === LENGTH) return length
  const first = at + 32
  if (kind === ELEMENT) {
    const [index, words] = [(step & 0xffffff) >>> 8, step & 0xff]
    if (BigInt(index) >= length) return undefined
    const element = first + 32 * words * index
    return words === 1 ? readHead(area, first, element, rest) : readTuple(area, first, element, rest)
  }
  if (length > BigInt(area.length - first)) return undefined
  const content = area.subarray(first, first + Number(length))
  if (kind === BYTES_WORD) return paddedWord(area.subarray(first), content.length, 32 * (step & 0xffffff))
  // Of less than a selector nothing is left.
  return readNested(content.subarray(4), rest)
}

/** A word of bytes: it begins inside of them, and what it has beyond their end is there, and zero. */
function paddedWord(bytes: Uint8Array, length: number, start: number): bigint | undefined {
  if (start >= length) return undefined
  const padding = bytes.subarray(length, start + 32)
  return padding.some((byte) => byte !== 0) ? undefined : wordAt(bytes, start)
}

const wordAt = (area: Uint8Array, at: number): bigint | undefined =>
  at + 32 > area.length ? undefined : toBigInt(area.subarray(at, at + 32))
