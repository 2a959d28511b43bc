// A window is what the EntryPoint enforces: the intersection of the session's time with the claimed period's.
import { expect } from 'chai'
import fc from 'fast-check'
import { loadFixture } from '@nomicfoundation/hardhat-toolbox/network-helpers'

import { RUNS } from '../../helpers/arbitraries'
import { deployLibraryHarness } from '../../helpers/harness'

const pack = (after: bigint, until: bigint): bigint => (after << 208n) | (until << 160n)
const end = 2n ** 47n

const windows = fc
  .tuple(fc.bigInt({ min: 0n, max: end - 2n }), fc.bigInt({ min: 1n, max: end - 1n }))
  .filter(([after, until]) => after < until)
const nearWindows = fc
  .tuple(fc.bigInt({ min: 0n, max: 10_000n }), fc.bigInt({ min: 1n, max: 20_000n }))
  .filter(([after, until]) => after < until)
const periods = fc.oneof(fc.bigInt({ min: 60n, max: 5_000n }), fc.constantFrom(60n, 86_400n, 2n ** 32n - 1n))
const indexes = fc.oneof(fc.bigInt({ min: 0n, max: 400n }), fc.constantFrom(0n, 1n, 2n ** 32n - 1n))

describe('Window', () => {
  it('T42 T44 I12 is the seconds that lie both in the session and in the claimed period', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    await fc.assert(
      fc.asyncProperty(fc.oneof(windows, nearWindows), periods, indexes, async ([after, until], period, index) => {
        const start = after + index * period
        if (start > until) {
          await expect(harness.windowWithin(pack(after, until), period, index))
            .to.be.revertedWithCustomError(harness, 'PeriodOutsideSession')
            .withArgs(start, until)
          return
        }
        const last = start + period - 1n
        const expected = pack(start, last < until ? last : until)
        expect(await harness.windowWithin(pack(after, until), period, index)).to.equal(expected)
        expect(expected >> 160n).to.be.greaterThan(0n)
      }),
      { numRuns: RUNS * 3 },
    )
  })

  it('is the whole session without a period', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    expect(await harness.windowWithin(pack(5n, 9n), 0, 0)).to.equal(pack(5n, 9n))
  })

  it('T47 leaves the payer out of validationData', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    expect(await harness.validationData(pack(5n, 9n) | 0xabcdn)).to.equal(pack(5n, 9n))
  })
})
