// What the Lens says of an op that passes the session's limits, and the window of one that does not.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { keccak256, MaxUint256 } from 'ethers'

import { authorizationOf } from './helpers/encoding'
import { deployLens, expectAccepted, expectRefused, liveScene } from './helpers/fixture'
import { callOf, gasPair, paymasterAndData, type UserOp } from './helpers/op'
import { addressOf, sessionOf, transferTo } from './helpers/session'
import { type Session, UNLIMITED, UNLIMITED_CALLS } from './helpers/types'

const PAYMASTER = addressOf(5)
const MAX_128 = 2n ** 128n - 1n
const MAX_32 = 2 ** 32 - 1

/** Five gas limits that add up to 11111 · price 10; without a paymaster 111 · 10. */
const GAS: Partial<UserOp> = {
  accountGasLimits: gasPair(100n, 10n),
  preVerificationGas: 1n,
  gasFees: gasPair(0n, 10n),
}

async function deployWithSessions() {
  const fixture = await deployLens()
  const permissions = [transferTo(addressOf(1), 50n)]
  const make = (changed: Partial<Session>): Session => sessionOf(fixture.key.address, { permissions, ...changed })
  return { fixture, make }
}

describe('SessionLens, limits', () => {
  it('refuses fees over the limit, this op included, and accepts them up to it', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make({ maxFee: 2_000n })
    await expectAccepted(fixture, await liveScene(fixture, session, { op: GAS }, { fee: 890n }))
    const scene = await liveScene(fixture, session, { op: GAS }, { fee: 891n })
    await expectRefused(fixture, scene, 'FeeOverLimit', [2_001n, 2_000n])
  })

  it("counts the paymaster's gas limits in the fee, and the price is the highest one", async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const sponsored = { ...GAS, paymasterAndData: paymasterAndData(PAYMASTER, 10_000n, 1_000n) }
    const session = (maxFee: bigint) => make({ maxFee, paymaster: PAYMASTER })
    await expectAccepted(fixture, await liveScene(fixture, session(111_110n), { op: sponsored }))
    const scene = await liveScene(fixture, session(111_109n), { op: sponsored })
    await expectRefused(fixture, scene, 'FeeOverLimit', [111_110n, 111_109n])
  })

  it('accepts only price zero where the fee limit is zero', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make({ maxFee: 0n })
    const free = { ...GAS, gasFees: gasPair(5n, 0n) }
    await expectAccepted(fixture, await liveScene(fixture, session, { op: free }))
    const scene = await liveScene(fixture, session, { op: { ...GAS, gasFees: gasPair(0n, 1n) } })
    await expectRefused(fixture, scene, 'FeeOverLimit', [111n, 0n])
  })

  it('refuses gas limits whose sum is over 128 bits, and compares the fee of any below', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make({ maxFee: 2_000n })
    const op = (preVerificationGas: bigint) => ({ ...GAS, preVerificationGas, gasFees: gasPair(0n, MAX_128) })
    const most = MAX_128 - 110n
    const below = await liveScene(fixture, session, { op: op(most) }, { fee: 3n })
    await expectRefused(fixture, below, 'FeeOverLimit', [MAX_128 * MAX_128 + 3n, 2_000n])

    const over = await liveScene(fixture, session, { op: op(most + 1n) })
    await expectRefused(fixture, over, 'GasOverMaximum', [MAX_128 + 1n, MAX_128])
    const beyond = await liveScene(fixture, session, { op: op(MaxUint256) })
    await expectRefused(fixture, beyond, 'GasOverMaximum', [MaxUint256, MAX_128])
  })

  it('compares no fee and no gas where fees are unlimited', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make({ maxFee: UNLIMITED, paymaster: PAYMASTER })
    const op = {
      accountGasLimits: gasPair(MAX_128, MAX_128),
      preVerificationGas: MaxUint256,
      gasFees: gasPair(MAX_128, MAX_128),
      paymasterAndData: paymasterAndData(PAYMASTER, MAX_128, MAX_128),
    }
    await expectAccepted(fixture, await liveScene(fixture, session, { op }))
  })

  it('refuses calls over the limit, the whole batch included, and accepts them up to it', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make({ maxCalls: 20n })
    const three = { calls: Array.from({ length: 3 }, () => callOf(session, 0)), permissions: [0, 0, 0] }
    await expectAccepted(fixture, await liveScene(fixture, session, three, { calls: 17n }))
    const scene = await liveScene(fixture, session, three, { calls: 18n })
    await expectRefused(fixture, scene, 'CallsOverLimit', [21n, 20n])
  })

  it('refuses value over the limit, summed over the batch, and accepts it up to it', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make({ maxValue: 100n })
    const two = { calls: [callOf(session, 0, 50n), callOf(session, 0, 10n)], permissions: [0, 0] }
    await expectAccepted(fixture, await liveScene(fixture, session, two, { value: 40n }))
    const scene = await liveScene(fixture, session, two, { value: 41n })
    await expectRefused(fixture, scene, 'ValueOverLimit', [101n, 100n])
  })

  it('refuses the first wei where the value limit is zero', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make({ maxValue: 0n })
    const scene = (value: bigint) => liveScene(fixture, session, { calls: [callOf(session, 0, value)] })
    await expectAccepted(fixture, await scene(0n))
    await expectRefused(fixture, await scene(1n), 'ValueOverLimit', [1n, 0n])
  })

  it('compares neither calls nor value where they are unlimited', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make({ maxCalls: UNLIMITED_CALLS, maxValue: UNLIMITED })
    const usage = { calls: UNLIMITED_CALLS, value: UNLIMITED }
    await expectAccepted(fixture, await liveScene(fixture, session, { calls: [callOf(session, 0, 50n)] }, usage))
  })

  it('compares fee, value and calls in this order', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const options = { calls: [{ target: addressOf(1), value: 2n, data: '0x' }], op: GAS }
    const usage = { fee: 1n, calls: 1n, value: 1n }
    const reasons = [
      [{ maxFee: 1n, maxCalls: 1n, maxValue: 1n }, 'FeeOverLimit', [1_111n, 1n]],
      [{ maxCalls: 1n, maxValue: 1n }, 'ValueOverLimit', [3n, 1n]],
      [{ maxCalls: 1n }, 'CallsOverLimit', [2n, 1n]],
    ] as const
    for (const [limits, name, args] of reasons) {
      await expectRefused(fixture, await liveScene(fixture, make(limits), options, usage), name, args)
    }
  })
})

describe('SessionLens, periods', () => {
  const PERIODIC = { validAfter: 1_000, validUntil: 1_649, period: 100, maxCalls: 2n }

  it('accepts within the claimed period, cut off where the session ends', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make(PERIODIC)
    const windows = [
      [0, { validAfter: 1_000, validUntil: 1_099 }],
      [3, { validAfter: 1_300, validUntil: 1_399 }],
      [6, { validAfter: 1_600, validUntil: 1_649 }],
    ] as const
    for (const [periodIndex, window] of windows) {
      await expectAccepted(fixture, await liveScene(fixture, session, { periodIndex }), window)
    }
  })

  it('refuses a period that starts after the session ends, however late', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make({ ...PERIODIC, validUntil: 1_600 })
    await expectAccepted(fixture, await liveScene(fixture, session, { periodIndex: 6 }), {
      validAfter: 1_600,
      validUntil: 1_600,
    })
    const next = await liveScene(fixture, session, { periodIndex: 7 })
    await expectRefused(fixture, next, 'PeriodOutsideSession', [1_700n, 1_600n])

    const longest = make({ ...PERIODIC, period: MAX_32 })
    const last = await liveScene(fixture, longest, { periodIndex: MAX_32 })
    const start = 1_000n + BigInt(MAX_32) * BigInt(MAX_32)
    await expectRefused(fixture, last, 'PeriodOutsideSession', [start, 1_649n])
  })

  it('refuses a period before the one that usage has reached', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const scene = await liveScene(fixture, make(PERIODIC), { periodIndex: 2 }, { periodIndex: 3n })
    await expectRefused(fixture, scene, 'PeriodOver', [2n, 3n])
  })

  it('counts what is used in the same period, and nothing in a later one', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const session = make({ ...PERIODIC, maxFee: 1_110n, maxValue: 50n })
    const usage = { fee: 1_110n, calls: 2n, value: 50n, periodIndex: 2n }
    const options = { op: GAS, calls: [callOf(session, 0, 50n)] }
    const same = await liveScene(fixture, session, { ...options, periodIndex: 2 }, usage)
    await expectRefused(fixture, same, 'FeeOverLimit', [2_220n, 1_110n])

    const later = await liveScene(fixture, session, { ...options, periodIndex: 3 }, usage)
    await expectAccepted(fixture, later, { validAfter: 1_300, validUntil: 1_399 })
  })

  it('asks for the period before the other limits', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const options = { op: GAS, periodIndex: 9 }
    const session = make({ ...PERIODIC, maxFee: 0n })
    const over = await liveScene(fixture, session, options, { periodIndex: 10n })
    await expectRefused(fixture, over, 'PeriodOver', [9n, 10n])
    const outside = await liveScene(fixture, session, options, { periodIndex: 9n })
    await expectRefused(fixture, outside, 'PeriodOutsideSession', [1_900n, 1_649n])
  })

  it('refuses an op that carries another index than it claims', async () => {
    const { fixture, make } = await loadFixture(deployWithSessions)
    const scene = await liveScene(fixture, make(PERIODIC), { periodIndex: 3 })
    const { signature } = (await liveScene(fixture, make(PERIODIC), { periodIndex: 2 })).userOp
    scene.userOp = { ...scene.userOp, signature }
    const hashes = [3, 2].map((index) => keccak256(authorizationOf(make(PERIODIC), [0], index, false)))
    await expectRefused(fixture, scene, 'AuthorizationNotExpected', hashes)
  })
})
