// Where the story plays: the embedded chain with an EntryPoint, the module and its Lens, two apps, a token, and an account
// that has money but does not exist yet.
import { parseEther, toBeHex, type Signer } from 'ethers'
import hre, { ethers } from 'hardhat'

import { deployEntryPoints } from '../deploy/entryPoints'
import { deployFactory, deployOwnerValidator, deployPoints, deploySocio3 } from '../deploy/examples'
import { deployLatchkey } from '../deploy/latchkey'
import {
  sessionKeyValidatorAt,
  sessionLensAt,
  toAddress,
  toHex,
  type Address,
  type EntryPointVersion,
  type Hex,
  type SessionKeyValidator,
  type SessionLens,
  type WordsOptions,
} from '../src'
import { Socio3__factory } from '../typechain-types'
import type { ICommonEntryPoint, Points, Socio3 } from '../typechain-types'
import { drawnAddress } from './drawn'
import { ownersWords } from './ownersWords'
import type { Names } from './print'

export type Stage = {
  readonly chainId: bigint
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  readonly entryPointContract: ICommonEntryPoint
  readonly module: Address
  readonly moduleContract: SessionKeyValidator
  readonly lens: SessionLens
  /** The account, and what deploys it. */
  readonly account: Address
  readonly factory: Address
  readonly factoryData: Hex
  /** The validator that checks the owner's own key. */
  readonly ownerValidator: Address
  /** The app. The account owns it, so the account may withdraw its tips. */
  readonly socio3: Socio3
  /** The same code at another address. */
  readonly otherApp: Socio3
  /** A token; the account has all of it. */
  readonly points: Points
  /** Two friends, and an exchange that may be approved to take points. */
  readonly alice: Address
  readonly bob: Address
  readonly exchange: Address
  /** Pays for the transactions that bring ops to the EntryPoint. */
  readonly carrier: Signer
  /** Where stolen money would go. */
  readonly thief: Address
  readonly names: Names
  /** What the owner's wallet knows. */
  readonly words: WordsOptions
}

/** How many posts Socio3 has. */
export const POSTS = 3

const FUNDS = parseEther('1')
const DEPOSIT = parseEther('0.1')
const TIPS = parseEther('0.05')
const SUPPLY = 1_000n

/** Deploys everything; nobody has approved anything yet. */
export async function buildStage(owner: Address): Promise<Stage> {
  const [deployer, carrier] = await ethers.getSigners()
  if (deployer === undefined || carrier === undefined) throw new Error('The network has fewer than two signers')
  const { v07 } = await deployEntryPoints(deployer)
  const latchkey = await deployLatchkey(hre, deployer)
  const module = toAddress(latchkey.validator)

  const ownerValidator = toAddress(await (await deployOwnerValidator(deployer)).getAddress())
  const factory = await deployFactory(deployer, { entryPoint: v07.address, ownerValidator })
  const creation: [string, string] = [owner, toBeHex(0, 32)]
  const account = toAddress(await factory.getAccountAddress(...creation))
  await (await deployer.sendTransaction({ to: account, value: FUNDS })).wait()
  // So that what an op uses does not depend on who pays first.
  await (await v07.contract.connect(deployer).depositTo(account, { value: DEPOSIT })).wait()

  const socio3 = await openApp(deployer, account)
  await (await socio3.tip(0, { value: TIPS })).wait()
  const otherApp = await openApp(deployer, account)
  const points = await deployPoints(deployer, account, SUPPLY)
  const [thief, alice, bob, exchange] = [
    drawnAddress('thief'),
    drawnAddress('Alice'),
    drawnAddress('Bob'),
    drawnAddress('exchange'),
  ]

  const named = {
    Socio3: await socio3.getAddress(),
    'the other app': await otherApp.getAddress(),
    Points: await points.getAddress(),
    Alice: alice,
    Bob: bob,
    'the exchange': exchange,
    'the account': account,
    'the module': module,
    'the thief': thief,
  }
  const names = Object.fromEntries(Object.entries(named).map(([name, address]) => [address.toLowerCase(), name]))
  return {
    chainId: (await ethers.provider.getNetwork()).chainId,
    entryPoint: { address: toAddress(v07.address), version: v07.version },
    entryPointContract: v07.contract,
    module,
    moduleContract: sessionKeyValidatorAt(module, deployer),
    lens: sessionLensAt(toAddress(latchkey.lens), deployer),
    account,
    factory: toAddress(await factory.getAddress()),
    factoryData: toHex(factory.interface.encodeFunctionData('createAccount', creation)),
    ownerValidator,
    socio3,
    otherApp,
    points,
    alice,
    bob,
    exchange,
    carrier,
    thief,
    names,
    words: ownersWords(names, toAddress(named.Socio3), toAddress(named.Points)),
  }
}

async function openApp(deployer: Signer, owner: Address): Promise<Socio3> {
  const app = await deploySocio3(deployer, owner)
  for (let i = 0; i < POSTS; ++i) await (await app.createPost(`Post ${i}`)).wait()
  return Socio3__factory.connect(await app.getAddress(), deployer)
}
