// Who pays, and how much at most: the payer is the account or the named paymaster, and every gas limit counts (I8).
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, MaxUint256, ZeroAddress } from 'ethers'

import { sessionId, UNLIMITED_CALLS, UNLIMITED_FEE, type Address, type Session } from '../../../src'
import { refusal, storageOf } from './helpers/chain'
import { anOp, check, DEFAULT_FEE, pair, sponsorData, validate, windowOf, type Op } from './helpers/op'
import { grant, installModule, type Scene } from './helpers/scene'
import { anAddress, aSession, HOUR, PAYMASTER, START, usageWord } from './helpers/session'

const WINDOW = windowOf(START, START + HOUR)
const MAX128 = 2n ** 128n - 1n
const named = aSession({ paymaster: PAYMASTER })
const unlimited = aSession({ paymaster: PAYMASTER, maxFee: UNLIMITED_FEE })
const unmetered = aSession({ paymaster: PAYMASTER, maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS })
const pays = { sponsor: PAYMASTER }
/** Of the 50,000 more that the paymaster's limits are. */
const SPONSORED_FEE = DEFAULT_FEE + 100_000n

async function granted(session: Session): Promise<Scene> {
  const scene = await loadFixture(installModule)
  await grant(scene, session)
  return scene
}

describe('validateUserOp: the payer', () => {
  it('is the account, of a session without a paymaster', async () => {
    const scene = await granted(aSession())
    expect(await check(scene, anOp(scene, aSession()))).to.equal(WINDOW)
    const op = anOp(scene, aSession(), pays)
    expect(await refusal(check(scene, op))).to.deep.equal(['SessionNotLive', sessionId(named)])
  })

  it('is the account or the named paymaster, where fees are a number', async () => {
    const scene = await granted(named)
    expect(await check(scene, anOp(scene, named))).to.equal(WINDOW)
    expect(await check(scene, anOp(scene, named, pays))).to.equal(WINDOW)
  })

  for (const session of [unlimited, unmetered])
    it(`T110 is the named paymaster alone, where fees are unlimited and calls are ${session.maxCalls}`, async () => {
      const scene = await granted(session)
      expect(await check(scene, anOp(scene, session, pays))).to.equal(WINDOW)
      expect(await refusal(check(scene, anOp(scene, session)))).to.deep.equal(['PaymasterRequired'])
    })

  it('T111 is no other paymaster', async () => {
    for (const session of [named, unlimited, unmetered]) {
      const scene = await granted(session)
      const other = anAddress(7)
      const op = anOp(scene, session, { sponsor: other })
      expect(await refusal(check(scene, op))).to.deep.equal([
        'SessionNotLive',
        sessionId({ ...session, paymaster: other }),
      ])
    }
  })

  it('T164 is never address zero with gas fields', async () => {
    for (const session of [aSession(), named, unmetered]) {
      const scene = await granted(session)
      const zero = ZeroAddress as Address
      for (const paymasterAndData of [sponsorData(zero), concat([sponsorData(zero), PAYMASTER])]) {
        const op = anOp(scene, session, { op: { paymasterAndData } })
        expect(await refusal(check(scene, op))).to.deep.equal(['PaymasterNotAllowed', zero])
      }
    }
  })

  it('is refused in data shorter than an address with its gas limits', async () => {
    const scene = await granted(named)
    for (const length of [1, 19, 20, 36, 51]) {
      const paymasterAndData = sponsorData(PAYMASTER).slice(0, 2 + 2 * length)
      const op = anOp(scene, named, { ...pays, op: { paymasterAndData } })
      expect(await refusal(check(scene, op))).to.deep.equal(['PaymasterDataTooShort', BigInt(length), 52n])
    }
  })

  it('T113 is told by the address: what follows the gas limits changes nothing', async () => {
    const scene = await granted(named)
    for (const data of ['0x', '0x00', '0xffff', `0x${'22e325a297439656'.repeat(20)}`]) {
      const op = anOp(scene, named, { ...pays, op: { paymasterAndData: concat([sponsorData(PAYMASTER), data]) } })
      expect(await validate(scene, op)).to.equal(WINDOW)
    }
    const used = usageWord({ fee: 4n * SPONSORED_FEE, calls: 4n })
    expect((await storageOf(scene, sessionId(named))).usage).to.equal(used)
  })
})

describe('validateUserOp: the fee', () => {
  const selfPaid: readonly (readonly [string, Partial<Op>, bigint])[] = [
    ['verificationGasLimit', { accountGasLimits: pair(200_001n, 100_000n) }, 2n],
    ['callGasLimit', { accountGasLimits: pair(200_000n, 100_001n) }, 2n],
    ['T109 preVerificationGas', { preVerificationGas: 50_001n }, 2n],
    ['T108 maxFeePerGas', { gasFees: pair(1n, 3n) }, 350_000n],
  ]
  for (const [what, op, more] of selfPaid)
    it(`counts ${what}`, async () => {
      const session = aSession({ maxFee: DEFAULT_FEE + more })
      const scene = await granted(session)
      expect(await validate(scene, anOp(scene, session, { op }))).to.equal(WINDOW)
      const used = usageWord({ fee: DEFAULT_FEE + more, calls: 1n })
      expect((await storageOf(scene, sessionId(session))).usage).to.equal(used)
    })

  for (const [what, op, more] of selfPaid)
    it(`is refused one wei over the limit: ${what}`, async () => {
      const session = aSession({ maxFee: DEFAULT_FEE + more - 1n })
      const scene = await granted(session)
      expect(await refusal(check(scene, anOp(scene, session, { op })))).to.deep.equal([
        'FeeOverLimit',
        DEFAULT_FEE + more,
        DEFAULT_FEE + more - 1n,
      ])
    })

  const paymasterLimits: readonly (readonly [string, bigint, bigint, bigint])[] = [
    ['both limits of the paymaster', 40_000n, 10_000n, SPONSORED_FEE],
    ['its verification gas', 40_001n, 10_000n, SPONSORED_FEE + 2n],
    ['its post-op gas', 40_000n, 10_001n, SPONSORED_FEE + 2n],
    ['nothing where they are zero', 0n, 0n, DEFAULT_FEE],
  ]
  for (const [what, verification, postOp, fee] of paymasterLimits)
    it(`T163 of a sponsored op counts ${what}`, async () => {
      const session = aSession({ paymaster: PAYMASTER, maxFee: fee })
      const scene = await granted(session)
      const paymasterAndData = concat([PAYMASTER, pair(verification, postOp)])
      const op = anOp(scene, session, { ...pays, op: { paymasterAndData } })
      expect(await validate(scene, op)).to.equal(WINDOW)
      expect((await storageOf(scene, sessionId(session))).usage).to.equal(usageWord({ fee, calls: 1n }))
      expect(await refusal(check(scene, op))).to.deep.equal(['FeeOverLimit', 2n * fee, fee])
    })

  it('has no part of the priority fee, nor of gas that the account alone names', async () => {
    const session = aSession({ maxFee: DEFAULT_FEE })
    const scene = await granted(session)
    const op = anOp(scene, session, { op: { gasFees: pair(MAX128, 2n) } })
    expect(await check(scene, op)).to.equal(WINDOW)
  })

  it('is of one budget, whoever pays', async () => {
    const session = aSession({ paymaster: PAYMASTER, maxFee: DEFAULT_FEE + SPONSORED_FEE })
    const scene = await granted(session)
    await validate(scene, anOp(scene, session))
    await validate(scene, anOp(scene, session, pays))
    const { maxFee } = session
    expect((await storageOf(scene, sessionId(session))).usage).to.equal(usageWord({ fee: maxFee, calls: 2n }))
    for (const [options, fee] of [[{}, DEFAULT_FEE] as const, [pays, SPONSORED_FEE] as const])
      expect(await refusal(check(scene, anOp(scene, session, options)))).to.deep.equal([
        'FeeOverLimit',
        maxFee + fee,
        maxFee,
      ])
  })

  it('is not counted where it is unlimited', async () => {
    const scene = await granted(unlimited)
    const dear = { gasFees: pair(1n, MAX128), accountGasLimits: pair(MAX128, MAX128), preVerificationGas: MaxUint256 }
    expect(await validate(scene, anOp(scene, unlimited, { ...pays, op: dear }))).to.equal(WINDOW)
    expect((await storageOf(scene, sessionId(unlimited))).usage).to.equal(usageWord({ calls: 1n }))
  })

  it('is zero at most, where the limit is zero: a price of zero, whatever the gas', async () => {
    const session = aSession({ maxFee: 0n })
    const scene = await granted(session)
    const free = { gasFees: pair(MAX128, 0n) }
    expect(await validate(scene, anOp(scene, session, { op: free }))).to.equal(WINDOW)
    const huge = { ...free, preVerificationGas: MAX128 - 300_000n }
    expect(await validate(scene, anOp(scene, session, { op: huge }))).to.equal(WINDOW)
    expect((await storageOf(scene, sessionId(session))).usage).to.equal(usageWord({ calls: 2n }))
    const one = anOp(scene, session, { op: { gasFees: pair(0n, 1n) } })
    expect(await refusal(check(scene, one))).to.deep.equal(['FeeOverLimit', 350_000n, 0n])
  })

  const overflows: readonly (readonly [string, Partial<Op>, bigint])[] = [
    ['preVerificationGas of 2^128', { preVerificationGas: MAX128 + 1n }, MAX128 + 1n],
    ['preVerificationGas of 2^255', { preVerificationGas: 1n << 255n }, 1n << 255n],
    ['preVerificationGas of 2^256 - 1', { preVerificationGas: MaxUint256 }, MaxUint256],
    ['a sum of 2^128', { preVerificationGas: MAX128 - 299_999n }, MAX128 + 1n],
    ['all limits at their maximum', { preVerificationGas: MAX128, accountGasLimits: pair(MAX128, MAX128) }, 3n * MAX128],
  ] // prettier-ignore
  for (const [what, op, gas] of overflows)
    it(`T116 is refused where gas passes 2^128 - 1, at any price: ${what}`, async () => {
      const session = aSession({ maxFee: UNLIMITED_FEE - 1n })
      const scene = await granted(session)
      for (const price of [0n, 1n, MAX128]) {
        const signed = anOp(scene, session, { op: { ...op, gasFees: pair(0n, price) } })
        expect(await refusal(check(scene, signed))).to.deep.equal(['GasOverMaximum', gas, MAX128])
      }
    })

  it('T116 of a sponsored op is refused where the paymaster makes it pass 2^128 - 1', async () => {
    const scene = await granted(named)
    for (const limits of [pair(MAX128, 0n), pair(0n, MAX128)]) {
      const op = anOp(scene, named, { ...pays, op: { paymasterAndData: concat([PAYMASTER, limits]) } })
      expect(await refusal(check(scene, op))).to.deep.equal(['GasOverMaximum', MAX128 + 350_000n, MAX128])
    }
  })

  it('T99 T116 does not wrap: the largest product is over any limit', async () => {
    const session = aSession({ maxFee: UNLIMITED_FEE - 1n })
    const scene = await granted(session)
    const op = { preVerificationGas: MAX128 - 300_000n, gasFees: pair(0n, MAX128) }
    expect(await refusal(check(scene, anOp(scene, session, { op })))).to.deep.equal([
      'FeeOverLimit',
      MAX128 * MAX128,
      UNLIMITED_FEE - 1n,
    ])
  })
})
