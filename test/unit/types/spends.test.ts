// Charges, Spends and Spent: what the calls of one op add up to, and what an allowance has left of it.
import { loadFixture } from '@nomicfoundation/hardhat-toolbox/network-helpers'
import { expect } from 'chai'
import fc from 'fast-check'

import { amountNear, RUNS } from '../../helpers/arbitraries'
import { deployRuleHarness } from '../../helpers/harness'

const MAX = 2n ** 256n - 1n
const CAP_END = 2n ** 192n

interface Entry {
  readonly allowance: bigint
  readonly cap: bigint
  readonly amount: bigint
}
const entry = (allowance: number | bigint, cap: bigint, amount: bigint): Entry => ({
  allowance: BigInt(allowance),
  cap,
  amount,
})
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** One entry for each allowance, with the cap that came first and the sum, cut at the largest number; the newest first. */
function model(entries: readonly Entry[]): Entry[] {
  const sums = new Map<bigint, Entry>()
  for (const { allowance, cap, amount } of entries) {
    const before = sums.get(allowance) ?? entry(allowance, cap, 0n)
    sums.set(allowance, { ...before, amount: least(before.amount + amount, MAX) })
  }
  return [...sums.values()].reverse()
}

const amounts = fc.oneof(fc.bigInt({ min: 0n, max: 100n }), fc.bigInt({ min: MAX - 100n, max: MAX }))
const entries = fc.array(
  fc.record({ allowance: fc.bigInt({ min: 0n, max: 4n }), cap: fc.bigInt({ min: 1n, max: MAX }), amount: amounts }),
  { maxLength: 12 },
)

describe('Charges and Spends', () => {
  it('T99 add up the calls, their value, and the amounts of each allowance, cut at the largest number', async () => {
    const { harness } = await loadFixture(deployRuleHarness)
    const values = fc.array(fc.bigInt({ min: 0n, max: 2n ** 80n - 1n }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(values, entries, async (called, added) => {
        const [value, calls, hasSpends, isNothing, list] = await harness.charges(called, added)
        const sum = called.reduce((total, one) => total + one, 0n)
        expect([value, calls, hasSpends, isNothing]).to.deep.equal([
          sum,
          BigInt(called.length),
          added.length > 0,
          added.length === 0 && sum === 0n,
        ])
        expect(list.map(({ allowance, cap, amount }) => ({ allowance, cap, amount }))).to.deep.equal(model(added))
      }),
      { numRuns: RUNS },
    )
  })

  it('know the cap of each allowance that is charged, and zero of others', async () => {
    const { harness } = await loadFixture(deployRuleHarness)
    const three = [entry(0, 7n, 0n), entry(255, CAP_END - 1n, 1n), entry(3, 9n, 5n)]
    for (const { allowance, cap } of three) expect(await harness.capOf(three, allowance)).to.equal(cap)
    for (const other of [1, 2, 254]) expect(await harness.capOf(three, other)).to.equal(0n)
    expect(await harness.capOf([], 0)).to.equal(0n)
  })

  it('refuse native value where none is counted, and name it', async () => {
    const { harness } = await loadFixture(deployRuleHarness)
    // What they charge to allowances 64 | value 128 | calls 64.
    for (const word of [0n, 5n, (2n ** 64n - 1n) << 192n]) await harness.requireNoValue(word)
    for (const value of [1n, 2n ** 128n - 1n])
      await expect(harness.requireNoValue((value << 64n) | 1n))
        .to.be.revertedWithCustomError(harness, 'ValueOverLimit')
        .withArgs(value, 0)
  })
})

const word = (amount: bigint, index: bigint, epoch: bigint): bigint => (amount << 64n) | (index << 32n) | epoch

describe('Spent', () => {
  const cases = fc
    .record({ cap: amountNear(CAP_END - 1n).map((cap) => least(cap, CAP_END - 1n) || 1n) })
    .chain(({ cap }) =>
      fc.record({
        cap: fc.constant(cap),
        spent: fc.bigInt({ min: 0n, max: cap }),
        amount: fc.oneof(amountNear(cap), amounts),
        index: fc.bigInt({ min: 0n, max: 3n }),
        current: fc.bigInt({ min: 0n, max: 3n }),
        epoch: fc.constantFrom(1n, 3n, 2n ** 31n - 1n),
        granted: fc.constantFrom(1n, 3n, 2n ** 31n - 1n),
      }),
    )

  it('T52 T99 adds up to the cap and not past it; another epoch or a later period starts from zero', async () => {
    const { harness } = await loadFixture(deployRuleHarness)
    const seen = { accepted: 0, over: 0, past: 0 }
    await fc.assert(
      fc.asyncProperty(cases, async ({ cap, spent, amount, index, current, epoch, granted }) => {
        const call = harness.spend(word(spent, current, epoch), entry(7, cap, amount), index, granted)
        if (epoch === granted && index < current) {
          seen.past++
          await expect(call).to.be.revertedWithCustomError(harness, 'PeriodOver').withArgs(index, current)
          return
        }
        const sum = (epoch === granted && index === current ? spent : 0n) + amount
        if (sum > cap) {
          seen.over++
          await expect(call)
            .to.be.revertedWithCustomError(harness, 'AllowanceOverCap')
            .withArgs(7, least(sum, MAX), cap)
        } else {
          seen.accepted++
          expect(await call).to.equal(word(sum, index, granted))
        }
      }),
      { numRuns: RUNS * 4 },
    )
    for (const count of Object.values(seen)) expect(count).to.be.greaterThan(RUNS / 8)
  })

  it('starts from zero where nothing was ever spent', async () => {
    const { harness } = await loadFixture(deployRuleHarness)
    expect(await harness.spend(0, entry(0, CAP_END - 1n, CAP_END - 1n), 0, 1)).to.equal(word(CAP_END - 1n, 0n, 1n))
    await expect(harness.spend(0, entry(0, CAP_END - 1n, CAP_END), 0, 1))
      .to.be.revertedWithCustomError(harness, 'AllowanceOverCap')
      .withArgs(0, CAP_END, CAP_END - 1n)
  })
})
