// The committed release is what the contracts give.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id } from 'ethers'
import { ethers } from 'hardhat'

import { checkDeployments, checkRelease, computeRelease, renderRelease } from '../../scripts/release'
import { DEPLOYMENTS, MODULE_VERSION, RELEASE } from '../../src'
import { deployChain } from '../helpers/fixture'

describe('RELEASE', () => {
  it('is what the contracts give: version, addresses, hashes of code and creation code', async () => {
    await loadFixture(deployChain)
    expect(await computeRelease()).to.deep.equal(RELEASE)
    expect(await checkRelease()).to.deep.equal([])
    expect(RELEASE.version).to.equal(MODULE_VERSION)
  })

  it('is computed without a trace on the chain', async () => {
    await loadFixture(deployChain)
    const block = await ethers.provider.getBlockNumber()
    await computeRelease()
    expect(await ethers.provider.getBlockNumber()).to.equal(block)
    expect(await ethers.provider.getCode(RELEASE.validator.address)).to.equal('0x')
  })

  it('has a salt that CreateX binds to no sender and to no chain', () => {
    expect(RELEASE.salt).to.equal(id('latchkey'))
    expect(RELEASE.salt.slice(2, 42)).to.not.equal('00'.repeat(20))
  })

  it('is rendered with every figure', async () => {
    const lens = { ...RELEASE.lens, codeHash: id('other code') as `0x${string}` }
    expect(await renderRelease({ ...RELEASE, lens })).to.include(`codeHash: '${lens.codeHash}'`)
  })
})

describe('DEPLOYMENTS', () => {
  it('must name the released addresses wherever this version is', () => {
    const { version, validator, lens } = RELEASE
    const right = { version, validator: validator.address, lens: lens.address, block: 1 }
    const older = { ...right, version: '0.0.1', lens: validator.address }
    expect(checkDeployments({ 1: [older, right] }, RELEASE)).to.deep.equal([])
    expect(checkDeployments({ 1: [right], 10: [{ ...right, lens: validator.address }] }, RELEASE)).to.deep.equal([
      `src/deployments.ts: version ${version} on chain 10 is not at its addresses`,
    ])
    expect(checkDeployments(DEPLOYMENTS, RELEASE)).to.deep.equal([])
  })
})
