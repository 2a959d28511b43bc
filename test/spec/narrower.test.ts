// A session with one bound lowered is inside the session as it was: no op is accepted under it that the wider one refuses.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import fc from 'fast-check'

import { UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Session } from '../../src'
import { amountNear, RUNS } from '../helpers/arbitraries'
import { refusal } from '../unit/validator/helpers/chain'
import { anOp, callOf, check, DEFAULT_FEE } from '../unit/validator/helpers/op'
import { grant, installModule, type Scene } from '../unit/validator/helpers/scene'
import { anAddress, aPermission, aSession, HOUR, START } from '../unit/validator/helpers/session'

interface Bounds {
  readonly maxCalls: number
  readonly maxValue: bigint
  readonly maxFee: bigint
  readonly cap: bigint
  readonly seconds: number
}

const bounds: fc.Arbitrary<Bounds> = fc.record({
  maxCalls: fc.constantFrom(1, 2, 3, 4, UNLIMITED_CALLS),
  maxValue: fc.constantFrom(0n, 1n, 2n, 6n, UNLIMITED_VALUE),
  maxFee: fc.constantFrom(0n, DEFAULT_FEE - 1n, DEFAULT_FEE, DEFAULT_FEE + 1n, UNLIMITED_FEE - 1n),
  cap: fc.constantFrom(0n, 1n, 2n, 3n, 2n ** 80n - 1n),
  seconds: fc.constantFrom(1, HOUR),
})

/** One bound of them, and how far it falls: to nothing at most. */
const lowering = fc.record({
  bound: fc.constantFrom('maxCalls', 'maxValue', 'maxFee', 'cap', 'seconds' as const),
  by: amountNear(2n ** 80n - 1n),
})

const attempts = fc.record({ calls: fc.integer({ min: 1, max: 4 }), value: fc.bigInt({ min: 0n, max: 3n }) })

function lowered(from: Bounds, { bound, by }: { bound: keyof Bounds; by: bigint }): Bounds {
  const floor = bound === 'maxCalls' || bound === 'seconds' ? 1n : 0n
  const least = BigInt(from[bound]) - by
  const value = least < floor ? floor : least
  return { ...from, [bound]: typeof from[bound] === 'number' ? Number(value) : value }
}

const sessionOf = ({ maxCalls, maxValue, maxFee, cap, seconds }: Bounds): Session =>
  aSession({ maxCalls, maxValue, maxFee, validUntil: START + seconds, permissions: [aPermission({ maxValue: cap })] })

/** The window that an op is accepted in, or 0 if it is refused. */
async function verdict(scene: Scene, session: Session, { calls, value }: { calls: number; value: bigint }) {
  const op = anOp(scene, session, {
    calls: Array.from({ length: calls }, () => callOf(session.permissions[0]!, value)),
  })
  return await check(scene, op).catch(() => 0n)
}

const validUntil = (window: bigint): bigint => BigInt.asUintN(48, window >> 160n)

describe('I6 a lower bound', () => {
  it('makes no refused op acceptable, whichever bound it is', async () => {
    const scene = await loadFixture(installModule)
    const seen = { accepted: 0, narrowed: 0 }
    await fc.assert(
      fc.asyncProperty(bounds, lowering, attempts, async (wide, lower, attempt) => {
        const [wider, narrower] = [sessionOf(wide), sessionOf(lowered(wide, lower))]
        await grant(scene, wider)
        await grant(scene, narrower)
        const [before, after] = [await verdict(scene, wider, attempt), await verdict(scene, narrower, attempt)]
        if (before !== 0n) seen.accepted++
        if (before !== 0n && after === 0n) seen.narrowed++
        expect(validUntil(after) <= validUntil(before)).to.equal(true)
      }),
      { numRuns: RUNS * 2 },
    )
    expect(seen.accepted).to.be.greaterThan(RUNS / 4)
    expect(seen.narrowed).to.be.greaterThan(RUNS / 20)
  })

  it('admits self-paid ops where it is the first limit on fees: the one exception', async () => {
    const scene = await loadFixture(installModule)
    const sponsored = aSession({ paymaster: anAddress(0x77), maxFee: UNLIMITED_FEE })
    const limited = aSession({ paymaster: anAddress(0x77), maxFee: DEFAULT_FEE })
    await grant(scene, sponsored)
    await grant(scene, limited)
    expect(await refusal(check(scene, anOp(scene, sponsored)))).to.deep.equal(['PaymasterRequired'])
    expect(validUntil(await check(scene, anOp(scene, limited)))).to.equal(BigInt(START + HOUR))
  })
})
