// The id of a session: what is granted, revoked and looked up.
import { concat, keccak256 } from 'ethers'

import type { Hex } from '../contracts'
import { checkHex } from './fields'
import { permissionsRoot } from './permissionTree'
import type { Session, SessionId } from './Session'
import { limitsWord, signerWord, windowWord } from './sessionWords'

/** The words of a session's id, with the signer in full: what `renounce` takes to prove which key a session has. */
export interface SessionPreimage extends Pick<Session, 'signerKind' | 'signer'> {
  readonly window: Hex
  readonly limits: Hex
  readonly root: Hex
}

/**
 * The words that a session's id is made of.
 *
 * @example
 * ```ts
 * sessionPreimage(session).root // => permissionsRoot(session.permissions)
 * ```
 */
export const sessionPreimage = (session: Session): SessionPreimage => ({
  window: windowWord(session),
  limits: limitsWord(session),
  root: permissionsRoot(session.permissions),
  signerKind: session.signerKind,
  signer: session.signer,
})

/**
 * keccak256 of four words: window, limits, root, signerWord. The same on every chain and account.
 *
 * @example
 * ```ts
 * sessionId(session) === sessionId(sessionFromJson(sessionToJson(session))) // => true
 * ```
 */
export function sessionId(session: Session): SessionId {
  const { window, limits, root } = sessionPreimage(session)
  return keccak256(concat([window, limits, root, signerWord(session)])) as SessionId
}

/**
 * Takes a text, such as the id in an event, for a session id.
 *
 * @throws FieldNotValid: not 32 bytes.
 *
 * @example
 * ```ts
 * toSessionId(ZeroHash) // => ZeroHash
 * ```
 */
export const toSessionId = (text: string): SessionId => checkHex('session id', text, 32).toLowerCase() as SessionId
