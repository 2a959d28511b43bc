// Arguments at and over the edges of rules, and written in other ways than the ABI's usual one. What is claimed stays honest.
import type { Hex, Rule } from '../../../../src'
import { join, lengthOf, number, slice, splice } from '../bytes'
import type { Mutation } from '../caseOf'
import { permissionOf, type Intent } from '../intent'
import type { Random } from '../Random'
import { leftIn } from '../Standing'
import { readWord, spendsOf, trace, type Visit } from '../trace'
import { anyWord, bitsOf, BYTES, CHARGE, classOf, edgesOfRule, holds, INT, isCanonical, WORD_MAX } from '../words'

interface Spot {
  readonly data: Hex
  readonly rule: Rule
  /** On the way to the rule's word, which is the last of them. */
  readonly visits: readonly Visit[]
  readonly random: Random
}

/** Changes the data of one call on the way of one rule. */
const onTheWay =
  (change: (spot: Spot) => Hex | undefined) =>
  (intent: Intent, random: Random): boolean => {
    const spots = intent.calls.flatMap(({ data }, i) =>
      (permissionOf(intent, i)?.rules ?? []).flatMap((rule) => {
        const visits = trace(data, rule.path)
        return visits === undefined ? [] : [{ i, spot: { data, rule, visits, random } }]
      }),
    )
    // Few rules have what is looked for, and all of them may be asked.
    for (let rest = spots.length; rest > 0; rest--) {
      const { i, spot } = random.pick(spots)
      const data = change(spot)
      if (data === undefined || data === spot.data) continue
      intent.calls[i] = { ...intent.calls[i]!, data }
      return true
    }
    return false
  }

const setWord = (data: Hex, at: number, word: bigint): Hex =>
  splice(data, at, at + 32, number(BigInt.asUintN(256, word), 32))

/** The visits of this kind; undefined if there are none. */
function any(visits: readonly Visit[], kind: Visit['kind'], random: Random): Visit | undefined {
  const fitting = visits.filter((visit) => visit.kind === kind)
  return fitting.length === 0 ? undefined : random.pick(fitting)
}

const argument = (name: string, change: (spot: Spot) => Hex | undefined, weight = 1): Mutation => ({
  name: `argument: ${name}`,
  weight,
  honest: true,
  intent: onTheWay(change),
})

/** A word that is visited, changed to one of these. */
const changed = (
  name: string,
  kind: Visit['kind'],
  wordsOf: (visit: Visit, word: bigint, spot: Spot) => readonly bigint[],
  weight = 1,
): Mutation =>
  argument(
    name,
    (spot) => {
      const visit = any(spot.visits, kind, spot.random)
      if (visit === undefined) return undefined
      const words = wordsOf(visit, readWord(spot.data, visit.at), spot)
      return words.length === 0 ? undefined : setWord(spot.data, visit.at, spot.random.pick(words))
    },
    weight,
  )

/** Words that a type does not have, as close to it as can be. */
function dirty(wordType: number, word: bigint, random: Random): readonly bigint[] {
  const bits = bitsOf(wordType)
  const unused = BigInt(random.below(Math.max(1, 256 - bits)))
  const bit = classOf(wordType) === BYTES ? unused : 255n - unused
  const signs =
    classOf(wordType) === INT
      ? [1n << BigInt(bits - 1), ~(1n << BigInt(bits - 1)), word ^ (WORD_MAX << BigInt(bits))]
      : []
  const all = [word ^ (1n << bit), word | (1n << 255n), word + (1n << 160n), 2n, ...signs]
  return all.map((one) => BigInt.asUintN(256, one)).filter((one) => !isCanonical(one, wordType))
}

/** So that the calls of the op charge `over` more than is left of one allowance, or as much as it may. */
const charge = (name: string, over: bigint, weight: number): Mutation => ({
  name: `allowance: ${name}`,
  weight,
  honest: true,
  intent: (intent, random) => {
    const left = leftIn(intent.standing, intent.periodIndex).allowances
    const before = spendsOf(intent)
    return onTheWay(({ data, rule, visits }) => {
      const at = visits.at(-1)!.at
      const rest = (left.get(rule.allowance) ?? 0n) - (before.get(rule.allowance) ?? 0n)
      const word = readWord(data, at) + rest + over
      return rule.comparison !== CHARGE || word < 0n || !isCanonical(word, rule.wordType)
        ? undefined
        : setWord(data, at, word)
    })(intent, random)
  },
})

export const argumentMutations: readonly Mutation[] = [
  argument(
    'over the edge of what the rule wants',
    ({ data, rule, visits, random }) => {
      const over = edgesOfRule(rule, random).filter((word) => !holds(rule, word))
      return over.length === 0 ? undefined : setWord(data, visits.at(-1)!.at, random.pick(over))
    },
    6,
  ),
  argument('anything of its type', ({ data, rule, visits, random }) =>
    setWord(data, visits.at(-1)!.at, anyWord(rule.wordType, random)),
  ),
  changed('dirty bits', 'word', (_, word, { rule, random }) => dirty(rule.wordType, word, random), 4),
  changed('2^255 and its neighbours', 'word', () => [1n << 255n, (1n << 255n) - 1n, (1n << 255n) + 1n, WORD_MAX]),
  changed('another pointer', 'pointer', (_, word) => [word - 1n, word + 1n, word - 32n, word + 32n, 0n], 2),
  changed(
    'a pointer past the end or backwards',
    'pointer',
    ({ base, end }) => {
      const rest = BigInt(end - base)
      return [
        rest - 32n,
        rest - 31n,
        rest,
        rest + 1n,
        -32n,
        -1n,
        1n << 255n,
        (1n << 64n) - BigInt(base),
        (1n << 48n) - 32n,
      ]
    },
    3,
  ),
  argument(
    'a copy at the end that the pointer points to',
    ({ data, visits, random }) => {
      const pointer = visits.find(({ kind, end }) => kind === 'pointer' && end === lengthOf(data))
      if (pointer === undefined) return undefined
      const copied = slice(data, pointer.base + Number(readWord(data, pointer.at)))
      const gap = number(0, random.pick([0, 0, 1, 32]))
      const moved = join(setWord(data, pointer.at, BigInt(lengthOf(data) + lengthOf(gap) - pointer.base)), gap, copied)
      // And something else where it was.
      const old = visits.at(-1)!.at
      return old > pointer.at + 32 && random.oneIn(2) ? setWord(moved, old, BigInt(random.bytes(32))) : moved
    },
    3,
  ),
  changed('an index at the length of the array', 'count', ({ index }) => [BigInt(index), 0n], 3),
  changed('an array that is longer than it is', 'count', ({ index }, word) => [
    word + 1n,
    1n << 255n,
    BigInt(index) + 1n,
    WORD_MAX,
  ]),
  changed(
    'bytes that end before the word or after the data',
    'length',
    ({ at, end, index }, word) => {
      const rest = BigInt(end - at - 32)
      return [32n * BigInt(index), 32n * BigInt(index) - 1n, rest, rest + 1n, word - 1n, 0n, WORD_MAX]
    },
    2,
  ),
  argument(
    'a byte hidden in the padding of bytes',
    ({ data, visits, random }) => {
      const visit = any(visits, 'length', random)
      if (visit === undefined) return undefined
      const [start, length] = [visit.at + 32 + 32 * visit.index, Number(readWord(data, visit.at))]
      const first = Math.max(visit.at + 32 + length, start)
      const last = Math.min(start + 32, visit.end)
      if (first >= last) return setWord(data, visit.at, BigInt(32 * visit.index + 1 + random.below(31)))
      return splice(data, last - 1, last, number(1 + random.below(255), 1))
    },
    3,
  ),
  changed(
    'a short call inside the call',
    'inner length',
    ({ at, end }, word) => {
      const rest = BigInt(end - at - 32)
      return [0n, 3n, 4n, 35n, 36n, word - 1n, word - 32n, rest, rest + 1n, WORD_MAX].filter((length) => length >= 0n)
    },
    3,
  ),
  argument(
    'data that ends early',
    ({ data, visits, random }) => {
      const { at } = random.pick(visits)
      return slice(data, 0, random.pick([at, at + 1, at + 31, lengthOf(data) - 1, lengthOf(data) - 32]))
    },
    2,
  ),
  argument('more data', ({ data, random }) => join(data, random.pick([number(0, 1), number(0, 32), random.bytes(64)]))),
  charge('one over what is left', 1n, 5),
  charge('all that is left', 0n, 2),
  {
    name: 'allowance: amounts that pass 256 bits or the largest cap',
    weight: 2,
    honest: true,
    intent: onTheWay(({ data, rule, visits, random }) => {
      if (rule.comparison !== CHARGE || bitsOf(rule.wordType) < 256) return undefined
      return setWord(data, visits.at(-1)!.at, random.pick([WORD_MAX, 1n << 255n, 1n << 192n, (1n << 192n) - 1n]))
    }),
  },
]
