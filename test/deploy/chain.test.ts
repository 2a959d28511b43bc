// What a chain must be able to do, and what is read of it, on the embedded chain.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import hre, { ethers } from 'hardhat'

import { requireAnswers, requireCancun } from '../../deploy/chain'
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
