// The laws of an account's revocation word: docs/encoding.md, "Storage".
import { expect } from 'chai'
import fc from 'fast-check'
import { AbiCoder, keccak256 } from 'ethers'
import { loadFixture } from '@nomicfoundation/hardhat-toolbox/network-helpers'

import { deployLibraryHarness } from '../../helpers/harness'
import { hex32, RUNS } from '../../helpers/arbitraries'

const COUNTER = 0xffffffffn
const hash = (...words: (string | bigint)[]): bigint =>
  BigInt(
    keccak256(
      AbiCoder.defaultAbiCoder().encode(
        words.map(() => 'uint256'),
        words,
      ),
    ),
  )
const word = (tag: bigint, counter: bigint): bigint => (tag & ~COUNTER) | counter

const tags = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })
const counters = fc.bigInt({ min: 0n, max: COUNTER - 4n })

describe('Epoch', () => {
  it('moves an even counter to the next odd one on install and keeps the tag', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    await fc.assert(
      fc.asyncProperty(tags, counters, hex32, async (tag, n, salt) => {
        const even = n & ~1n
        expect(await harness.epochAfterInstall(word(tag, even), salt)).to.equal(word(tag, even + 1n))
      }),
      { numRuns: RUNS },
    )
  })

  it('moves an odd counter to the next odd one under a tag made of the salt on install', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    await fc.assert(
      fc.asyncProperty(tags, counters, hex32, async (tag, n, salt) => {
        const odd = n | 1n
        expect(await harness.epochAfterInstall(word(tag, odd), salt)).to.equal(
          word(hash(tag & ~COUNTER, salt), odd + 2n),
        )
      }),
      { numRuns: RUNS },
    )
  })

  it('moves to an even counter, or stays on it, under a new tag on uninstall', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    await fc.assert(
      fc.asyncProperty(tags, counters, hex32, hex32, async (tag, n, blockHash, salt) => {
        const expected = word(hash(tag & ~COUNTER, blockHash, salt), (n & 1n) === 1n ? n + 1n : n)
        expect(await harness.epochAfterUninstall(word(tag, n), blockHash, salt)).to.equal(expected)
      }),
      { numRuns: RUNS },
    )
  })

  it('moves an odd counter by two under a new tag on revokeAll', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    await fc.assert(
      fc.asyncProperty(tags, counters, hex32, hex32, async (tag, n, blockHash, salt) => {
        const odd = n | 1n
        expect(await harness.epochAfterRevokeAll(word(tag, odd), blockHash, salt)).to.equal(
          word(hash(tag & ~COUNTER, blockHash, salt), odd + 2n),
        )
      }),
      { numRuns: RUNS },
    )
  })
})
