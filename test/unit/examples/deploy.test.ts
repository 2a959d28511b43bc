// The EntryPoints are the canonical ones, and the deterministic deployer puts the same code and salt at the same address.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, Wallet, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'
import { create2Address, deployCreate2, DETERMINISTIC_DEPLOYER } from '../../../deploy/create2'
import { deployEntryPoints, ENTRY_POINT_ADDRESSES } from '../../../deploy/entryPoints'
import { OwnerValidator__factory } from '../../../typechain-types'
import { deployChain, VERSIONS } from '../../helpers/fixture'

const initCode = OwnerValidator__factory.bytecode
const salt = id('a salt')

describe('deployEntryPoints', () => {
  for (const version of VERSIONS)
    it(`puts ${version} at its canonical address, with a SenderCreator that has code`, async () => {
      const { entryPoints } = await loadFixture(deployChain)
      const { address, contract, version: number } = entryPoints[version]
      expect(address).to.equal(ENTRY_POINT_ADDRESSES[number])
      expect(`v${number.replace('.', '')}`).to.equal(version)
      expect(await contract.getAddress()).to.equal(address)
      const senderCreator = ethers.getCreateAddress({ from: address, nonce: 1 })
      expect(await ethers.provider.getCode(senderCreator)).to.not.equal('0x')
    })

  it('changes nothing when they are there', async () => {
    const { deployer } = await loadFixture(deployChain)
    const before = await ethers.provider.getBlockNumber()
    await deployEntryPoints(deployer)
    expect(await ethers.provider.getBlockNumber()).to.equal(before)
  })
})

describe('deployCreate2', () => {
  it('deploys to the address that code and salt determine', async () => {
    const { deployer } = await loadFixture(deployChain)
    const address = await deployCreate2(deployer, { initCode, salt })
    expect(address).to.equal(create2Address({ initCode, salt }))
    expect(await OwnerValidator__factory.connect(address, deployer).isModuleType(1)).to.equal(true)
  })

  it('does nothing when it is there', async () => {
    const { deployer } = await loadFixture(deployChain)
    const address = await deployCreate2(deployer, { initCode, salt })
    const before = await ethers.provider.getBlockNumber()
    expect(await deployCreate2(deployer, { initCode, salt })).to.equal(address)
    expect(await ethers.provider.getBlockNumber()).to.equal(before)
  })

  it('gives another salt another address', () => {
    expect(create2Address({ initCode, salt })).to.not.equal(create2Address({ initCode, salt: ZeroHash }))
  })

  it('says what is missing on a chain without the deterministic deployer', async () => {
    const { deployer } = await loadFixture(deployChain)
    await ethers.provider.send('hardhat_setCode', [DETERMINISTIC_DEPLOYER, '0x'])
    const error = await deployCreate2(deployer, { initCode, salt }).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(Error).with.property('message').that.includes(DETERMINISTIC_DEPLOYER)
  })

  it('says so when the creation code leaves nothing', async () => {
    const { deployer } = await loadFixture(deployChain)
    const error = await deployCreate2(deployer, { initCode: '0x00', salt }).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(Error).with.property('message').that.includes('left nothing')
  })

  it('refuses a signer without a provider', async () => {
    const error = await deployCreate2(Wallet.createRandom(), { initCode, salt }).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(Error).with.property('message').that.includes('needs a provider')
  })
})
