// Calls, value and fees over a session's life: each up to its limit and not past it, and every field of the usage word.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { sessionId, UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Session } from '../../../src'
import { eventsOf, refusal, storageOf, usageSlot, writesOf } from './helpers/chain'
import { anOp, callOf, check, DEFAULT_FEE, pair, USER_OP_HASH, validate, windowOf, type Op } from './helpers/op'
import { grant, installModule, type Scene } from './helpers/scene'
import {
  aPermission,
  aSession,
  aTransfer,
  anAddress,
  HOUR,
  PAYMASTER,
  START,
  usageWord,
  type Used,
} from './helpers/session'

const WINDOW = windowOf(START, START + HOUR)
const FREE = { gasFees: pair(0n, 0n) }
const paid = aPermission({ maxValue: 100n })
const pays = { sponsor: PAYMASTER }
const MAX80 = 2n ** 80n - 1n

async function granted(session: Session): Promise<Scene> {
  const scene = await loadFixture(installModule)
  await grant(scene, session)
  return scene
}

/** An op with one call for each value. */
const opOf = (scene: Scene, session: Session, values: readonly bigint[], op: Partial<Op> = {}, sponsor = {}): Op =>
  anOp(scene, session, { calls: values.map((value) => callOf(session.permissions[0]!, value)), op, ...sponsor })

const expectUsed = async (scene: Scene, session: Session, used: Used): Promise<void> => {
  expect((await storageOf(scene, sessionId(session))).usage).to.equal(usageWord(used))
}

describe('validateUserOp: the limit on calls', () => {
  it('T86 is reached by the last op and not passed by the next', async () => {
    const session = aSession({ maxCalls: 3 })
    const scene = await granted(session)
    for (let calls = 1n; calls <= 3n; calls++) {
      expect(await validate(scene, anOp(scene, session))).to.equal(WINDOW)
      await expectUsed(scene, session, { fee: calls * DEFAULT_FEE, calls })
    }
    expect(await refusal(check(scene, anOp(scene, session)))).to.deep.equal(['CallsOverLimit', 4n, 3n])
  })

  it('T95 T166 counts executed calls and not userOps', async () => {
    const session = aSession({ maxCalls: 20 })
    const scene = await granted(session)
    const zeros = (count: number): bigint[] => Array.from({ length: count }, () => 0n)
    expect(await check(scene, opOf(scene, session, zeros(20)))).to.equal(WINDOW)
    expect(await refusal(check(scene, opOf(scene, session, zeros(21))))).to.deep.equal(['CallsOverLimit', 21n, 20n])
    expect(await refusal(check(scene, opOf(scene, session, zeros(200))))).to.deep.equal(['CallsOverLimit', 200n, 20n])
    await validate(scene, opOf(scene, session, zeros(18)))
    expect(await refusal(check(scene, opOf(scene, session, zeros(3))))).to.deep.equal(['CallsOverLimit', 21n, 20n])
    expect(await validate(scene, opOf(scene, session, zeros(2)))).to.equal(WINDOW)
    await expectUsed(scene, session, { fee: 2n * DEFAULT_FEE, calls: 20n })
  })

  it('counts transfers too', async () => {
    const session = aSession({ maxCalls: 1, permissions: [aTransfer(anAddress(0x2001))] })
    const scene = await granted(session)
    await validate(scene, anOp(scene, session))
    expect(await refusal(check(scene, anOp(scene, session)))).to.deep.equal(['CallsOverLimit', 2n, 1n])
  })

  it('is not counted where it is unlimited, and is one below that', async () => {
    for (const [maxCalls, calls] of [
      [UNLIMITED_CALLS, 0n],
      [UNLIMITED_CALLS - 1, 2n],
    ] as const) {
      const session = aSession({ maxCalls })
      const scene = await granted(session)
      await validate(scene, opOf(scene, session, [0n, 0n]))
      await expectUsed(scene, session, { fee: DEFAULT_FEE, calls })
    }
  })
})

describe('validateUserOp: the limit on value', () => {
  it('T86 T95 is reached by the sum over calls and ops, and not passed by a wei', async () => {
    const session = aSession({ maxValue: 150n, permissions: [paid] })
    const scene = await granted(session)
    expect(await refusal(check(scene, opOf(scene, session, [100n, 51n])))).to.deep.equal(['ValueOverLimit', 151n, 150n])
    await validate(scene, opOf(scene, session, [60n, 39n]))
    await expectUsed(scene, session, { fee: DEFAULT_FEE, value: 99n, calls: 2n })
    expect(await refusal(check(scene, opOf(scene, session, [52n])))).to.deep.equal(['ValueOverLimit', 151n, 150n])
    await validate(scene, opOf(scene, session, [51n]))
    await expectUsed(scene, session, { fee: 2n * DEFAULT_FEE, value: 150n, calls: 3n })
    expect(await refusal(check(scene, opOf(scene, session, [1n])))).to.deep.equal(['ValueOverLimit', 151n, 150n])
    expect(await check(scene, opOf(scene, session, [0n]))).to.equal(WINDOW)
  })

  it('T103 is none where it is zero, whatever the cap per call', async () => {
    const session = aSession({ maxValue: 0n, permissions: [paid] })
    const scene = await granted(session)
    expect(await check(scene, opOf(scene, session, [0n]))).to.equal(WINDOW)
    expect(await refusal(check(scene, opOf(scene, session, [1n])))).to.deep.equal(['ValueOverLimit', 1n, 0n])
  })

  it('is not counted where it is unlimited, but each call keeps its cap', async () => {
    const session = aSession({ maxValue: UNLIMITED_VALUE, permissions: [paid] })
    const scene = await granted(session)
    for (let i = 0; i < 3; i++) await validate(scene, opOf(scene, session, [100n, 100n]))
    await expectUsed(scene, session, { fee: 3n * DEFAULT_FEE, calls: 6n })
    expect(await refusal(check(scene, opOf(scene, session, [100n, 101n])))).to.deep.equal([
      'ValueOverCap',
      1n,
      101n,
      100n,
    ])
  })

  it('T99 does not wrap: sums of the largest values are compared in full', async () => {
    const session = aSession({ maxValue: MAX80 - 1n, permissions: [aPermission({ maxValue: MAX80 })] })
    const scene = await granted(session)
    const three = [MAX80, MAX80, MAX80]
    expect(await refusal(check(scene, opOf(scene, session, three)))).to.deep.equal([
      'ValueOverLimit',
      3n * MAX80,
      MAX80 - 1n,
    ])
    await validate(scene, opOf(scene, session, [MAX80 - 1n]))
    await expectUsed(scene, session, { fee: DEFAULT_FEE, value: MAX80 - 1n, calls: 1n })
    expect(await refusal(check(scene, opOf(scene, session, [MAX80])))).to.deep.equal([
      'ValueOverLimit',
      2n * MAX80 - 1n,
      MAX80 - 1n,
    ])
  })
})

describe('validateUserOp: the limit on fees', () => {
  it('T86 T94 is reached by the last op and not passed by a wei', async () => {
    const session = aSession({ maxFee: 2n * DEFAULT_FEE + 350_000n })
    const scene = await granted(session)
    await validate(scene, anOp(scene, session))
    await validate(scene, anOp(scene, session))
    const last = anOp(scene, session, { op: { gasFees: pair(0n, 1n) } })
    const more = { ...last, preVerificationGas: 50_001n }
    const { maxFee } = session
    expect(await refusal(check(scene, more))).to.deep.equal(['FeeOverLimit', maxFee + 1n, maxFee])
    expect(await validate(scene, last)).to.equal(WINDOW)
    await expectUsed(scene, session, { fee: maxFee, calls: 3n })
    expect(await check(scene, anOp(scene, session, { op: FREE }))).to.equal(WINDOW)
  })

  it('T99 takes the largest number that is counted', async () => {
    const session = aSession({ maxFee: UNLIMITED_FEE - 1n })
    const scene = await granted(session)
    const op = { accountGasLimits: pair(0n, 0n), preVerificationGas: 1n, gasFees: pair(0n, UNLIMITED_FEE - 1n) }
    await validate(scene, anOp(scene, session, { op }))
    await expectUsed(scene, session, { fee: UNLIMITED_FEE - 1n, calls: 1n })
    const one = { ...op, gasFees: pair(0n, 1n) }
    const reason = ['FeeOverLimit', UNLIMITED_FEE, UNLIMITED_FEE - 1n]
    expect(await refusal(check(scene, anOp(scene, session, { op: one })))).to.deep.equal(reason)
  })
})

describe('validateUserOp: the usage word', () => {
  it('I9 changes each field once, by the sum over the calls', async () => {
    const session = aSession({ maxCalls: 1000, maxValue: 1000n, permissions: [paid] })
    const scene = await granted(session)
    const steps = [[1n], [0n, 7n, 100n], [50n, 50n], [0n]]
    const used = { fee: 0n, value: 0n, calls: 0n }
    for (const values of steps) {
      const sent = await scene.validator.validateUserOp(opOf(scene, session, values), USER_OP_HASH)
      expect(await writesOf(sent)).to.deep.equal([usageSlot(sessionId(session), scene.account)])
      expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
      used.fee += DEFAULT_FEE
      used.value += values.reduce((sum, value) => sum + value, 0n)
      used.calls += BigInt(values.length)
      await expectUsed(scene, session, used)
    }
  })

  it('T94 is written in validation: of two ops of one bundle the second sees the first', async () => {
    const session = aSession({ maxCalls: 3 })
    const scene = await granted(session)
    const validation = (count: number): string =>
      scene.module.interface.encodeFunctionData('validateUserOp', [
        opOf(
          scene,
          session,
          Array.from({ length: count }, () => 0n),
        ),
        USER_OP_HASH,
      ])
    const [two, one] = [validation(2), validation(1)]
    expect(await refusal(scene.mock.passAll.staticCall([two, two]))).to.deep.equal(['CallsOverLimit', 4n, 3n])
    await scene.mock.passAll([two, one])
    await expectUsed(scene, session, { fee: 2n * DEFAULT_FEE, calls: 3n })
  })

  it('T96 I9 does not change when an op is refused', async () => {
    const session = aSession({ maxCalls: 3, maxValue: 150n, maxFee: 2n * DEFAULT_FEE, permissions: [paid] })
    const scene = await granted(session)
    await validate(scene, opOf(scene, session, [100n]))
    const before = await storageOf(scene, sessionId(session))
    const refused = [
      opOf(scene, session, [51n]),
      opOf(scene, session, [101n]),
      opOf(scene, session, [0n, 0n, 0n]),
      opOf(scene, session, [1n], { preVerificationGas: 50_001n }),
    ]
    for (const op of refused) {
      const [name] = await refusal(scene.validator.validateUserOp(op, USER_OP_HASH))
      expect(name).to.be.oneOf(['ValueOverLimit', 'ValueOverCap', 'CallsOverLimit', 'FeeOverLimit'])
      expect(await storageOf(scene, sessionId(session))).to.deep.equal(before)
    }
  })

  it('T105 is of one session on one account', async () => {
    const scene = await loadFixture(installModule)
    const [a, b] = [aSession({ maxCalls: 5 }), aSession({ maxCalls: 6 })]
    await grant(scene, a)
    await grant(scene, b)
    await validate(scene, anOp(scene, a))
    await expectUsed(scene, a, { fee: DEFAULT_FEE, calls: 1n })
    await expectUsed(scene, b, {})
  })

  const unchanged: readonly (readonly [string, Session, Partial<Op>])[] = [
    ['nothing is counted: unmetered', aSession({ paymaster: PAYMASTER, maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS }), {}],
    ['nothing is counted: all unlimited', aSession({ paymaster: PAYMASTER, maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS, maxValue: UNLIMITED_VALUE }), {}],
    ['nothing is added to what is counted', aSession({ maxCalls: UNLIMITED_CALLS, maxValue: 9n }), FREE],
  ] // prettier-ignore
  for (const [when, session, op] of unchanged)
    it(`stays as it is where ${when}`, async () => {
      const scene = await granted(session)
      const before = await storageOf(scene, sessionId(session))
      const signed = opOf(scene, session, [0n, 0n], op, session.paymaster === PAYMASTER ? pays : {})
      expect(await check(scene, signed)).to.equal(WINDOW)
      const sent = await scene.validator.validateUserOp(signed, USER_OP_HASH)
      // Without limits it is not even written with what it holds already.
      const writes = session.maxValue === 0n ? 0 : 1
      expect(await writesOf(sent)).to.have.length(writes)
      expect(await storageOf(scene, sessionId(session))).to.deep.equal(before)
    })
})

describe('validateUserOp: an unmetered session', () => {
  const session = aSession({
    paymaster: PAYMASTER,
    maxFee: UNLIMITED_FEE,
    maxCalls: UNLIMITED_CALLS,
    permissions: [paid],
  })

  it('admits no native value, though its permission has a cap', async () => {
    const scene = await granted(session)
    expect(await check(scene, opOf(scene, session, [0n, 0n], {}, pays))).to.equal(WINDOW)
    expect(await refusal(check(scene, opOf(scene, session, [1n], {}, pays)))).to.deep.equal(['ValueOverLimit', 1n, 0n])
    expect(await refusal(check(scene, opOf(scene, session, [0n, 1n, 2n], {}, pays)))).to.deep.equal([
      'ValueOverLimit',
      3n,
      0n,
    ])
  })

  it('takes any number of calls', async () => {
    const scene = await granted(session)
    const zeros = Array.from({ length: 300 }, () => 0n)
    expect(await check(scene, opOf(scene, session, zeros, {}, pays))).to.equal(WINDOW)
  })
})
