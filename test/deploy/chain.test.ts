// What a chain must be able to do, and what is read of it, on the embedded chain.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import type { Filter } from 'ethers'
import hre, { ethers } from 'hardhat'

import { deploymentBlock, requireAnswers, requireCancun } from '../../deploy/chain'
import { deployLatchkey } from '../../deploy/latchkey'
import { RELEASE } from '../../src'
import { deployChain } from '../helpers/fixture'
import { refusalOf } from './refusalOf'

const { provider } = ethers

async function deployedChain() {
  const { deployer } = await loadFixture(deployChain)
  await deployLatchkey(hre, deployer)
}

describe('requireCancun', () => {
  it('takes a chain that has the instructions', async () => {
    await requireCancun(provider)
  })
})

describe('requireAnswers', () => {
  it('takes the deployed release', async () => {
    await loadFixture(deployedChain)
    await requireAnswers(provider, RELEASE)
  })

  it('refuses code that does not run, or answers otherwise', async () => {
    await loadFixture(deployedChain)
    const { validator, lens } = RELEASE
    expect(await refusalOf(requireAnswers(provider, { ...RELEASE, version: '9.9.9' }))).to.equal(
      `version() of the code at ${validator.address} does not answer 9.9.9: it does not run on this chain`,
    )
    await provider.send('hardhat_setCode', [lens.address, '0xfe'])
    expect(await refusalOf(requireAnswers(provider, RELEASE))).to.include(`module() of the code at ${lens.address}`)
  })
})

describe('deploymentBlock', () => {
  type Node = {
    readonly newest: number
    readonly deployed: number
    readonly oldest?: number
    readonly forgets?: string
  }

  /** A node that has the module since `deployed`; of a state before `oldest` it answers `forgets`, or fails. */
  const node = ({ newest, deployed, oldest = 0, forgets }: Node): Parameters<typeof deploymentBlock>[0] => ({
    getBlockNumber: () => Promise.resolve(newest),
    getCode: async (_address, block) => {
      if (Number(block) >= oldest) return await Promise.resolve(Number(block) >= deployed ? '0x00' : '0x')
      if (forgets === undefined) throw new Error('missing trie node')
      return forgets
    },
    getLogs: ({ fromBlock }: Filter) => Promise.resolve(fromBlock === deployed ? ['the event'] : []),
  })
  const find = (about: Node) => deploymentBlock(node(about), RELEASE.validator.address)

  it('finds the block of the module, wherever it is', async () => {
    for (const newest of [1, 2, 10, 1_000_000])
      for (const deployed of new Set([0, 1, 2, newest >> 1, newest - 1, newest]))
        expect(await find({ newest, deployed: Math.min(deployed, newest) })).to.equal(Math.min(deployed, newest))
  })

  it('finds it where only the last states are kept, if it is among them', async () => {
    expect(await find({ newest: 10_000, deployed: 9_998, oldest: 9_900 })).to.equal(9_998)
  })

  it('says that it does not know where the state is gone', async () => {
    const about = { newest: 10_000, deployed: 5_000, oldest: 9_900 }
    expect(await find(about)).to.equal(undefined)
    expect(await find({ ...about, forgets: '0x' })).to.equal(undefined)
  })
})
