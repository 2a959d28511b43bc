// From calls and a session to a userOp, all but the signature of the key. Pure.
import { ZeroAddress } from 'ethers'

import { openZeppelinAccount, type AccountAdapter } from '../accounts'
import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { CallLike, Session } from '../session'
import { sameBytes } from '../session/fields'
import { dummySignature, encodeAuthorization, joinSignature, sessionDigest, type SignedGrant } from '../wire'
import { findPermission } from './findPermission'
import { packUserOp } from './packUserOp'
import type { EntryPointVersion, PackedUserOperation, UserOp } from './UserOp'
import { userOpHash } from './userOpHash'

/** What a session op is made of. */
export interface SessionOpOptions {
  readonly session: Session
  /** Executed in order, all or none. */
  readonly calls: readonly CallLike[]
  /** Sender, nonce, gas, fees and paymaster. */
  readonly userOp: Omit<UserOp, 'callData' | 'signature' | 'factory' | 'factoryData'>
  readonly module: Address
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  readonly chainId: bigint
  /** The kind of account; {@link openZeppelinAccount} if omitted. */
  readonly account?: AccountAdapter | undefined
  /** For each call the permission that allows it; the first that matches if omitted. */
  readonly permissionIndexes?: readonly number[] | undefined
  /** Given if and only if the session has a period; see `periodIndexAt`. */
  readonly periodIndex?: number | undefined
  /** Bytes of the key's signature; only for ERC-7913 keys. */
  readonly signatureLength?: number | undefined
  /** The owner's signature, if the op is to bring its own grant. */
  readonly signedGrant?: SignedGrant | undefined
}

/** A session op that waits for its signature. */
export interface UnsignedSessionOp {
  /** With a dummy signature: fit for gas estimation, refused by the module. */
  readonly userOp: PackedUserOperation
  readonly userOpHash: Hex
  readonly authorization: Hex
  /** The 32 bytes that the session key signs. */
  readonly digest: Hex
}

/**
 * Builds a session op up to the digest that its key signs.
 *
 * @throws CallNotPermitted · ValueOverCap · PaymasterNotAllowed, and as `encodeExecute`, `encodeAuthorization` and
 * `packUserOp`. Limits and time are not judged here.
 *
 * @example
 * ```ts
 * const unsigned = buildSessionOp({ ...op, session, calls: [upvote] })
 * unsigned.digest.length // => 66
 * unsigned.userOp.initCode // => '0x'
 * ```
 */
export function buildSessionOp(options: SessionOpOptions): UnsignedSessionOp {
  const { session, calls, module, entryPoint, chainId, account = openZeppelinAccount } = options
  const { periodIndex, signatureLength, signedGrant } = options
  const { signerKind } = session
  checkPaymaster(session, options.userOp.paymaster)
  const permissionIndexes =
    options.permissionIndexes ?? calls.map((call, callIndex) => findPermission(session, call, callIndex))
  if (permissionIndexes.length !== calls.length)
    throw new LatchkeyError('FieldNotValid', {
      field: 'permissionIndexes',
      value: `${permissionIndexes.length} long`,
      expected: `one for each of ${calls.length} calls`,
    })

  const sponsored = options.userOp.paymaster !== undefined
  const authorization = encodeAuthorization({
    session,
    permissionIndexes,
    sponsored,
    periodIndex,
    signatureLength,
    signedGrant,
  })
  const userOp = packUserOp({
    ...options.userOp,
    callData: account.encodeExecute(calls),
    signature: joinSignature({ signerKind, authorization, signature: dummySignature(session, signatureLength) }),
  })
  const hash = userOpHash({ userOp, entryPoint: entryPoint.address, chainId, version: entryPoint.version })
  const digest = sessionDigest({ userOpHash: hash, chainId, module, authorization })
  return { userOp, userOpHash: hash, authorization, digest }
}

function checkPaymaster(session: Session, paymaster: Address | undefined): void {
  if (paymaster === undefined || (paymaster !== ZeroAddress && sameBytes(paymaster, session.paymaster))) return
  throw new LatchkeyError('PaymasterNotAllowed', { paymaster })
}
