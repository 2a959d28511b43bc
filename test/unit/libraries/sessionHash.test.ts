// Assembly against the plain Solidity that it stands for, on random input.
import { expect } from 'chai'
import { concat, keccak256, zeroPadValue } from 'ethers'
import fc from 'fast-check'
import { loadFixture } from '@nomicfoundation/hardhat-toolbox/network-helpers'

import { hex32, hexBytes, RUNS } from '../../helpers/arbitraries'
import { deployLibraryHarness } from '../../helpers/harness'

const words4 = fc.tuple(hex32, hex32, hex32, hex32)
const pair = (a: string, b: string): string => keccak256(BigInt(a) < BigInt(b) ? concat([a, b]) : concat([b, a]))

/** The tree said recursively by levels: neighbours in sorted pairs, an odd last node moves up. */
function root(level: string[]): string {
  if (level.length === 1) return level[0] ?? ''
  const parents: string[] = []
  for (let i = 0; i < level.length; i += 2) {
    const [left = '', right] = level.slice(i, i + 2)
    parents.push(right === undefined ? left : pair(left, right))
  }
  return root(parents)
}

describe('SessionHashLib', () => {
  it('T141 hashes leaves, ids, digests and bytes as the plain Solidity beside them', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    await fc.assert(
      fc.asyncProperty(hex32, hex32, hex32, words4, hexBytes(300), async (a, b, c, four, bytes) => {
        expect(await harness.leaf(a, b, c)).to.equal(await harness.leafPlain(a, b, c))
        expect(await harness.id(four)).to.equal(await harness.idPlain(four))
        expect(await harness.idAside(four)).to.equal(await harness.idPlain(four))
        expect(await harness.opDigest(a, bytes)).to.equal(await harness.opDigestPlain(a, bytes))
        expect(await harness.opDigestAside(a, bytes)).to.equal(await harness.opDigestPlain(a, bytes))
        expect(await harness.hashOf(bytes)).to.equal(await harness.hashPlain(bytes))
      }),
      { numRuns: RUNS },
    )
  })

  it('builds the tree level by level, for every number of leaves up to 40', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    for (let count = 1; count <= 40; count++) {
      const leaves = Array.from({ length: count }, (_, i) =>
        keccak256(zeroPadValue(`0x${(i + 1).toString(16).padStart(4, '0')}`, 32)),
      )
      expect(await harness.rootOf(leaves)).to.equal(root(leaves))
    }
  })
})

describe('Cursor', () => {
  it('T141 takes 1 to 32 bytes as a number and moves by as many', async () => {
    const { harness } = await loadFixture(deployLibraryHarness)
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 64 }).map((b) => `0x${Buffer.from(b).toString('hex')}`)
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 1, max: 32 }), async (data, size) => {
        const [value, moved] = await harness.take(data, size)
        expect(value).to.equal(await harness.takePlain(data, size))
        expect(moved).to.equal(size)
      }),
      { numRuns: RUNS },
    )
  })
})
