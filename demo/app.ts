// The app's side: a temporary key in memory, what it asks for, and the ops that the key signs.
import { computeAddress, type SigningKey } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  createSession,
  handleOps,
  openZeppelinAccount,
  readNonce,
  signSessionOp,
  toAddress,
  toHex,
  type BundleOutcome,
  type Call,
  type PackedUserOperation,
  type Session,
  type SessionKey,
  type SessionOptions,
  type SignedGrant,
  type SignedSessionOp,
} from '../src'
import { chainTime } from './chainState'
import { mustBe } from './check'
import { drawnKey } from './drawn'
import { OP_GAS, POSTS, type Stage } from './stage'

/** A session and the key that it is for. */
export type KeyedSession = { readonly session: Session; readonly key: SigningKey }

/** What an op may be varied by. */
export type OpVariation = {
  readonly key?: SessionKey
  readonly permissionIndexes?: readonly number[]
  readonly maxFeePerGas?: bigint
  readonly verificationGasLimit?: bigint
  /** The owner's signature, which grants the session in this op. */
  readonly signedGrant?: SignedGrant
}

/** A session to be approved; for `upvotePost` of Socio3 and nothing else, if `allow` is omitted. */
export async function proposeSession(
  { socio3 }: Stage,
  name: string,
  terms: Pick<SessionOptions, 'expires' | 'calls' | 'fees'> & Partial<Pick<SessionOptions, 'allow'>>,
): Promise<KeyedSession> {
  const key = drawnKey(name)
  const signer = toAddress(computeAddress(key.publicKey))
  const now = await chainTime()
  return { key, session: createSession({ allow: [allow(socio3, 'upvotePost')], ...terms, signer, now }) }
}

/** The call that the story is about; posts are taken in turn. */
export async function upvote({ socio3 }: Stage, n: number): Promise<Call> {
  const data = toHex(socio3.interface.encodeFunctionData('upvotePost', [n % POSTS]))
  return { to: toAddress(await socio3.getAddress()), value: 0n, data }
}

/** An op with the session key's next nonce, signed by the session key, and its hash. */
export async function signHashedOp(
  stage: Stage,
  { session, key }: KeyedSession,
  calls: readonly Call[],
  {
    maxFeePerGas = OP_GAS.maxFeePerGas,
    verificationGasLimit = OP_GAS.verificationGasLimit,
    ...varied
  }: OpVariation = {},
): Promise<SignedSessionOp> {
  const { account: sender, entryPoint, module, chainId } = stage
  const nonceKey = openZeppelinAccount.nonceKey(module, 0)
  const nonce = await readNonce(ethers.provider, { entryPoint: entryPoint.address, sender, key: nonceKey })
  const userOp = { sender, nonce, ...OP_GAS, maxFeePerGas, verificationGasLimit }
  return await signSessionOp({ session, key, calls, userOp, module, entryPoint, chainId, ...varied })
}

/** The op alone. */
export const signOp = async (...of: Parameters<typeof signHashedOp>): Promise<PackedUserOperation> =>
  (await signHashedOp(...of)).userOp

/** Sends one op; its calls must be executed. */
export async function send({ entryPoint, bundler }: Stage, op: PackedUserOperation): Promise<BundleOutcome> {
  const outcome = await handleOps(entryPoint.address, [op], bundler)
  mustBe('An op that is inside its approval succeeds', outcome.success, true)
  return outcome
}
