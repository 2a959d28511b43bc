// The thief's tool: ops that no client would send, signed with a session's key and brought straight to the EntryPoint, in a
// transaction that is mined whatever becomes of it.
import { ethers } from 'hardhat'

import {
  handleOps,
  isLatchkeyError,
  openZeppelinAccount,
  readNonce,
  signDigest,
  signSessionOp,
  worstCaseFee,
  type Call,
  type Hex,
  type LatchkeyError,
  type LiveSession,
  type PackedUserOperation,
  type Session,
  type SessionKey,
} from '../src'
import { FEES } from './bundler'
import { mustBe, WrongOutcome } from './check'
import type { Stage } from './stage'
import type { Story } from './story'

/** A session in use, and its key. */
export type Stolen = { readonly live: LiveSession; readonly key: SessionKey }

/** An op as a thief wants it. */
export type RawOp = {
  /** What it claims to be an op of. */
  readonly session: Session
  readonly key: SessionKey
  readonly calls: readonly Call[]
  readonly maxFeePerGas?: bigint | undefined
}

const GAS = { verificationGasLimit: 150_000n, callGasLimit: 100_000n, preVerificationGas: 50_000n }

// Given, so that no gas estimation refuses before the chain does: each of these bundles is mined, and reverts.
const BUNDLE_GAS = 2_000_000n

/** From where the app keeps it. */
export async function steal({ vault }: Story, live: LiveSession): Promise<Stolen> {
  const key = await vault.load(live.session.signer)
  if (key === undefined) throw new WrongOutcome('There is no key to be stolen')
  return { live, key }
}

/** Worst-case fees of an op, in wei. */
export const feeOf = ({ maxFeePerGas = FEES.maxFeePerGas }: Pick<RawOp, 'maxFeePerGas'>): bigint =>
  worstCaseFee({ ...GAS, maxFeePerGas })

/** The reason for which the EntryPoint refuses the op; throws if it does not. */
export async function refusalOf({ entryPoint, carrier }: Stage, op: PackedUserOperation): Promise<LatchkeyError> {
  const parent = await ethers.provider.getBlockNumber()
  const error = await rejectionOf(handleOps(entryPoint.address, [op], carrier, { gasLimit: BUNDLE_GAS }))
  const block = await ethers.provider.getBlock(parent + 1)
  const receipt = await ethers.provider.getTransactionReceipt(block?.transactions[0] ?? '')
  mustBe('The refused bundle was mined, as', receipt?.status === 0 ? 'reverted' : 'not reverted', 'reverted')
  return error
}

/** What the client, or the chain, refuses with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<LatchkeyError> {
  try {
    await promise
  } catch (thrown) {
    if (isLatchkeyError(thrown)) return thrown
    throw thrown
  }
  throw new WrongOutcome('Accepted, where a refusal was expected')
}

/** An op past every check of the client: indexes that are given, and a function as key, are taken as they are. */
export async function forge(stage: Stage, { session, key, calls, ...fees }: RawOp): Promise<PackedUserOperation> {
  const { account: sender, entryPoint, module, chainId } = stage
  const nonceKey = openZeppelinAccount.nonceKey(module, 0)
  const nonce = await readNonce(ethers.provider, { entryPoint: entryPoint.address, sender, key: nonceKey })
  const { userOp } = await signSessionOp({
    session,
    key: typeof key === 'function' ? key : (digest: Hex) => signDigest(key, digest),
    calls,
    permissionIndexes: calls.map((call) => nearestIndex(session, call)),
    userOp: { sender, nonce, ...GAS, ...FEES, ...(fees.maxFeePerGas && { maxFeePerGas: fees.maxFeePerGas }) },
    module,
    entryPoint,
    chainId,
  })
  return userOp
}

/** The permission for the call's function: what a thief would claim, whatever the arguments. Else the first. */
export const nearestIndex = ({ permissions }: Session, { to, data }: Call): number =>
  Math.max(
    0,
    permissions.findIndex(({ target, selector }) => target === to && selector === data.slice(0, 10)),
  )
