// charge() against a model of a few lines: the counted limits, each on its own, for any word, amount and period.
import { expect } from 'chai'
import fc from 'fast-check'
import { loadFixture } from '@nomicfoundation/hardhat-toolbox/network-helpers'

import { amountNear, RUNS } from '../../helpers/arbitraries'
import { deployLibraryHarness } from '../../helpers/harness'

const MAX80 = 2n ** 80n - 1n
const MAX32 = 2n ** 32n - 1n

interface Fields {
  fee: bigint
  value: bigint
  calls: bigint
  period: bigint
  last: bigint
}

const pack = (f: Fields): bigint => (f.fee << 176n) | (f.value << 96n) | (f.calls << 64n) | (f.period << 32n) | f.last

/** What charge() should do, said once more and plainly. */
function model(used: Fields, limit: Fields, add: Fields): Fields | string {
  if (add.period < used.period) return 'PeriodOver'
  const start = add.period > used.period ? { ...used, fee: 0n, value: 0n, calls: 0n } : used
  const next = { ...start, period: add.period }
  if (limit.fee !== MAX80) next.fee += add.fee
  if (limit.value !== MAX80) next.value += add.value
  if (limit.calls !== MAX32) next.calls += add.calls
  if (limit.fee !== MAX80 && next.fee > limit.fee) return 'FeeOverLimit'
  if (limit.value !== MAX80 && next.value > limit.value) return 'ValueOverLimit'
  if (limit.calls !== MAX32 && next.calls > limit.calls) return 'CallsOverLimit'
  return next
}

const cases = fc.record({ fee: amountNear(MAX80), value: amountNear(MAX80), calls: amountNear(MAX32) }).chain((limit) =>
  fc.record({
    limit: fc.constant({ ...limit, period: 0n, last: 0n }),
    used: fc.record({
      fee: limit.fee === MAX80 ? fc.constant(0n) : fc.bigInt({ min: 0n, max: limit.fee }),
      value: limit.value === MAX80 ? fc.constant(0n) : fc.bigInt({ min: 0n, max: limit.value }),
      calls: limit.calls === MAX32 ? fc.constant(0n) : fc.bigInt({ min: 0n, max: limit.calls }),
      period: fc.bigInt({ min: 0n, max: 3n }),
      last: fc.bigInt({ min: 1n, max: MAX32 - 1n }),
    }),
    add: fc.record({
      fee: fc.oneof(amountNear(limit.fee), fc.constant(2n ** 256n - 2n ** 129n)),
      value: amountNear(limit.value),
      calls: amountNear(limit.calls),
      period: fc.bigInt({ min: 0n, max: 3n }),
      last: fc.constant(0n),
    }),
  }),
)

describe('Usage', () => {
  it('adds what is counted, up to each limit and not past it, and starts again in a later period', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    const seen = { accepted: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(cases, async ({ used, limit, add }) => {
        const expected = model(used, limit, add)
        const call = harness.charge(pack(used), pack(limit), add.fee, (add.value << 128n) | add.calls, add.period)
        if (typeof expected === 'string') {
          seen.refused++
          await expect(call).to.be.revertedWithCustomError(harness, expected)
        } else {
          seen.accepted++
          expect(await call).to.equal(pack(expected))
        }
      }),
      { numRuns: RUNS * 6 },
    )
    expect(seen.accepted).to.be.greaterThan(RUNS / 4)
    expect(seen.refused).to.be.greaterThan(RUNS)
  })

  it('names the sum and the limit when it refuses', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    const none = { fee: 0n, value: 0n, calls: 0n, period: 0n, last: 1n }
    const limits = pack({ fee: 100n, value: 10n, calls: 3n, period: 0n, last: 0n })
    await expect(harness.charge(pack({ ...none, fee: 60n }), limits, 41, 1, 0))
      .to.be.revertedWithCustomError(harness, 'FeeOverLimit')
      .withArgs(101, 100)
    await expect(harness.charge(pack({ ...none, value: 6n }), limits, 0, (5n << 128n) | 1n, 0))
      .to.be.revertedWithCustomError(harness, 'ValueOverLimit')
      .withArgs(11, 10)
    await expect(harness.charge(pack({ ...none, calls: 2n }), limits, 0, 2, 0))
      .to.be.revertedWithCustomError(harness, 'CallsOverLimit')
      .withArgs(4, 3)
    await expect(harness.charge(pack({ ...none, period: 5n }), limits, 0, 1, 4))
      .to.be.revertedWithCustomError(harness, 'PeriodOver')
      .withArgs(4, 5)
  })

  it('is live only in the odd epoch it was granted in, and never when empty or revoked', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    expect(await harness.isLiveIn(3, 3)).to.equal(true)
    expect(await harness.isLiveIn((7n << 200n) | 3n, (9n << 100n) | 3n)).to.equal(true)
    expect(await harness.isLiveIn(3, 5)).to.equal(false)
    expect(await harness.isLiveIn(0, 0)).to.equal(false)
    expect(await harness.isLiveIn(0, 1)).to.equal(false)
    expect(await harness.isLiveIn(2, 2)).to.equal(false)
    expect(await harness.isLiveIn(MAX32, 1)).to.equal(false)
  })
})
