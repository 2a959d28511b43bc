// Many calls and rules on their arguments: encoded as they should be, and changed in one of the ways of a thief.
import type { Random } from '../jury/Random'
import { CANONICAL, encodeCall } from './encode'
import { MUTATIONS, type Changed, type Mutation } from './mutations'
import { choosePath, type Path } from './paths'
import { SHAPES } from './shapes'
import { ALL_ONES, bitsOf, randomTuple } from './types'

export const COMPARISON = { oneOf: 0, noneOf: 1, between: 2, betweenSigned: 3, charge: 4 } as const
const [UINT, INT, BYTES] = [0, 1, 2]

export type Case = {
  readonly shape: string
  readonly mutation: Mutation
  readonly data: Buffer
  readonly steps: readonly number[]
  readonly choices: readonly number[]
  readonly wordType: number
  readonly comparison: number
  readonly mask: bigint
  /** What the word is, or was before the change. */
  readonly original: bigint
  readonly expects: Changed['expects']
}

/** Cases of all mutations in turn, `count` in all. */
export function generate(count: number, random: Random): Case[] {
  return Array.from({ length: count }, (_, i) => make(MUTATIONS[i % MUTATIONS.length]!, random))
}

/** How many paths are tried into the same arguments, and how often in all for a change that the rule sees. */
const PATHS = 8
const ATTEMPTS = 48

function make(mutation: Mutation, random: Random): Case {
  const isToBeSeen = !random.oneIn(3)
  for (let attempt = 0; ;) {
    const shape = random.pick(SHAPES)
    const args = randomTuple(shape.args, random)
    const encoded = encodeCall(shape.selector, args, CANONICAL)
    for (let i = 0; i < PATHS; i++, attempt++) {
      const path = choosePath(args, random)
      const changed = mutation.apply({ shape, args, path, encoded }, random)
      const isSeen = changed?.expects !== 'read' || mutation.isHarmless === true
      if (changed !== undefined && (isSeen || !isToBeSeen || attempt > ATTEMPTS))
        return caseOf(shape.name, mutation, { ...path, ...changed }, random)
    }
  }
}

function caseOf(shape: string, mutation: Mutation, changed: Path & Changed, random: Random): Case {
  const { data, steps, choices, wordType, word, expects } = changed
  const comparison = comparisonOf(wordType, random)
  const isMasked = comparison <= COMPARISON.noneOf && random.oneIn(4)
  const mask = isMasked ? maskOf(wordType, random) : ALL_ONES
  return { shape, mutation, data, steps, choices, wordType, comparison, mask, original: word, expects }
}

/** One that goes with the type; mostly oneOf. */
function comparisonOf(wordType: number, random: Random): number {
  const { oneOf, noneOf, between, betweenSigned, charge } = COMPARISON
  const kind = wordType >> 8
  const others: number[] = [noneOf]
  if (kind === UINT || kind === BYTES) others.push(between)
  if (kind === INT) others.push(betweenSigned)
  if (kind === UINT) others.push(charge)
  return random.oneIn(2) ? oneOf : random.pick(others)
}

/** Some of the type's bits, at least one. */
function maskOf(wordType: number, random: Random): bigint {
  const bits = bitsOf(wordType)
  return (BigInt(random.bytes(32)) & bits) | (bits & -bits)
}
