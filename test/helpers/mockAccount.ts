// Accounts that behave in ways of their own (`contracts/mocks/*AccountMock.sol`), opened as the test's ordinary ones are.
import { setBalance } from '@nomicfoundation/hardhat-network-helpers'
import { parseEther } from 'ethers'
import { ethers } from 'hardhat'

import { SmartAccount__factory } from '../../typechain-types'
import type { TestAccount, Version } from './fixture'
import { fixedWallet } from './keys'
import type { SessionChain } from './session'

/**
 * A funded account of this contract, with the owner's validator installed.
 *
 * @param name The contract; its constructor takes the EntryPoint and then `args`.
 */
export async function openMockAccount(
  chain: SessionChain,
  name: string,
  version: Version,
  args: readonly unknown[] = [],
): Promise<TestAccount> {
  const owner = fixedWallet('owner')
  const entryPoint = chain.entryPoints[version]
  const deployed = await ethers.deployContract(name, [entryPoint.address, ...args], chain.deployer)
  const contract = SmartAccount__factory.connect(await deployed.getAddress(), chain.deployer)
  const ownerValidator = await chain.ownerValidator.getAddress()
  await contract.initialize(ownerValidator, owner.address)
  const address = await contract.getAddress()
  await setBalance(address, parseEther('10'))
  return { address, owner, contract, entryPoint, ownerValidator, bundler: chain.bundler, initCode: '0x' }
}
