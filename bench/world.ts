// The chain that gas is measured on: EntryPoint v0.7, the OpenZeppelin account with its owner, the module, Socio3 and a
// sponsor. Keys, clock and salts are fixed, so that every figure repeats to the gas unit.
import { reset, setBalance, time } from '@nomicfoundation/hardhat-network-helpers'
import { id, parseEther, SigningKey, Wallet } from 'ethers'
import hre, { ethers } from 'hardhat'

import { deployEntryPoints } from '../deploy/entryPoints'
import { deployFactory, deployOwnerValidator, deploySocio3 } from '../deploy/examples'
import { deployLatchkey } from '../deploy/latchkey'
import type { Address, Call, Hex } from '../src'
import { AcceptingPaymasterMock__factory, TokenMock__factory, type Socio3 } from '../typechain-types'

/** Of the chain's first block, in seconds. */
const START = 2_000_000_000

/** Has tokens already, as most who get some. */
const RECIPIENT = '0x' + 'c0ffee'.padStart(40, '5eed')

export type World = Awaited<ReturnType<typeof buildWorld>>

export async function buildWorld() {
  await reset()
  await time.setNextBlockTimestamp(START)
  const [deployer, bundler] = await ethers.getSigners()
  if (deployer === undefined || bundler === undefined) throw new Error('The network has fewer than two signers')

  const { v07 } = await deployEntryPoints(deployer)
  const ownerValidator = (await (await deployOwnerValidator(deployer)).getAddress()) as Address
  const factory = await deployFactory(deployer, { entryPoint: v07.address, ownerValidator })
  const { validator, lens } = await deployLatchkey(hre, deployer)

  const socio3 = await deploySocio3(deployer, deployer.address)
  await socio3.createPost('The first post')
  await socio3.createPost('The second post')

  const sponsor = (await (await new AcceptingPaymasterMock__factory(deployer).deploy()).getAddress()) as Address
  await v07.contract.connect(deployer).depositTo(sponsor, { value: parseEther('10') })

  const owner = new Wallet(id('latchkey bench: owner'))
  const salt = id('latchkey bench: account')
  const account = (await factory.getAccountAddress(owner.address, salt)) as Address
  await setBalance(account, parseEther('10'))
  await factory.createAccount(owner.address, salt)

  const token = await new TokenMock__factory(deployer).deploy()
  await token.mint(account, 1_000_000_000n)
  await token.mint(RECIPIENT, 1n)

  return {
    account,
    bundler,
    chainId: (await ethers.provider.getNetwork()).chainId,
    entryPoint: { address: v07.address as Address, version: v07.version, contract: v07.contract.connect(bundler) },
    key: new SigningKey(id('latchkey bench: session key')),
    lens: lens as Address,
    module: validator as Address,
    owner,
    ownerValidator,
    socio3,
    sponsor,
    token,
  }
}

/** A transfer of one token of six decimals. */
export function transferOf({ token }: World): Call {
  const data = token.interface.encodeFunctionData('transfer', [RECIPIENT, 1_000_000n]) as Hex
  return { to: token.target as Address, value: 0n, data }
}

/** The measured call: a vote for the second post. */
export async function upvoteOn(socio3: Socio3): Promise<Call> {
  const data = socio3.interface.encodeFunctionData('upvotePost', [1]) as Hex
  return { to: (await socio3.getAddress()) as Address, value: 0n, data }
}
