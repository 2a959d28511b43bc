// What a thief of a session key can do to callData: the known attacks on decoders by name, and changes at random.
import type { Address, Hex } from '../../../src'
import { flipBit, join, lengthOf, number, slice, splice } from '../jury/bytes'
import type { Random } from '../jury/Random'
import { BATCH, batch, encode, execute, EXECUTE, EXECUTION, executionOf, padded, SINGLE, single } from './encode'
import type { Call } from './encode'

/** What is changed: calls, and their canonical callData. */
export type Subject = { readonly calls: readonly Call[]; readonly isBatch: boolean; readonly callData: Hex }

export type Mutation = {
  /** With the number of the threat, if it is one. */
  readonly name: string
  /** Whether no decoder may be asked to read this: the module refuses it always. */
  readonly isNeverRead: boolean
  /** The changed callData; nothing if it does not apply. */
  readonly apply: (subject: Subject, random: Random) => Hex | undefined
}

const never = (name: string, apply: Mutation['apply']): Mutation => ({ name, isNeverRead: true, apply })
const maybe = (name: string, apply: Mutation['apply']): Mutation => ({ name, isNeverRead: false, apply })

/** Only of batches; `execution` is encoded canonically into `execute`. */
const inBatch =
  (change: (subject: Subject, random: Random, execution: Hex) => Hex | undefined): Mutation['apply'] =>
  (subject, random) => {
    if (!subject.isBatch) return undefined
    const changed = change(subject, random, executionOf(subject.callData))
    return changed === undefined ? undefined : execute(BATCH, changed)
  }

/** Only of batches of two calls or more, with two different indexes. */
const withTwo = (change: (subject: Subject, one: number, two: number, execution: Hex) => Hex): Mutation['apply'] =>
  inBatch((subject, random, execution) => {
    const count = subject.calls.length
    if (count < 2) return undefined
    const one = random.below(count)
    return change(subject, one, (one + 1 + random.below(count - 1)) % count, execution)
  })

/** Encodes canonically what one call has become. */
const withCall =
  (change: (call: Call, random: Random) => Call): Mutation['apply'] =>
  ({ calls, isBatch }, random) => {
    const index = random.below(calls.length)
    return encode(
      calls.map((call, i) => (i === index ? change(call, random) : call)),
      isBatch,
    )
  }

const wordAt = (bytes: Hex, start: number): bigint => BigInt(slice(bytes, start, start + 32))
const setWord = (bytes: Hex, start: number, word: bigint | number): Hex =>
  splice(bytes, start, start + 32, number(BigInt.asUintN(256, BigInt(word)), 32))
const pointerAt = (index: number): number => 64 + 32 * index
const tupleAt = (execution: Hex, index: number): number => 64 + Number(wordAt(execution, pointerAt(index)))

const THIEF: Address = '0x00000000000000000000000000000000deadbeef'
const STEAL: Call = { to: THIEF, value: 1n, data: '0x' }
const HUGE = [2n ** 256n - 1n, 2n ** 255n, 2n ** 64n, 2n ** 64n - 1n, 2n ** 32n, 2n ** 256n - 32n]
const MODES: readonly Hex[] = ['ff', 'fe', '0001', '0101', '02', '01000000000078210001', '01000000000078210002'].map(
  (start): Hex => `0x${start.padEnd(64, '0')}`,
)

export const MUTATIONS: readonly Mutation[] = [
  maybe('nothing', ({ callData }) => callData),
  maybe(
    'other calls, encoded as they should be',
    withCall((call, random) => ({
      to: call.to,
      value: random.upTo(2n ** 80n - 1n),
      data: call.data === '0x' ? '0x' : join(slice(call.data, 0, 4), random.bytes(random.below(40))),
    })),
  ),
  maybe(
    'T12 arguments cut short',
    withCall((call, random) => ({ ...call, data: slice(call.data, 0, 4 + random.below(33)) })),
  ),

  never('T1 offset to a second copy', ({ isBatch, callData }) => {
    const evil = isBatch ? batch([STEAL]) : single(STEAL)
    const moved = setWord(callData, 36, lengthOf(callData) - 4)
    return join(moved, number(lengthOf(evil), 32), padded(evil))
  }),
  never('T1 offset and data moved', ({ callData }, random) => {
    const words = 1 + random.below(3)
    return join(slice(setWord(callData, 36, 0x40 + 32 * words), 0, 68), random.bytes(32 * words), slice(callData, 68))
  }),
  never('T2 cut off', ({ callData }, random) =>
    slice(callData, 0, random.pick([4, 36, 67, random.below(lengthOf(callData))])),
  ),
  never('T3 length that overflows', ({ callData }, random) => setWord(callData, 68, random.pick(HUGE))),
  never('T4 array outside of the execution data', () =>
    join(EXECUTE, BATCH, number(0x40, 32), number(32, 32), number(0x40, 32), number(0, 32)),
  ),
  never(
    'T4 array head elsewhere',
    inBatch((_, random, execution) =>
      setWord(execution, 0, random.pick([0n, 0x40n, BigInt(lengthOf(execution)), ...HUGE])),
    ),
  ),
  never('T5 no call', () => execute(BATCH, batch([]))),
  never(
    'T6 two pointers to one call',
    withTwo((_, one, two, execution) => setWord(execution, pointerAt(one), wordAt(execution, pointerAt(two)))),
  ),
  never(
    'T6 pointers exchanged',
    withTwo((_, one, two, execution) =>
      setWord(
        setWord(execution, pointerAt(one), wordAt(execution, pointerAt(two))),
        pointerAt(two),
        wordAt(execution, pointerAt(one)),
      ),
    ),
  ),
  never(
    'T6 calls stored in another order',
    inBatch(({ calls }) =>
      calls.length < 2 ? undefined : batch(calls, { order: calls.map((_, index) => index).reverse() }),
    ),
  ),
  never(
    'T6 data shared by two calls',
    withTwo((_, one, two, execution) =>
      setWord(execution, tupleAt(execution, one) + 64, tupleAt(execution, two) + 96 - tupleAt(execution, one)),
    ),
  ),
  never(
    'T6 data that reaches into what follows',
    inBatch(({ calls }, random, execution) => {
      const start = tupleAt(execution, random.below(calls.length)) + 96
      return setWord(execution, start, wordAt(execution, start) + 32n * BigInt(1 + random.below(9)))
    }),
  ),
  never('T7 bytes after the end', ({ callData }, random) =>
    join(callData, random.bytes(random.pick([1, 31, 32, 33, 64]))),
  ),
  never(
    'T7 bytes after the last call',
    inBatch((_, random, execution) => join(execution, random.bytes(random.pick([1, 31, 32, 64])))),
  ),
  never(
    'T7 bytes between calls',
    inBatch(({ calls }, random) => batch(calls, { gap: random.bytes(random.pick([32, 64])) })),
  ),
  never(
    'T7 bytes inside a call',
    inBatch(({ calls }, random) => batch(calls, { tupleGap: random.bytes(32) })),
  ),
  never('T7 padding that is not zero', ({ callData, calls, isBatch }) => {
    const { data } = calls[calls.length - 1]!
    if (lengthOf(isBatch ? data : executionOf(callData)) % 32 === 0) return undefined
    return flipBit(callData, lengthOf(callData) - 1, 0)
  }),
  never(
    'T8 dirty bits above an address',
    inBatch(({ calls }, random, execution) => {
      const start = tupleAt(execution, random.below(calls.length))
      return setWord(execution, start, wordAt(execution, start) | (1n << BigInt(160 + random.below(96))))
    }),
  ),
  maybe(
    'T9 data of one to three bytes',
    withCall((call, random) => ({ ...call, data: random.bytes(1 + random.below(3)) })),
  ),
  maybe(
    'T10 a selector that could stand for something else',
    withCall((call, random) => ({ ...call, data: random.pick(['0xffffffff', '0x00000000', '0x00000001']) })),
  ),
  maybe(
    'T11 a target that could stand for something else',
    withCall((call) => ({ ...call, to: number(1, 20), data: '0x00000001' })),
  ),
  never('T19 another selector', ({ callData }, random) =>
    join(random.pick([random.bytes(4), '0xd691c964', '0x00000000', '0x9517e29f']), slice(callData, 4)),
  ),
  never('T20 execute inside executeUserOp', ({ callData }) => join('0x8dd7712f', callData)),
  never('T21 T23 T25 another mode', ({ callData }, random) => splice(callData, 4, 36, random.pick(MODES))),
  maybe('single and batch exchanged', ({ callData, isBatch }) => splice(callData, 4, 36, isBatch ? SINGLE : BATCH)),
  maybe(
    'T26 target zero',
    withCall((call) => ({ ...call, to: number(0, 20) })),
  ),
  never(
    'T28 more calls counted than there are',
    inBatch(({ calls }, random) => batch(calls, { count: calls.length + 1 + random.below(3) })),
  ),
  never(
    'T28 fewer calls counted than there are',
    inBatch(({ calls }) => (calls.length < 2 ? undefined : batch(calls, { count: calls.length - 1 }))),
  ),

  maybe('one bit', ({ callData }, random) => flipBit(callData, random.below(lengthOf(callData)), random.below(8))),
  maybe('one bit of the execution data', ({ callData }, random) =>
    flipBit(callData, EXECUTION + random.below(lengthOf(callData) - EXECUTION), random.below(8)),
  ),
  maybe('one byte', ({ callData }, random) => {
    const index = random.below(lengthOf(callData))
    return splice(callData, index, index + 1, random.bytes(1))
  }),
  maybe('one word', ({ callData }, random) => {
    const start = wordStart(callData, random)
    const others = [0n, 1n, 2n, 0x20n, 0x40n, 0x60n, 0x80n, ...HUGE]
    return setWord(callData, start, random.pick([...others, wordAt(callData, wordStart(callData, random))]))
  }),
  maybe('one word a little off', ({ callData }, random) => {
    const start = wordStart(callData, random)
    return setWord(callData, start, wordAt(callData, start) + random.pick([1n, -1n, 4n, -4n, 31n, 32n, -32n, 64n]))
  }),
  maybe('a word more', ({ callData }, random) => {
    const start = wordStart(callData, random)
    return join(slice(callData, 0, start), random.pick([number(0, 32), random.bytes(32)]), slice(callData, start))
  }),
  maybe('a word less', ({ callData }, random) => {
    const start = wordStart(callData, random)
    return splice(callData, start, start + 32, '0x')
  }),
  maybe('another length of the execution data', ({ callData, isBatch }, random) => {
    const execution = executionOf(callData)
    const cut = slice(execution, 0, random.below(lengthOf(execution)))
    return execute(isBatch ? BATCH : SINGLE, random.pick([cut, join(execution, random.bytes(1 + random.below(64)))]))
  }),
]

/** Words of callData stand after the selector. */
const wordStart = (callData: Hex, random: Random): number => 4 + 32 * random.below((lengthOf(callData) - 4) >> 5)
