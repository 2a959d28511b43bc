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
        const call = harness.charge(pack(used), pack(limit), add.fee, (add.value << 64n) | add.calls, add.period)
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
    await expect(harness.charge(pack({ ...none, value: 6n }), limits, 0, (5n << 64n) | 1n, 0))
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

  it('is renounced in the one epoch of its grant, and what was used stays and comes back', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    const bit = 1n << 31n
    const rest = (2n ** 192n - 1n) << 64n
    for (const counter of [1n, 3n, bit - 3n])
      for (const used of [0n, rest, (5n << 176n) | (7n << 32n)]) {
        const live = used | counter
        const over = await harness.renounced(live)
        expect(over).to.equal(used | bit | counter)
        expect(await harness.restored(over)).to.equal(live)
        expect(await harness.isRenouncedIn(over, counter)).to.equal(true)
        for (const other of [5n, counter + 1n, counter + 2n])
          expect(await harness.isRenouncedIn(over, other), String(other)).to.equal(false)
        expect(await harness.isRenouncedIn(live, counter)).to.equal(false)
        for (const epoch of [counter, counter - 1n, counter + 2n])
          expect(await harness.isLiveIn(over, epoch), String(epoch)).to.equal(false)
        expect([await harness.isRevoked(live), await harness.isRevoked(over)]).to.deep.equal([false, false])
      }
  })

  it('is revoked for good, renounced or not, and what was used stays readable', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    const used = 7n << 96n
    for (const last of [0n, 1n, (1n << 31n) | 1n, MAX32]) {
      const over = await harness.revoked(used | last)
      expect(over).to.equal(used | MAX32)
      expect([await harness.isRevoked(over), await harness.isRenouncedIn(over, 1)]).to.deep.equal([true, false])
    }
  })
})
