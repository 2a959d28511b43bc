// From calls and a session to a userOp, all but the signature of the key. Pure.
import { ZeroAddress } from 'ethers'

import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { Session, SignedGrant } from '../session'
import { sameBytes } from '../session/fields'
import { dummySignature, encodeAuthorization, joinSignature, sessionDigest } from '../wire'
import { buildOp, type OpOptions, type UnsignedOp } from './buildOp'
import { findPermission } from './findPermission'

/** What a session op is made of. */
export interface SessionOpOptions extends Omit<OpOptions, 'delegate'> {
  readonly session: Session
  /** Sender, nonce, gas, fees and paymaster: a session op deploys nothing. */
  readonly userOp: Omit<OpOptions['userOp'], 'factory' | 'factoryData'>
  readonly module: Address
  /**
   * For each call the index in `session.permissions` (which is sorted) of the permission that it claims; the first that
   * matches if omitted. Indexes that are given are taken as
   * they are, not compared with the calls: so a thief builds an op past the client, and the module refuses it.
   */
  readonly permissionIndexes?: readonly number[] | undefined
  /** Given if and only if the session has a period; see `periodIndexAt`. */
  readonly periodIndex?: number | undefined
  /** Bytes of the key's signature; only for ERC-7913 keys. */
  readonly signatureLength?: number | undefined
  /** The owner's signature, if the op is to bring its own grant. */
  readonly signedGrant?: SignedGrant | undefined
}

/** A session op that waits for its signature. Until then it has a dummy one: fit for gas estimation, and refused. */
export interface UnsignedSessionOp extends UnsignedOp {
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
  const { session, calls, module, chainId, periodIndex, signatureLength, signedGrant } = options
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
  const { userOp, userOpHash } = buildOp(options)
  const signature = dummySignature(session, signatureLength)
  return {
    userOp: { ...userOp, signature: joinSignature({ signerKind: session.signerKind, authorization, signature }) },
    userOpHash,
    authorization,
    digest: sessionDigest({ userOpHash, chainId, module, authorization }),
  }
}

function checkPaymaster(session: Session, paymaster: Address | undefined): void {
  if (paymaster === undefined || (paymaster !== ZeroAddress && sameBytes(paymaster, session.paymaster))) return
  throw new LatchkeyError('PaymasterNotAllowed', { paymaster })
}
