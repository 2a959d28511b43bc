// callData that is not the one canonical encoding of its calls, at every level: mode, offsets, lengths, pointers, padding.
import type { Hex } from '../../../../src'
import { flipBit, join, lengthOf, number, slice, splice } from '../bytes'
import type { Bytes, Mutation } from '../caseOf'
import type { Intent } from '../intent'
import type { Random } from '../Random'
import { batchOf, execute, EXECUTE, MODE, singleOf } from '../wire'

type Rewrite = (callData: Hex, random: Random, intent: Intent) => Hex | undefined

const rewrite =
  (change: Rewrite) =>
  (bytes: Bytes, random: Random, intent: Intent): boolean => {
    const changed = change(bytes.callData, random, intent)
    if (changed === undefined || changed === bytes.callData) return false
    bytes.callData = changed
    return true
  }

/** A change of the execution data of a batch, encoded canonically into execute again. */
const inBatch =
  (change: (execution: Hex, random: Random, count: number) => Hex | undefined): Rewrite =>
  (callData, random, { batch, calls }) => {
    if (!batch) return undefined
    const execution = slice(callData, 100, 100 + Number(slice(callData, 68, 100)))
    const changed = change(execution, random, calls.length)
    return changed === undefined ? undefined : execute(MODE.batch, changed)
  }

const wordAt = (bytes: Hex, start: number): bigint => BigInt(slice(bytes, start, start + 32))
const setWord = (bytes: Hex, start: number, word: bigint): Hex => splice(bytes, start, start + 32, number(word, 32))

/** Where the execution `index` of a batch starts. */
const executionStart = (batch: Hex, index: number): number => 64 + Number(wordAt(batch, 64 + 32 * index))

/** Something that is not `word`, close to it or far off. */
const near = (word: bigint, random: Random): bigint =>
  BigInt.asUintN(
    256,
    random.pick([word + 1n, word - 1n, word + 32n, word - 32n, 0n, -1n, 1n << 255n, word + (1n << 160n), word << 1n]),
  )

const MODES: readonly Hex[] = [
  number(0xffn << 248n, 32), // delegatecall
  number(0xfen << 248n, 32), // static
  number(0x0001n << 240n, 32), // single, try
  number(0x0101n << 240n, 32), // batch, try
  number(2n << 248n, 32),
  number(1n, 32),
  number((1n << 248n) | 1n, 32),
  number((1n << 248n) | (1n << 176n), 32), // batch with a mode selector
]

export const callDataMutations: readonly Mutation[] = [
  {
    name: 'callData: another selector',
    weight: 3,
    bytes: rewrite((callData, random) =>
      splice(
        callData,
        0,
        4,
        random.pick([random.bytes(4), '0xd691c964', flipBit(EXECUTE, random.below(4), random.below(8))]),
      ),
    ),
  },
  {
    name: 'callData: another mode',
    weight: 3,
    bytes: rewrite((callData, random) => splice(callData, 4, 36, random.pick(MODES))),
  },
  {
    name: 'callData: single and batch exchanged',
    bytes: rewrite((callData, _, { batch }) => splice(callData, 4, 36, batch ? MODE.single : MODE.batch)),
  },
  {
    name: 'callData: another offset, with the data moved there',
    bytes: rewrite((callData) => join(slice(callData, 0, 36), number(0x60, 32), number(0, 32), slice(callData, 68))),
  },
  {
    name: 'callData: a word of the head',
    bytes: rewrite((callData, random) => {
      const start = random.pick([36, 68])
      return setWord(callData, start, near(wordAt(callData, start), random))
    }),
  },
  {
    name: 'callData: padding that is not zero',
    bytes: rewrite((callData, random) => {
      const length = Number(wordAt(callData, 68))
      const padding = lengthOf(callData) - 100 - length
      return padding === 0 ? undefined : flipBit(callData, 100 + length + random.below(padding), random.below(8))
    }),
  },
  {
    name: 'callData: more at the end',
    bytes: rewrite((callData, random) => join(callData, random.pick([number(0, 32), number(0, 1), random.bytes(32)]))),
  },
  {
    name: 'callData: less at the end',
    bytes: rewrite((callData, random) => {
      const end = random.pick([0, 1, 3, 4, 35, 36, 68, 99, 100, lengthOf(callData) - 32, lengthOf(callData) - 1])
      return slice(callData, 0, Math.min(end, lengthOf(callData) - 1))
    }),
  },
  {
    name: 'callData: a single call that is too short',
    bytes: rewrite((_, random, { calls }) =>
      execute(MODE.single, slice(singleOf(calls[0]!), 0, random.pick([0, 19, 20, 32, 51]))),
    ),
  },
  {
    name: 'callData: one byte changed',
    bytes: rewrite((callData, random) => flipBit(callData, random.below(lengthOf(callData)), random.below(8))),
  },
  {
    name: 'callData: one byte less or more',
    bytes: rewrite((callData, random) => {
      const start = random.below(lengthOf(callData))
      return splice(callData, start, start + random.below(2), random.pick(['0x', '0x00', random.bytes(1)]))
    }),
  },
  {
    name: 'callData: one word changed',
    bytes: rewrite((callData, random) => {
      const start = 4 + 32 * random.below(Math.floor((lengthOf(callData) - 4) / 32))
      return setWord(callData, start, near(wordAt(callData, start), random))
    }),
  },
  {
    name: 'batch: empty',
    weight: 5,
    bytes: rewrite((_, random, intent) => {
      const { calls } = intent
      const whole = batchOf(calls)
      return execute(MODE.batch, random.oneIn(4) ? setWord(whole, 32, 0n) : batchOf([]))
    }),
  },
  {
    name: 'batch: too short',
    bytes: rewrite(inBatch((execution, random) => slice(execution, 0, random.pick([0, 31, 32, 63, 64, 96])))),
  },
  {
    name: 'batch: another count',
    bytes: rewrite(
      inBatch((execution, random, count) =>
        setWord(execution, 32, random.pick([BigInt(count) + 1n, BigInt(count) - 1n, 1n << 255n, 1n << 40n])),
      ),
    ),
  },
  {
    name: 'batch: a target with dirty upper bits',
    bytes: rewrite(
      inBatch((execution, random, count) =>
        flipBit(execution, executionStart(execution, random.below(count)) + random.below(12), random.below(8)),
      ),
    ),
  },
  {
    name: 'batch: another pointer',
    bytes: rewrite(
      inBatch((execution, random, count) => {
        const start = 64 + 32 * random.below(count)
        return setWord(execution, start, near(wordAt(execution, start), random))
      }),
    ),
  },
  {
    name: 'batch: pointers exchanged or repeated',
    bytes: rewrite(
      inBatch((execution, random, count) => {
        const [one, two] = [64 + 32 * random.below(count), 64 + 32 * random.below(count)]
        if (one === two) return undefined
        const exchanged = setWord(execution, one, wordAt(execution, two))
        return random.oneIn(2) ? exchanged : setWord(exchanged, two, wordAt(execution, one))
      }),
    ),
  },
  {
    name: 'batch: the data pointer',
    bytes: rewrite(
      inBatch((execution, random, count) => {
        const start = executionStart(execution, random.below(count)) + 64
        return setWord(execution, start, random.oneIn(3) ? 0x80n : near(0x60n, random))
      }),
    ),
  },
  {
    name: 'batch: a length of data',
    bytes: rewrite(
      inBatch((execution, random, count) => {
        const start = executionStart(execution, random.below(count)) + 96
        return setWord(execution, start, near(wordAt(execution, start), random))
      }),
    ),
  },
  {
    name: 'batch: padding of data that is not zero',
    bytes: rewrite(
      inBatch((execution, random, count) => {
        const start = executionStart(execution, random.below(count)) + 96
        const length = Number(wordAt(execution, start))
        const padding = (32 - (length % 32)) % 32
        if (padding === 0) return undefined
        return flipBit(execution, start + 32 + length + random.below(padding), random.below(8))
      }),
    ),
  },
  {
    name: 'batch: a gap before the calls',
    bytes: rewrite(
      inBatch((execution, _, count) => {
        const pointersEnd = 64 + 32 * count
        let moved = splice(execution, pointersEnd, pointersEnd, number(0, 32))
        for (let i = 0; i < count; i++) moved = setWord(moved, 64 + 32 * i, wordAt(moved, 64 + 32 * i) + 32n)
        return moved
      }),
    ),
  },
  {
    name: 'batch: more or less at the end',
    bytes: rewrite(
      inBatch((execution, random) =>
        random.oneIn(2)
          ? join(execution, random.pick([number(0, 32), number(0, 1)]))
          : slice(execution, 0, lengthOf(execution) - random.pick([1, 32])),
      ),
    ),
  },
]
