// The chain that tests start from: three EntryPoints, the owner's validator, a factory for each EntryPoint, and Socio3.
// Always through `loadFixture(deployChain)`, also inside other fixtures: then the chain is built once per run.
import { reset, setBalance, time } from '@nomicfoundation/hardhat-network-helpers'
import { parseEther, toBeHex, type Signer, type Wallet } from 'ethers'
import { ethers } from 'hardhat'
import { deployEntryPoints, type EntryPointDeployment, type EntryPoints } from '../../deploy/entryPoints'
import { deployFactory, deployOwnerValidator, deploySocio3 } from '../../deploy/examples'
import type { AccountAdapter } from '../../src'
import {
  SmartAccount__factory,
  type OwnerValidator,
  type SmartAccountFactory,
  type Socio3,
} from '../../typechain-types'
import type { SmartAccount } from '../../typechain-types'
import { fixedWallet } from './keys'

export const VERSIONS = ['v07', 'v08', 'v09'] as const
export type Version = (typeof VERSIONS)[number]

/** The time of the chain's first block, in seconds: a round number later than any today. */
export const START = 2_000_000_000

export type Chain = {
  readonly entryPoints: EntryPoints
  readonly ownerValidator: OwnerValidator
  readonly factories: Readonly<Record<Version, SmartAccountFactory>>
  /** Has one post, number 0. */
  readonly socio3: Socio3
  /** Deploys, owns Socio3, and connects the contracts above. */
  readonly deployer: Signer
  /** Sends handleOps and takes the fees. */
  readonly bundler: Signer
}

/** A smart account as tests use it: the contract, its key, and how its ops reach the chain. */
export type TestAccount = {
  readonly address: string
  readonly owner: Wallet
  readonly contract: SmartAccount
  readonly entryPoint: EntryPointDeployment
  readonly ownerValidator: string
  readonly bundler: Signer
  /** Deploys the account: the initCode of its first op, if nothing else has deployed it. */
  readonly initCode: string
  /** How this kind of account is spoken to, if it is not OpenZeppelin's. */
  readonly adapter?: AccountAdapter
}

export type AccountParams = {
  readonly version?: Version
  /** Names the owner's key; accounts of different owners are different. */
  readonly owner?: string
  readonly salt?: number
  /** false: leave it to the initCode of the first op. */
  readonly deployed?: boolean
  readonly balance?: bigint
}

export async function deployChain(): Promise<Chain> {
  await reset()
  await time.setNextBlockTimestamp(START)
  const [deployer, bundler] = await ethers.getSigners()
  if (deployer === undefined || bundler === undefined) throw new Error('The network has fewer than two signers')
  const entryPoints = await deployEntryPoints(deployer)
  const ownerValidator = await deployOwnerValidator(deployer)
  const socio3 = await deploySocio3(deployer, deployer.address)
  await socio3.createPost('The first post')
  const factoryFor = async (entryPoint: EntryPointDeployment) =>
    await deployFactory(deployer, {
      entryPoint: entryPoint.address,
      ownerValidator: await ownerValidator.getAddress(),
    })
  const factories = {
    v07: await factoryFor(entryPoints.v07),
    v08: await factoryFor(entryPoints.v08),
    v09: await factoryFor(entryPoints.v09),
  }
  return { entryPoints, ownerValidator, factories, socio3, deployer, bundler }
}

/** A funded account of a fixed owner; by default on EntryPoint v0.7, deployed, with 10 ether. */
export async function openAccount(chain: Chain, params: AccountParams = {}): Promise<TestAccount> {
  const { version = 'v07', owner: name = 'owner', salt = 0, deployed = true, balance = parseEther('10') } = params
  const owner = fixedWallet(name)
  const factory = chain.factories[version]
  const creation: [string, string] = [owner.address, toBeHex(salt, 32)]
  const address = await factory.getAccountAddress(...creation)
  await setBalance(address, balance)
  if (deployed) await factory.createAccount(...creation)
  return {
    address,
    owner,
    contract: SmartAccount__factory.connect(address, chain.deployer),
    entryPoint: chain.entryPoints[version],
    ownerValidator: await chain.ownerValidator.getAddress(),
    bundler: chain.bundler,
    initCode: (await factory.getAddress()) + factory.interface.encodeFunctionData('createAccount', creation).slice(2),
  }
}
