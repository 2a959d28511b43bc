// The calls to the module by which sessions begin and end. The account makes them, by an op or transaction of its owner;
// those that carry a signature anyone.
import { sessionKeyValidatorInterface, type Address, type Hex } from '../contracts'
import { checkSession, sessionPreimage, sessionStruct } from '../session'
import type { Call, Session, SessionId, SignedGrant } from '../session'
import { checkHex } from '../session/fields'

/** What {@link grantCall} needs. */
export interface GrantCallOptions {
  readonly module: Address
  readonly session: Session
  /** The account that is to make the call; it is no target of its own session. */
  readonly account?: Address
}

/**
 * Grants a session. Of a session that is live already it does nothing; of a revoked one it reverts.
 *
 * @throws as `checkSession`.
 *
 * @example
 * ```ts
 * grantCall({ module: MODULE, session }).to // => MODULE
 * ```
 */
export function grantCall({ module, session, account }: GrantCallOptions): Call {
  checkSession(session, account === undefined ? { module } : { module, account })
  return to(module, sessionKeyValidatorInterface.encodeFunctionData('grant', [sessionStruct(session)]))
}

/** What {@link grantSignedCall} needs. */
export interface GrantSignedCallOptions extends GrantCallOptions {
  /** The account on which the session is granted. */
  readonly account: Address
  /** From `signedGrantFor` with this chain's id. */
  readonly signedGrant: SignedGrant
}

/**
 * Grants a session by its owner's signature. Anyone can send it, as a transaction. An op that brings the grant itself
 * needs no such call.
 *
 * @throws as `checkSession`.
 *
 * @example
 * ```ts
 * const signedGrant = { replaces: ZeroHash, siblings: [], ownerSignature: '0x1234' }
 * grantSignedCall({ module: MODULE, account: ACCOUNT, session, signedGrant }).to // => MODULE
 * ```
 */
export function grantSignedCall({ module, account, session, signedGrant }: GrantSignedCallOptions): Call {
  checkSession(session, { module, account })
  const siblings = [...signedGrant.siblings]
  const grant = { ...signedGrant, siblings }
  const data = sessionKeyValidatorInterface.encodeFunctionData('grantSigned', [account, sessionStruct(session), grant])
  return to(module, data)
}

/**
 * Ends one session for good, also one that was never granted.
 *
 * @example
 * ```ts
 * revokeCall({ module: MODULE, id: sessionId(session) }).value // => 0n
 * ```
 */
export const revokeCall = ({ module, id }: { readonly module: Address; readonly id: SessionId }): Call =>
  to(module, sessionKeyValidatorInterface.encodeFunctionData('revoke', [id]))

/**
 * Ends every session of the account.
 *
 * @param options.salt Random; see `randomSalt`.
 * @throws FieldNotValid.
 *
 * @example
 * ```ts
 * revokeAllCall({ module: MODULE, salt: randomSalt() }).data.length // => 2 + 2 * 36
 * ```
 */
export const revokeAllCall = ({ module, salt }: { readonly module: Address; readonly salt: Hex }): Call =>
  to(module, sessionKeyValidatorInterface.encodeFunctionData('revokeAll', [checkHex('salt', salt, 32)]))

/** What {@link renounceCall} needs. */
export interface RenounceCallOptions {
  readonly module: Address
  /** The account on which the session ends. */
  readonly account: Address
  readonly session: Session
  /** The session key's signature of `renounceDigest`: 64 bytes for kinds 0 and 1. */
  readonly signature: Hex
}

/**
 * Ends a session by its own key's signature. Anyone can send it, as a transaction; it is no call for a session.
 *
 * @example
 * ```ts
 * renounceCall({ module: MODULE, account: ACCOUNT, session, signature: dummySignature(session) }).to // => MODULE
 * ```
 */
export function renounceCall({ module, account, session, signature }: RenounceCallOptions): Call {
  const preimage = sessionPreimage(session)
  return to(module, sessionKeyValidatorInterface.encodeFunctionData('renounce', [preimage, account, signature]))
}

const to = (module: Address, data: string): Call => ({ to: module, value: 0n, data: data as Hex })
