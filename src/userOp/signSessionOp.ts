// A complete session op.
import { computeAddress, type SigningKey } from 'ethers'

import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { Session } from '../session'
import { sameBytes } from '../session/fields'
import { joinSignature, signDigest } from '../wire'
import { buildSessionOp, type SessionOpOptions } from './buildSessionOp'
import type { PackedUserOperation } from './UserOp'

/**
 * A secp256k1 key, or any function that signs 32 bytes as the session's kind of key does. What a function signs with is not
 * checked: an op that another key signed is built all the same, and refused by the EntryPoint (AA24).
 */
export type SessionKey = SigningKey | ((digest: Hex) => Hex | Promise<Hex>)

/** What a session op is made of, and who signs it. */
export interface SignSessionOpOptions extends SessionOpOptions {
  /** A SigningKey must be the session's own; a function is taken at its word. */
  readonly key: SessionKey
}

/** A session op, ready to be sent. */
export interface SignedSessionOp {
  readonly userOp: PackedUserOperation
  readonly userOpHash: Hex
}

/**
 * Builds a session op and signs it.
 *
 * @throws KeyNotOfSession · SignatureLengthNotValid, and as {@link buildSessionOp}.
 *
 * @example
 * ```ts
 * const signed = await signSessionOp({ ...op, key: KEY, session, calls: [upvote] })
 * signed.userOp.sender // => op.userOp.sender
 * ```
 */
export async function signSessionOp(options: SignSessionOpOptions): Promise<SignedSessionOp> {
  const { session, key } = options
  const { signerKind } = session
  // Not by its class: an app may have two copies of ethers.
  if (typeof key !== 'function') checkKey(session, key)
  const { userOp, userOpHash, authorization, digest } = buildSessionOp(options)
  const signature = typeof key === 'function' ? await key(digest) : signDigest(key, digest)
  // The signature's length is part of what an ERC-7913 key has signed.
  const length = signature.length / 2 - 1
  if (signerKind === 2 && length !== options.signatureLength)
    throw new LatchkeyError('SignatureLengthNotValid', { length, expected: String(options.signatureLength) })
  return { userOp: { ...userOp, signature: joinSignature({ signerKind, authorization, signature }) }, userOpHash }
}

function checkKey({ signerKind, signer }: Session, key: SigningKey): void {
  const address = computeAddress(key.publicKey) as Address
  if (signerKind !== 0 || !sameBytes(address, signer))
    throw new LatchkeyError('KeyNotOfSession', { signer, key: address })
}
