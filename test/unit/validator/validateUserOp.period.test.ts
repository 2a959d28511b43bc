// Periods: the window that a claimed period has, usage that starts again in a later one, and never in an earlier one.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { sessionId, UNLIMITED_CALLS, UNLIMITED_VALUE, type Session } from '../../../src'
import { refusal, storageOf } from './helpers/chain'
import { anOp, callOf, check, DEFAULT_FEE, USER_OP_HASH, validate, windowOf, type Op } from './helpers/op'
import { grant, installModule, type Scene } from './helpers/scene'
import { aPermission, aSession, OTHER_KEY, PAYMASTER, START, usageWord, type Used } from './helpers/session'

const P = 600
const END = START + 10 * P + 100
const paid = aPermission({ maxValue: 100n })
const session = aSession({ period: P, validUntil: END, maxCalls: 3, maxValue: 150n, maxFee: 3n * DEFAULT_FEE, permissions: [paid] }) // prettier-ignore

async function granted(one: Session = session): Promise<Scene> {
  const scene = await loadFixture(installModule)
  await grant(scene, one)
  return scene
}

const opIn = (scene: Scene, periodIndex: number, values: readonly bigint[] = [0n], one = session): Op =>
  anOp(scene, one, { periodIndex, calls: values.map((value) => callOf(one.permissions[0]!, value)) })

const expectUsed = async (scene: Scene, used: Used, one = session): Promise<void> => {
  expect((await storageOf(scene, sessionId(one))).usage).to.equal(usageWord(used))
}

describe('validateUserOp: the window of a period', () => {
  it('T52 is the seconds of that period and of no other', async () => {
    const scene = await granted()
    for (let i = 0; i < 10; i++)
      expect(await check(scene, opIn(scene, i))).to.equal(windowOf(START + i * P, START + (i + 1) * P - 1))
  })

  it('T42 T44 I12 ends with the session, if that is earlier', async () => {
    const scene = await granted()
    expect(await check(scene, opIn(scene, 10))).to.equal(windowOf(START + 10 * P, END))
  })

  it('T53 is refused where the period begins after the session ends', async () => {
    const scene = await granted()
    for (const index of [11, 12, 1000, 2 ** 32 - 1])
      expect(await refusal(check(scene, opIn(scene, index)))).to.deep.equal([
        'PeriodOutsideSession',
        BigInt(START) + BigInt(index) * BigInt(P),
        BigInt(END),
      ])
  })

  const edges: readonly (readonly [string, Partial<Session>, number, readonly [number, number]])[] = [
    ['a last period of one second', { validUntil: START + 2 * P }, 2, [START + 2 * P, START + 2 * P]],
    ['a session of exactly two periods', { validUntil: START + 2 * P - 1 }, 1, [START + P, START + 2 * P - 1]],
    ['a session shorter than its period', { validUntil: START + 10 }, 0, [START, START + 10]],
    ['T165 the first period of all time', { validAfter: 0, validUntil: END, period: 60 }, 0, [0, 59]],
    ['the shortest period', { period: 60 }, 7, [START + 420, START + 479]],
    ['the longest period', { period: 2 ** 32 - 1, validAfter: 0, validUntil: 2 ** 47 - 1 }, 0, [0, 2 ** 32 - 2]],
    ['the latest index there can be', { period: 60, validAfter: 0, validUntil: 2 ** 47 - 1 }, 2 ** 32 - 1, [60 * (2 ** 32 - 1), 60 * 2 ** 32 - 1]],
    ['the last period before 2^47', { period: 2 ** 32 - 1, validAfter: 0, validUntil: 2 ** 47 - 1 }, 32_768, [32_768 * (2 ** 32 - 1), 2 ** 47 - 1]],
  ] // prettier-ignore
  for (const [what, fields, index, [after, until]] of edges)
    it(`is right at an edge: ${what}`, async () => {
      const one = { ...session, ...fields }
      const scene = await granted(one)
      expect(await validate(scene, opIn(scene, index, [0n], one))).to.equal(windowOf(after, until))
    })

  const outside: readonly (readonly [string, Partial<Session>, number, number])[] = [
    ['one after exactly two periods', { validUntil: START + 2 * P - 1 }, 2, START + 2 * P],
    ['the second of a session shorter than its period', { validUntil: START + 10 }, 1, START + P],
    ['T51 one above 2^48 seconds', { period: 2 ** 32 - 1, validAfter: 0, validUntil: 2 ** 47 - 1 }, 65_537, 65_537 * (2 ** 32 - 1)],
    ['T51 the largest there is', { period: 2 ** 32 - 1, validAfter: 2 ** 47 - 2, validUntil: 2 ** 47 - 1 }, 2 ** 32 - 1, -1],
  ] // prettier-ignore
  for (const [what, fields, index, start] of outside)
    it(`is refused outside: ${what}`, async () => {
      const one = { ...session, ...fields }
      const scene = await granted(one)
      const expected = start === -1 ? 2n ** 47n - 2n + (2n ** 32n - 1n) ** 2n : BigInt(start)
      expect(await refusal(check(scene, opIn(scene, index, [0n], one)))).to.deep.equal([
        'PeriodOutsideSession',
        expected,
        BigInt(one.validUntil),
      ])
    })

  it('is of a session that any payer pays', async () => {
    const one = { ...session, paymaster: PAYMASTER }
    const scene = await granted(one)
    const options = { periodIndex: 2, sponsor: PAYMASTER }
    expect(await check(scene, anOp(scene, one, options))).to.equal(windowOf(START + 2 * P, START + 3 * P - 1))
    expect(await check(scene, anOp(scene, one, { periodIndex: 2 }))).to.equal(
      windowOf(START + 2 * P, START + 3 * P - 1),
    )
  })
})

describe('validateUserOp: usage over periods', () => {
  it('adds up within one, and each limit holds in it', async () => {
    const scene = await granted()
    await validate(scene, opIn(scene, 4, [100n]))
    await expectUsed(scene, { fee: DEFAULT_FEE, value: 100n, calls: 1n, period: 4n })
    await validate(scene, opIn(scene, 4, [50n, 0n]))
    await expectUsed(scene, { fee: 2n * DEFAULT_FEE, value: 150n, calls: 3n, period: 4n })
    expect(await refusal(check(scene, opIn(scene, 4)))).to.deep.equal(['CallsOverLimit', 4n, 3n])
    expect(await refusal(check(scene, opIn(scene, 4, [1n])))).to.deep.equal(['ValueOverLimit', 151n, 150n])
  })

  it('starts again in a later one, from zero in every field', async () => {
    const scene = await granted()
    await validate(scene, opIn(scene, 0, [100n, 50n, 0n]))
    await expectUsed(scene, { fee: DEFAULT_FEE, value: 150n, calls: 3n })
    await validate(scene, opIn(scene, 1, [7n]))
    await expectUsed(scene, { fee: DEFAULT_FEE, value: 7n, calls: 1n, period: 1n })
    await validate(scene, opIn(scene, 9))
    await expectUsed(scene, { fee: DEFAULT_FEE, calls: 1n, period: 9n })
  })

  it('holds each limit in a later one alone too', async () => {
    const scene = await granted()
    await validate(scene, opIn(scene, 0))
    expect(await refusal(check(scene, opIn(scene, 1, [0n, 0n, 0n, 0n])))).to.deep.equal(['CallsOverLimit', 4n, 3n])
    expect(await refusal(check(scene, opIn(scene, 1, [100n, 51n])))).to.deep.equal(['ValueOverLimit', 151n, 150n])
  })

  it('T51 T58 is refused in an earlier one, once a later one was used', async () => {
    const scene = await granted()
    await validate(scene, opIn(scene, 0))
    await validate(scene, opIn(scene, 3))
    const before = await storageOf(scene, sessionId(session))
    for (const index of [0, 1, 2])
      expect(await refusal(check(scene, opIn(scene, index)))).to.deep.equal(['PeriodOver', BigInt(index), 3n])
    expect(await storageOf(scene, sessionId(session))).to.deep.equal(before)
    expect(await check(scene, opIn(scene, 3))).to.equal(windowOf(START + 3 * P, START + 4 * P - 1))
  })

  it('T51 is not moved on by an op that is refused, nor by one that another key signed', async () => {
    const scene = await granted()
    await validate(scene, opIn(scene, 1))
    const [name] = await refusal(scene.validator.validateUserOp(opIn(scene, 11), USER_OP_HASH))
    expect(name).to.equal('PeriodOutsideSession')
    expect(await validate(scene, anOp(scene, session, { periodIndex: 5, key: OTHER_KEY }))).to.equal(1n)
    await expectUsed(scene, { fee: DEFAULT_FEE, calls: 1n, period: 1n })
  })

  it('is written for the period alone, where nothing is added', async () => {
    const one = { ...session, maxCalls: UNLIMITED_CALLS, maxFee: 0n }
    const scene = await granted(one)
    const free = { op: { gasFees: `0x${'00'.repeat(32)}` } }
    await validate(scene, anOp(scene, one, { periodIndex: 5, ...free }))
    await expectUsed(scene, { period: 5n }, one)
    expect(await refusal(check(scene, anOp(scene, one, { periodIndex: 4, ...free })))).to.deep.equal([
      'PeriodOver',
      4n,
      5n,
    ])
  })

  it('keeps what is unlimited at zero', async () => {
    const one = { ...session, maxValue: UNLIMITED_VALUE, maxCalls: UNLIMITED_CALLS }
    const scene = await granted(one)
    await validate(scene, opIn(scene, 2, [100n, 100n], one))
    await expectUsed(scene, { fee: DEFAULT_FEE, period: 2n }, one)
    await validate(scene, opIn(scene, 3, [100n], one))
    await expectUsed(scene, { fee: DEFAULT_FEE, period: 3n }, one)
  })

  it('starts fresh where the session is granted anew', async () => {
    const scene = await granted()
    await validate(scene, opIn(scene, 6))
    await scene.validator.revokeAll(`0x${'00'.repeat(32)}`)
    await grant(scene, session)
    await expectUsed(scene, { epoch: 3n })
    expect(await check(scene, opIn(scene, 0))).to.equal(windowOf(START, START + P - 1))
  })
})
