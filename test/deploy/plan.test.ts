// What the command finds and refuses, on the embedded chain.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, getCreate2Address, id, keccak256 } from 'ethers'
import hre, { ethers } from 'hardhat'

import { deployCommand, type DeployOptions } from '../../deploy/command'
import { deployables } from '../../deploy/contracts'
import { CREATE_X, CREATE_X_CODE_HASH } from '../../deploy/createX'
import { installCreateX } from '../../deploy/developmentChain'
import { deployContract, deployLatchkey } from '../../deploy/latchkey'
import { costOf, planDeployment, requireReleasedBuild, withGas } from '../../deploy/plan'
import { computeRelease } from '../../scripts/release'
import { SessionKeyValidator__factory, SessionLens__factory } from '../../typechain-types'
import { deployChain } from '../helpers/fixture'
import { refusalOf } from './refusalOf'

/** A chain on which nothing of it is, and what the contracts as they stand would be released as. */
async function emptyChain() {
  const { deployer } = await loadFixture(deployChain)
  return { deployer, release: await computeRelease(), contracts: await deployables(hre) }
}

const { provider } = ethers
const OPTIONS: DeployOptions = { dryRun: false, local: false, verify: false }

describe('deployables', () => {
  it('have the address that CREATE2 through CreateX gives, reckoned from the bytes', async () => {
    const { validator, lens } = await deployables(hre)
    const addressOf = (initCode: string) => getCreate2Address(CREATE_X, keccak256(id('latchkey')), keccak256(initCode))
    expect(validator.address).to.equal(addressOf(SessionKeyValidator__factory.bytecode))
    const args = AbiCoder.defaultAbiCoder().encode(['address'], [validator.address])
    expect(lens.address).to.equal(addressOf(concat([SessionLens__factory.bytecode, args])))
  })
})

describe('deployLatchkey', () => {
  it('puts CreateX, the module and its Lens at their addresses, once', async () => {
    const { deployer, release } = await loadFixture(emptyChain)
    const { validator, lens } = await deployLatchkey(hre, deployer)
    expect([validator, lens]).to.deep.equal([release.validator.address, release.lens.address])
    expect(keccak256(await provider.getCode(CREATE_X))).to.equal(CREATE_X_CODE_HASH)
    expect(await SessionKeyValidator__factory.connect(validator, deployer).isModuleType(1)).to.equal(true)
    expect(await SessionLens__factory.connect(lens, deployer).module()).to.equal(validator)

    const block = await provider.getBlockNumber()
    expect(await deployLatchkey(hre, deployer)).to.deep.equal({ validator, lens })
    expect(await provider.getBlockNumber()).to.equal(block)
  })

  it('gives the same addresses whoever deploys', async () => {
    const { release } = await loadFixture(emptyChain)
    const [, , other] = await ethers.getSigners()
    const { validator, lens } = await deployLatchkey(hre, other!)
    expect([validator, lens]).to.deep.equal([release.validator.address, release.lens.address])
  })
})

describe('deployContract', () => {
  it('takes it as done when another one deployed it meanwhile', async () => {
    const { deployer, contracts } = await loadFixture(emptyChain)
    const { validator } = await deployLatchkey(hre, deployer)
    await deployContract(hre, deployer, contracts.validator)
    expect(await provider.getCode(validator)).to.not.equal('0x')
  })
})

describe('requireReleasedBuild', () => {
  it('takes the build that the release names', async () => {
    const { contracts, release } = await loadFixture(emptyChain)
    expect(() => requireReleasedBuild(contracts, release)).to.not.throw()
  })

  for (const name of ['validator', 'lens'] as const)
    it(`refuses another build of the ${name}, with both hashes`, async () => {
      const { contracts, release } = await loadFixture(emptyChain)
      const initCodeHash = id('another build') as `0x${string}`
      const drifted = { ...release, [name]: { ...release[name], initCodeHash } }
      const refusal = await refusalOf(() => requireReleasedBuild(contracts, drifted))
      expect(refusal).to.include(`This build of ${contracts[name].name} is not version ${release.version}`)
      expect(refusal).to.include(initCodeHash).and.include(release[name].initCodeHash)
    })

  it('refuses a release that names another address', async () => {
    const { contracts, release } = await loadFixture(emptyChain)
    const drifted = { ...release, lens: { ...release.lens, address: release.validator.address } }
    expect(await refusalOf(() => requireReleasedBuild(contracts, drifted))).to.include('This build of SessionLens')
  })
})

describe('planDeployment', () => {
  it('refuses a chain without CreateX, and one with other code in its place', async () => {
    const { contracts, release } = await loadFixture(emptyChain)
    const words = `This chain has no CreateX at ${CREATE_X}`
    expect(await refusalOf(planDeployment(provider, contracts, release))).to.include(words)
    await provider.send('hardhat_setCode', [CREATE_X, '0x00'])
    const other = `Other code is in CreateX's place at ${CREATE_X}`
    const block = await provider.getBlockNumber()
    expect(await refusalOf(planDeployment(provider, contracts, release))).to.include(other)
    expect(await refusalOf(installCreateX(provider))).to.include(other)
    expect(await provider.getBlockNumber()).to.equal(block)
  })

  it('finds what is missing, and estimates what was then paid within a percent', async () => {
    const { deployer, contracts, release } = await loadFixture(emptyChain)
    await installCreateX(provider)
    const steps = await withGas(provider, await planDeployment(provider, contracts, release))
    expect(steps.map(({ deployed }) => deployed)).to.deep.equal([false, false])
    const { gas, likely, most } = await costOf(provider, steps)
    expect(gas).to.equal(steps[0]!.gas + steps[1]!.gas)
    expect(most >= likely && likely >= gas).to.equal(true)

    await deployContract(hre, deployer, contracts.validator)
    const { gasUsed } = (await provider.getBlock('latest'))!
    expect(Number(gasUsed) / Number(steps[0]!.gas)).to.be.within(0.97, 1)
    const half = await withGas(provider, await planDeployment(provider, contracts, release))
    expect(half.map(({ deployed }) => deployed)).to.deep.equal([true, false])
    expect(half.map(({ gas: one }) => one > 0n)).to.deep.equal([false, true])
  })

  it('needs no CreateX where everything is there', async () => {
    const { deployer, contracts, release } = await loadFixture(emptyChain)
    await deployLatchkey(hre, deployer)
    await provider.send('hardhat_setCode', [CREATE_X, '0x'])
    const steps = await planDeployment(provider, contracts, release)
    expect(steps.every(({ deployed }) => deployed)).to.equal(true)
  })

  it('refuses other code at the address of the Lens', async () => {
    const { contracts, release } = await loadFixture(emptyChain)
    await provider.send('hardhat_setCode', [release.lens.address, '0x00'])
    const refusal = await refusalOf(planDeployment(provider, contracts, release))
    expect(refusal).to.include(`Other code than SessionLens is at ${release.lens.address}`)
    expect(refusal).to.include(keccak256('0x00')).and.include(release.lens.codeHash)
  })
})

describe('deployCommand', () => {
  it('refuses a dry run that would send something', async () => {
    for (const option of ['local', 'verify'])
      expect(await refusalOf(deployCommand(hre, { ...OPTIONS, dryRun: true, [option]: true }))).to.include(
        'A dry run sends nothing',
      )
  })

  it('refuses a build that is not the committed release before it looks at the chain', async () => {
    const { release } = await loadFixture(emptyChain)
    const validator = { ...release.validator, initCodeHash: id('another build') as `0x${string}` }
    const refusal = await refusalOf(deployCommand(hre, { ...OPTIONS, local: true }, { ...release, validator }))
    expect(refusal).to.include('This build of SessionKeyValidator is not version')
    expect(await provider.getCode(CREATE_X)).to.equal('0x')
  })
})
