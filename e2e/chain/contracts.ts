// What stands on the chain before anybody has an account: EntryPoints, the module and its Lens, an app, and a sponsor.
import { parseEther, type Wallet } from 'ethers'

import { CREATE_X, createXData } from '../../deploy/createX'
import { installCreateX } from '../../deploy/developmentChain'
import { deployEntryPoints, type EntryPointDeployment } from '../../deploy/entryPoints'
import { deploySocio3 } from '../../deploy/examples'
import { RELEASE, toAddress, type Address, type EntryPointVersion } from '../../src'
import {
  AcceptingPaymasterMock__factory,
  SessionKeyValidator__factory,
  SessionLens__factory,
  TokenMock__factory,
  type Socio3,
  type TokenMock,
} from '../../typechain-types'
import { richWallet, type Chain } from './anvil'

/** An EntryPoint at its canonical address. */
export interface EntryPoint {
  readonly address: Address
  readonly version: EntryPointVersion
}

/** The chain with all of it. */
export interface Stage extends Chain {
  /** Deployed all of it. */
  readonly deployer: Wallet
  readonly entryPoints: readonly EntryPoint[]
  /** Has one post. */
  readonly socio3: Socio3
  /** Everybody may have as much of it as they like. */
  readonly token: TokenMock
  /** Pays for everybody, from a deposit with each EntryPoint. */
  readonly sponsor: Address
}

const SPONSORED = parseEther('10')

/** Deploys all of it. Module and Lens are those of the release, at their addresses: the client looks at their code. */
export async function buildStage(chain: Chain): Promise<Stage> {
  const deployer = await richWallet(chain, 'deployer')
  const deployed = Object.values(await deployEntryPoints(deployer))
  const entryPoints = deployed.map(({ address, version }) => ({ address: toAddress(address), version }))
  await deployRelease(deployer)
  const socio3 = await deploySocio3(deployer, deployer.address)
  await (await socio3.createPost('Hello')).wait()
  const token = await (await new TokenMock__factory(deployer).deploy()).waitForDeployment()
  const sponsor = await deploySponsor(deployer, deployed)
  return { ...chain, deployer, entryPoints, socio3, token, sponsor }
}

async function deployRelease(deployer: Wallet): Promise<void> {
  if (deployer.provider === null) throw new Error('The deployer has no provider')
  await installCreateX(deployer.provider)
  const lens = new SessionLens__factory(deployer).getDeployTransaction(RELEASE.validator.address)
  for (const initCode of [SessionKeyValidator__factory.bytecode, (await lens).data])
    await (await deployer.sendTransaction({ to: CREATE_X, data: createXData(initCode) })).wait()
}

async function deploySponsor(deployer: Wallet, entryPoints: readonly EntryPointDeployment[]): Promise<Address> {
  const contract = await (await new AcceptingPaymasterMock__factory(deployer).deploy()).waitForDeployment()
  const sponsor = toAddress(await contract.getAddress())
  for (const entryPoint of entryPoints)
    await (await entryPoint.contract.depositTo(sponsor, { value: SPONSORED })).wait()
  return sponsor
}
