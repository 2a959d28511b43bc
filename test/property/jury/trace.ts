// The way of a rule through the data of a call: every word that is looked at, where it stands, and what encloses it.
import type { Hex, Rule } from '../../../src'
import { lengthOf, slice } from './bytes'
import { BYTES_WORD, ELEMENT, FOLLOW, LENGTH, NESTED } from './forms'
import { CHARGE } from './words'
import { permissionOf, type Calls } from './intent'

export interface Visit {
  readonly kind: 'pointer' | 'count' | 'length' | 'inner length' | 'word'
  /** Where the word starts, in bytes from the selector on. */
  readonly at: number
  /** What pointers count from. */
  readonly base: number
  /** Where what encloses the word ends. */
  readonly end: number
  /** Of an array's element, or a word of bytes. */
  readonly index: number
}

export const readWord = (data: Hex, at: number): bigint => BigInt(slice(data, at, at + 32))

/** All words on the way of a path that leads to one; undefined if it leads out of the data. */
export function trace(data: Hex, path: readonly number[]): readonly Visit[] | undefined {
  const visits: Visit[] = []
  let [position, base, end] = [4, 4, lengthOf(data)]
  const visit = (kind: Visit['kind'], index = 0): number => {
    visits.push({ kind, at: position, base, end, index })
    return position + 32 > end || position < 4 ? NaN : Number(readWord(data, position))
  }
  for (const step of path) {
    const operand = step % FOLLOW
    if (step < FOLLOW) position += 32 * operand
    else if (step < ELEMENT) position = base = base + visit('pointer')
    else if (step < LENGTH) {
      const [index, size] = [operand >> 8, operand & 0xff]
      if (!(visit('count', index) > index)) return undefined
      base = position + 32
      position = base + 32 * index * size
    } else if (step >= BYTES_WORD && step < NESTED) {
      if (!(visit('length', operand) > 32 * operand)) return undefined
      position += 32 + 32 * operand
    } else if (step >= NESTED) {
      end = position + 32 + visit('inner length')
      position = base = position + 36
    }
    if (!(position + 32 <= lengthOf(data))) return undefined
  }
  visit('word')
  return visits
}

/** What these calls charge to each allowance. */
export function spendsOf(intent: Calls): ReadonlyMap<number, bigint> {
  const spends = new Map<number, bigint>()
  intent.calls.forEach(({ data }, i) => {
    for (const rule of permissionOf(intent, i)?.rules ?? []) {
      const word = rule.comparison === CHARGE ? wordOf(data, rule) : undefined
      if (word !== undefined) spends.set(rule.allowance, (spends.get(rule.allowance) ?? 0n) + word)
    }
  })
  return spends
}

/** The word that a rule speaks of. */
export function wordOf(data: Hex, { path }: Rule): bigint | undefined {
  const at = trace(data, path)?.at(-1)?.at
  return at === undefined || lengthOf(data) < at + 32 ? undefined : readWord(data, at)
}
