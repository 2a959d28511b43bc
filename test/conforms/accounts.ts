// Accounts of this project, described as a wallet describes its own.
import artifactV09 from '@account-abstraction/contracts/artifacts/EntryPoint.json'
import artifactV07 from '@account-abstraction/contracts-v0.7/artifacts/EntryPoint.json'
import artifactV08 from '@account-abstraction/contracts-v0.8/artifacts/EntryPoint.json'
import type { Signer } from 'ethers'
import { ethers, network } from 'hardhat'

import { deployFactory, deployOwnerValidator } from '../../deploy/examples'
import { openZeppelinAccount, openZeppelinOwner, toAddress, type OwnerSignatures } from '../../src'
import type { DeployPlace, TestedAccount } from '../../src/testing'
import { SmartAccount__factory } from '../../typechain-types'
import { secondAccount } from '../helpers/secondAccount'

export const ENTRY_POINTS = [
  { version: '0.7', bytecode: artifactV07.bytecode },
  { version: '0.8', bytecode: artifactV08.bytecode },
  { version: '0.9', bytecode: artifactV09.bytecode },
] as const

type Place = Pick<TestedAccount, 'chain' | 'entryPoint'>

const EMBEDDED: Place = { chain: network.provider, entryPoint: ENTRY_POINTS[0] }

/** The example account, a clone that its owner's first op deploys. */
export const smartAccount = (place: Partial<Place> = {}): TestedAccount => ({
  name: "OpenZeppelin's AccountERC7579",
  ...EMBEDDED,
  ...place,
  adapter: openZeppelinAccount,
  deploy: async ({ deployer, entryPoint, owner }) => {
    const ownerValidator = await (await deployOwnerValidator(deployer)).getAddress()
    const factory = await deployFactory(deployer, { entryPoint: entryPoint.address, ownerValidator })
    const creation: [string, string] = [owner.address, ethers.ZeroHash]
    const factoryData = factory.interface.encodeFunctionData('createAccount', creation) as `0x${string}`
    return {
      address: toAddress(await factory.getAccountAddress(...creation)),
      deployment: { factory: toAddress(await factory.getAddress()), factoryData },
      signatures: openZeppelinOwner(toAddress(ownerValidator)),
    }
  },
})

/** What differs from an account of the second kind that conforms. */
export type MockOptions = Partial<Pick<TestedAccount, 'adapter' | 'entryPoint' | 'cases' | 'seed'>> & {
  readonly signatures?: Partial<OwnerSignatures>
  /** What its constructor takes besides the EntryPoint. */
  readonly args?: readonly unknown[]
  /** Calls of the deployer, once the account is there. */
  readonly prepare?: (account: string, deployer: Signer) => Promise<void>
}

/**
 * An account of the second kind.
 *
 * @param contract `SecondAccountMock`, or another with its `initialize`; its constructor takes the EntryPoint.
 */
export const mockAccount = (
  contract = 'SecondAccountMock',
  { signatures, args = [], prepare, ...changes }: MockOptions = {},
): TestedAccount => ({
  name: contract,
  ...EMBEDDED,
  adapter: secondAccount,
  ...changes,
  deploy: async ({ deployer, entryPoint, owner }: DeployPlace) => {
    const validator = await (await deployOwnerValidator(deployer)).getAddress()
    const factory = (await ethers.getContractFactory(contract)).connect(deployer)
    const deployed = await factory.deploy(entryPoint.address, ...args)
    const address = toAddress(await deployed.getAddress())
    await (await SmartAccount__factory.connect(address, deployer).initialize(validator, owner.address)).wait()
    await prepare?.(address, deployer)
    return { address, signatures: { ...openZeppelinOwner(toAddress(validator)), ...signatures } }
  },
})
