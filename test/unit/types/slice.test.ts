// Slice and Signer: parts of calldata as one word, read back as the bytes that are there.
import { loadFixture } from '@nomicfoundation/hardhat-toolbox/network-helpers'
import { expect } from 'chai'
import { dataSlice, hexlify } from 'ethers'

import { deployRuleHarness } from '../../helpers/harness'

const DATA = hexlify(Uint8Array.from({ length: 300 }, (_, i) => i % 251))

describe('Slice', () => {
  for (const [first, length] of [
    [0, 1],
    [0, 300],
    [7, 64],
    [299, 1],
    [1, 0],
    [300, 0],
  ] as const)
    it(`is the ${length} bytes at ${first}`, async () => {
      const { harness } = await loadFixture(deployRuleHarness)
      expect([...(await harness.slice(DATA, first, length))]).to.deep.equal([
        BigInt(first),
        BigInt(first + length),
        false,
        dataSlice(DATA, first, first + length),
      ])
    })

  it('is none only as such: it has no bytes then', async () => {
    const { harness } = await loadFixture(deployRuleHarness)
    expect([...(await harness.noSlice())]).to.deep.equal([true, '0x'])
  })
})

describe('Signer', () => {
  const most = 2 ** 16 - 1
  for (const [kind, length, signature, grant] of [
    [0, 20, 64, 0],
    [1, 64, 64, most],
    [2, 21, 0, 1],
    [2, 300, most, most],
    [2, 0, 1, 0],
  ] as const)
    it(`keeps kind ${kind}, ${length} bytes of key, a signature of ${signature} and a grant of ${grant} apart`, async () => {
      const { harness } = await loadFixture(deployRuleHarness)
      for (const first of [0, 300 - length]) {
        const said = await harness.readSigner(DATA, kind, first, length, signature, grant)
        expect([...said]).to.deep.equal([
          BigInt(kind),
          dataSlice(DATA, first, first + length),
          BigInt(signature),
          BigInt(grant),
        ])
      }
    })
})
