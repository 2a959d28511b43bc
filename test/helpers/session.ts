// Session ops through the real EntryPoints: the test chain with the module, the Lens and a sponsor on it, accounts that
// have the module installed, and one happy session to vary.
import { loadFixture, time } from '@nomicfoundation/hardhat-network-helpers'
import { id, parseEther, type ContractTransactionReceipt, type SigningKey } from 'ethers'
import hre, { ethers } from 'hardhat'

import { deployLatchkey } from '../../deploy/latchkey'
import {
  allow,
  createSession,
  installCall,
  openZeppelinAccount,
  readNonce,
  signSessionOp,
  type Address,
  type Call,
  type Hex,
  type PackedUserOperation,
  type Session,
  type SessionOptions,
  type SignSessionOpOptions,
  type UserOp,
} from '../../src'
import {
  AcceptingPaymasterMock__factory,
  SessionKeyValidator__factory,
  SessionLens__factory,
  type AcceptingPaymasterMock,
  type SessionKeyValidator,
  type SessionLens,
} from '../../typechain-types'
import { deployChain, openAccount, type AccountParams, type Chain, type TestAccount } from './fixture'
import { fixedWallet } from './keys'
import { sendAsOwner } from './userOp'

/** The test chain with everything of this project on it. */
export type SessionChain = Chain & {
  readonly module: SessionKeyValidator
  readonly lens: SessionLens
  /** Pays for every op that names it; its deposit on each EntryPoint is 10 ether. */
  readonly sponsor: AcceptingPaymasterMock
  readonly chainId: bigint
}

/** Through `loadFixture`, as every fixture. */
export async function deploySessionChain(): Promise<SessionChain> {
  const chain = await loadFixture(deployChain)
  const { deployer, entryPoints } = chain
  const { validator, lens } = await deployLatchkey(hre, deployer)
  const sponsor = await new AcceptingPaymasterMock__factory(deployer).deploy()
  for (const { contract } of Object.values(entryPoints))
    await contract.connect(deployer).depositTo(sponsor, { value: parseEther('10') })
  const { chainId } = await ethers.provider.getNetwork()
  return {
    ...chain,
    module: SessionKeyValidator__factory.connect(validator, deployer),
    lens: SessionLens__factory.connect(lens, deployer),
    sponsor,
    chainId,
  }
}

/** The session key of tests. */
export const sessionKey = (name = 'session'): SigningKey => fixedWallet(name).signingKey

/** A session on Socio3 for an hour: upvotePost, a thousand calls, 0.01 ether of fees; all of it can be varied. */
export async function makeSession(chain: SessionChain, options: Partial<SessionOptions> = {}): Promise<Session> {
  return createSession({
    signer: ethers.computeAddress(sessionKey()) as Address,
    allow: [allow(chain.socio3, 'upvotePost')],
    expires: '1h',
    fees: { max: parseEther('0.01') },
    calls: 1000,
    now: await time.latest(),
    ...options,
  })
}

/** An account with the module installed by its owner, and these sessions granted with it. */
export async function openSessionAccount(
  chain: SessionChain,
  sessions: readonly Session[] = [],
  params: AccountParams = {},
): Promise<TestAccount> {
  const account = await openAccount(chain, params)
  await install(chain, account, sessions)
  return account
}

/** Installs the module by an op of the owner. */
export async function install(
  chain: SessionChain,
  account: TestAccount,
  sessions: readonly Session[] = [],
  salt: Hex = id('salt') as Hex,
): Promise<ContractTransactionReceipt> {
  const module = (await chain.module.getAddress()) as Address
  const call = installCall({
    adapter: account.adapter ?? openZeppelinAccount,
    account: account.address as Address,
    module,
    salt,
    sessions,
  })
  return await sendAsOwner(account, { calls: [{ target: call.to, data: call.data }] })
}

/** The call that the happy session permits. */
export async function upvote(chain: SessionChain, postId = 0n): Promise<Call> {
  const data = chain.socio3.interface.encodeFunctionData('upvotePost', [postId]) as Hex
  return { to: (await chain.socio3.getAddress()) as Address, value: 0n, data }
}

/** What a session op may be varied by. */
export type SessionOpParams = Partial<Omit<UserOp, 'callData' | 'signature'>> &
  Partial<
    Pick<SignSessionOpOptions, 'key' | 'permissionIndexes' | 'periodIndex' | 'signatureLength' | 'signedGrant'>
  > & {
    readonly lane?: number
  }

/** A session op for this account, signed by the session key, with its next nonce. */
export async function sessionOp(
  chain: SessionChain,
  account: TestAccount,
  session: Session,
  calls: readonly Call[],
  params: SessionOpParams = {},
): Promise<PackedUserOperation> {
  const {
    key = sessionKey(),
    permissionIndexes,
    periodIndex,
    signatureLength,
    signedGrant,
    lane = 0,
    ...fields
  } = params
  const module = (await chain.module.getAddress()) as Address
  const sender = account.address as Address
  const entryPoint = account.entryPoint.address as Address
  const nonceKey = (account.adapter ?? openZeppelinAccount).nonceKey(module, lane)
  const { userOp } = await signSessionOp({
    session,
    calls,
    key,
    module,
    permissionIndexes,
    periodIndex,
    signatureLength,
    signedGrant,
    chainId: chain.chainId,
    entryPoint: { address: entryPoint, version: account.entryPoint.version },
    userOp: {
      sender,
      nonce: await readNonce(chain.deployer, { entryPoint, sender, key: nonceKey }),
      verificationGasLimit: 300_000n,
      callGasLimit: 300_000n,
      preVerificationGas: 60_000n,
      maxFeePerGas: 3_000_000_000n,
      maxPriorityFeePerGas: 0n,
      ...fields,
    },
  })
  return userOp
}

/** The fields of a sponsored op. */
export async function sponsored(chain: SessionChain): Promise<SessionOpParams> {
  return {
    paymaster: (await chain.sponsor.getAddress()) as Address,
    paymasterVerificationGasLimit: 50_000n,
    paymasterPostOpGasLimit: 0n,
  }
}
