// What a thief of a session key can do to arguments that a rule looks at. Each change says what the rule must make of it,
// where that is certain: `refused`; `read`, with the word that was there; `any`, as long as all read the same.
import type { Random } from '../jury/Random'
import { CANONICAL, encodeCall, wordBytes, type Encoded, type Layout, type Mark } from './encode'
import { LENGTH, STEP, type Path } from './paths'
import type { Shape } from './shapes'
import { ALL_ONES, bitsOf, isCanonical, randomBytes, type CallValue, type TupleValue } from './types'

export type Draft = {
  readonly shape: Shape
  readonly args: TupleValue
  readonly path: Path
  readonly encoded: Encoded
}

export type Expected = 'read' | 'refused' | 'any'

export type Changed = {
  readonly data: Buffer
  readonly expects: Expected
  /** Where the path is changed, or the word that is there. */
  readonly steps?: readonly number[]
  readonly choices?: readonly number[]
  readonly word?: bigint
}

export type Mutation = {
  readonly name: string
  /** Whether the word is read as it was, always. */
  readonly isHarmless?: true
  /** Nothing if it does not apply. */
  readonly apply: (draft: Draft, random: Random) => Changed | undefined
}

const INT = 1
const HUGE = [ALL_ONES, 2n ** 255n, 2n ** 251n, 2n ** 64n, 2n ** 64n - 1n, 2n ** 32n, ALL_ONES - 31n, 2n ** 255n - 1n]
const BYTES_WORD = 4

const wordAt = (data: Buffer, at: number): bigint => BigInt(`0x${data.subarray(at, at + 32).toString('hex')}`)

function setWord(data: Buffer, at: number, value: bigint): Buffer {
  const changed = Buffer.from(data)
  wordBytes(value).copy(changed, at)
  return changed
}

const isOnPath = ({ path }: Draft, { of }: Mark): boolean => path.visited.includes(of)
const onPath = (draft: Draft): Mark[] => draft.encoded.marks.filter((mark) => isOnPath(draft, mark))
const lastStep = ({ steps }: Path): number => steps[steps.length - 1]!
const readsBytes = (path: Path): boolean => lastStep(path) >>> 24 === BYTES_WORD

/** The length of the `bytes` at the mark. */
const bytesLength = ({ encoded }: Draft, mark: Mark): number => Number(wordAt(encoded.data, mark.at))

/** Where the bytes end that the reader needs of what is at the mark. */
function endOf(draft: Draft, mark: Mark): number {
  const { path } = draft
  if (mark.role !== 'bytes') return mark.at + 32
  const end = mark.at + 32 + bytesLength(draft, mark)
  if (mark.of !== path.target) return end
  return readsBytes(path) ? Math.max(end, mark.at + 64 + 32 * (lastStep(path) & 0xffffff)) : mark.at + 32
}

const neededEnd = (draft: Draft, marks: readonly Mark[]): number => Math.max(...marks.map((mark) => endOf(draft, mark)))

/** Of marks on the path, or of others; half of the time each, as far as there are any. */
function pickMark(draft: Draft, random: Random, isOne: (mark: Mark) => boolean): Mark | undefined {
  const marks = draft.encoded.marks.filter(isOne)
  const [on, off] = [marks.filter((mark) => isOnPath(draft, mark)), marks.filter((mark) => !isOnPath(draft, mark))]
  const chosen = (random.oneIn(2) && on.length > 0) || off.length === 0 ? on : off
  return chosen.length === 0 ? undefined : random.pick(chosen)
}

/** Another pointer; where it is not on the path, that changes nothing. */
const withPointer =
  (expects: Expected, next: (mark: Mark, draft: Draft, random: Random) => bigint | undefined): Mutation['apply'] =>
  (draft, random) => {
    const mark = pickMark(draft, random, ({ role }) => role === 'pointer')
    const pointer = mark && next(mark, draft, random)
    if (mark === undefined || pointer === undefined) return undefined
    const data = setWord(draft.encoded.data, mark.at, pointer)
    return { data, expects: isOnPath(draft, mark) ? expects : 'read' }
  }

/** Another word in the place of one of a type. */
const withWord =
  (isOne: (wordType: number) => boolean, next: (word: bigint, wordType: number, random: Random) => bigint) =>
  (draft: Draft, random: Random): Changed | undefined => {
    const mark = pickMark(draft, random, ({ of }) => 'word' in of && isOne(of.type.wordType))
    if (mark === undefined || !('word' in mark.of)) return undefined
    const { wordType } = mark.of.type
    const word = next(mark.of.word, wordType, random)
    const data = setWord(draft.encoded.data, mark.at, word)
    if (!isOnPath(draft, mark)) return { data, expects: 'read' }
    return { data, word, expects: isCanonical(word, wordType) ? 'read' : 'refused' }
  }

const isNarrow = (wordType: number): boolean => bitsOf(wordType) !== ALL_ONES

/** Bits that are not all zero, of these. */
const someOf = (bits: bigint, random: Random): bigint => {
  const some = BigInt(random.bytes(32)) & bits
  return some === 0n || random.oneIn(3) ? bits & -bits : some
}

/** A call on the path, its mark, its length, and how much of it the path needs. */
function pickInner(
  draft: Draft,
  random: Random,
): { call: CallValue; mark: Mark; length: number; needed: number } | undefined {
  const marks = onPath(draft).filter(({ of }) => 'args' in of)
  const bodies = marks.filter(({ role }) => role === 'bytes')
  if (bodies.length === 0) return undefined
  const mark = random.pick(bodies)
  const [start, length] = [mark.at + 32, bytesLength(draft, mark)]
  const inside = onPath(draft).filter(({ at }) => at >= start && at < start + length)
  return { call: mark.of as CallValue, mark, length, needed: neededEnd(draft, inside) - start }
}

const shuffled = (random: Random): Layout => ({
  order: (count) => {
    const order = Array.from({ length: count }, (_, i) => i)
    for (let i = count - 1; i > 0; i--) {
      const j = random.below(i + 1)
      const last = order[i]!
      order[i] = order[j]!
      order[j] = last
    }
    return order
  },
  gap: () => randomBytes(random.pick([0, 0, 0, 1, 4, 31, 32, 64]), random),
})

export const MUTATIONS: readonly Mutation[] = [
  { name: 'nothing', isHarmless: true, apply: ({ encoded }) => ({ data: encoded.data, expects: 'read' }) },
  {
    name: 'calldata cut short',
    apply: (draft, random) => {
      const length = random.below(draft.encoded.data.length)
      const isRead = length >= neededEnd(draft, onPath(draft))
      return { data: draft.encoded.data.subarray(0, length), expects: isRead ? 'read' : 'refused' }
    },
  },
  {
    name: 'dirty upper bits',
    apply: withWord(
      (wordType) => wordType >> 8 !== INT && isNarrow(wordType),
      (word, wordType, random) => word | someOf(ALL_ONES ^ bitsOf(wordType), random),
    ),
  },
  {
    name: 'wrong sign extension',
    apply: withWord(
      (wordType) => wordType >> 8 === INT && isNarrow(wordType),
      (word, wordType, random) => {
        const above = ALL_ONES ^ bitsOf(wordType)
        return word ^ (random.oneIn(2) ? above : someOf(above, random))
      },
    ),
  },
  {
    name: 'signed where unsigned is meant, and edges',
    apply: withWord(
      (wordType) => wordType >> 8 <= INT,
      (_, wordType, random) => {
        const sign = 1n << BigInt(8 * (wordType & 0xff) - 1)
        return random.pick([2n ** 255n, 2n ** 255n - 1n, 2n ** 255n + 1n, sign, sign - 1n, ALL_ONES, 0n])
      },
    ),
  },
  {
    name: 'tails relocated',
    isHarmless: true,
    apply: ({ shape, args, encoded }, random) =>
      encoded.marks.some(({ role }) => role === 'pointer')
        ? { data: encodeCall(shape.selector, args, shuffled(random)).data, expects: 'read' }
        : undefined,
  },
  {
    name: 'pointer past the end',
    apply: withPointer('refused', ({ end, base }, _, random) => {
      const last = BigInt(end - base)
      return random.oneIn(2) ? last + BigInt(random.below(64)) : random.pick(HUGE)
    }),
  },
  {
    name: 'pointer backwards',
    apply: withPointer('any', ({ at }, { encoded }, random) => {
      const pointer = Number(wordAt(encoded.data, at))
      return BigInt(32 * random.below(pointer >> 5))
    }),
  },
  {
    name: 'pointer to 2^256 - x',
    apply: withPointer(
      'refused',
      (_, __, random) => ALL_ONES + 1n - BigInt(random.pick([1, 4, 31, 32 * (1 + random.below(16))])),
    ),
  },
  {
    name: 'overlapping tails',
    apply: withPointer('any', (mark, { encoded }, random) => {
      const others = encoded.marks.filter(({ at, of }) => of !== mark.of && at >= mark.base && at < mark.end)
      return others.length === 0 ? undefined : BigInt(random.pick(others).at - mark.base)
    }),
  },
  {
    name: 'pointer not a multiple of 32',
    apply: withPointer('any', ({ at }, { encoded }, random) => {
      const by = BigInt(1 + random.below(31))
      return wordAt(encoded.data, at) + (random.oneIn(2) ? by : -by)
    }),
  },
  {
    name: 'element index past the length',
    apply: (draft, random) => {
      const { path, encoded } = draft
      if (path.elements.length === 0) return undefined
      const element = random.pick(path.elements)
      const mark = encoded.marks.find(({ role, of }) => role === 'length' && of === element.list)!
      if (random.oneIn(2)) {
        const length = random.below(element.index + 3)
        const data = setWord(encoded.data, mark.at, BigInt(length))
        return { data, expects: element.index < length ? 'read' : 'refused' }
      }
      const length = Number(wordAt(encoded.data, mark.at))
      const index = random.pick([length, length, length + 1, length + 2, LENGTH - 1])
      const replaced = (all: readonly number[], at: number, by: number) => all.map((one, i) => (i === at ? by : one))
      const steps = replaced(path.steps, element.step, STEP.element(index, element.words))
      const choices = replaced(path.choices, element.choice, index)
      return { data: encoded.data, steps, choices, expects: 'refused' }
    },
  },
  {
    name: 'huge length',
    apply: (draft, random) => {
      const mark = pickMark(draft, random, ({ role }) => role === 'length' || role === 'bytes')
      if (mark === undefined) return undefined
      const length = random.pick(HUGE)
      const data = setWord(draft.encoded.data, mark.at, length)
      if (mark.of === draft.path.target && !readsBytes(draft.path)) return { data, word: length, expects: 'read' }
      return { data, expects: isOnPath(draft, mark) && mark.role === 'bytes' ? 'refused' : 'read' }
    },
  },
  {
    name: 'length a little off',
    apply: (draft, random) => {
      const mark = pickMark(draft, random, ({ role }) => role === 'length' || role === 'bytes')
      if (mark === undefined) return undefined
      const by = BigInt(1 + random.below(40))
      const length = wordAt(draft.encoded.data, mark.at)
      return { data: setWord(draft.encoded.data, mark.at, random.oneIn(3) ? length + by : length - by), expects: 'any' }
    },
  },
  {
    name: 'padding that hides a byte',
    apply: (draft, random) => {
      const mark = pickMark(draft, random, (one) => one.role === 'bytes' && bytesLength(draft, one) % 32 !== 0)
      if (mark === undefined) return undefined
      const length = bytesLength(draft, mark)
      const hidden = 32 - (length % 32)
      const data = Buffer.from(draft.encoded.data)
      data[mark.at + 32 + length + random.below(hidden)] = 1 + random.below(255)
      const isSeen =
        readsBytes(draft.path) && mark.of === draft.path.target && (lastStep(draft.path) & 0xffffff) === length >> 5
      return { data, expects: isSeen ? 'refused' : 'read' }
    },
  },
  {
    name: 'inner calldata shorter than its arguments',
    apply: (draft, random) => {
      const inner = pickInner(draft, random)
      if (inner === undefined) return undefined
      const { call, length, needed } = inner
      call.length = random.below(length)
      const { data } = encodeCall(draft.shape.selector, draft.args, CANONICAL)
      const expects = call.length < needed ? 'refused' : 'read'
      delete call.length
      return { data, expects }
    },
  },
  {
    name: "inner calldata's length cut",
    apply: (draft, random) => {
      const inner = pickInner(draft, random)
      if (inner === undefined) return undefined
      const length = random.below(inner.length)
      const data = setWord(draft.encoded.data, inner.mark.at, BigInt(length))
      return { data, expects: length < inner.needed ? 'refused' : 'read' }
    },
  },
  {
    name: 'random bytes',
    apply: ({ encoded }, random) => {
      const data = Buffer.from(encoded.data)
      for (let i = 0; i <= random.below(4); i++) data[4 + random.below(data.length - 4)] = random.below(256)
      return { data, expects: 'any' }
    },
  },
  {
    name: 'random bits of words on the way',
    apply: (draft, random) => {
      const data = Buffer.from(draft.encoded.data)
      const { at } = random.pick(onPath(draft))
      const byte = at + random.pick([31, 31, 30, random.below(32)])
      data[byte] = data[byte]! ^ (1 << random.below(8))
      return { data, expects: 'any' }
    },
  },
  {
    name: 'a word more or less',
    apply: ({ encoded: { data } }, random) => {
      const at = 4 + 32 * random.below((data.length - 4) >> 5)
      const added = random.oneIn(2) ? [random.oneIn(2) ? Buffer.alloc(32) : randomBytes(32, random)] : []
      const rest = data.subarray(added.length > 0 ? at : at + 32)
      return { data: Buffer.concat([data.subarray(0, at), ...added, rest]), expects: 'any' }
    },
  },
]
