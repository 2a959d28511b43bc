// The session that a renewal asks for.
import { ZeroAddress } from 'ethers'

import { createSession, UNLIMITED_CALLS, UNLIMITED_FEE, type Fees, type Session } from '../../session'
import type { SessionKey } from '../../userOp'
import type { OpenedSession } from './ensureSession'
import { newKey } from './newKey'
import type { EnsureRequest, OwnKey } from './SessionsOptions'

/** What is to be different: any part of a request. */
export type RenewChanges = Partial<EnsureRequest>

/** @internal */
export interface NextSession {
  readonly session: Session
  readonly key: SessionKey
  readonly own: OwnKey | undefined
  readonly request: EnsureRequest
}

/**
 * @internal
 * @param at Seconds since 1970, the chain's time.
 * @throws ExpiryMissing: it was opened without having been asked for here, and `changes` name no end; and as `createSession`.
 */
export function renewedTerms({ session, request, own }: OpenedSession, changes: RenewChanges, at: number): NextSession {
  // What was asked for, not what it came to: an hour is an hour from now.
  const next = { ...termsOf(session), ...request, ...changes } as EnsureRequest
  const { key: given = own, lasting: _lasting, ...terms } = next
  const { signer, key } = given ?? newKey()
  return { session: createSession({ ...terms, signer, now: at }), key, own: given, request: next }
}

/** The terms of a session; when it begins and ends is not among them. */
function termsOf(session: Session): Omit<EnsureRequest, 'expires'> {
  const { permissions, paymaster, period, maxCalls, maxValue, maxFee } = session
  const sponsor = paymaster === ZeroAddress ? {} : { sponsor: paymaster }
  const max = maxFee === UNLIMITED_FEE ? {} : { max: maxFee }
  return {
    allow: permissions,
    fees: { ...sponsor, ...max } as Fees,
    value: maxValue,
    period,
    ...(maxCalls === UNLIMITED_CALLS ? {} : { calls: maxCalls }),
  }
}
