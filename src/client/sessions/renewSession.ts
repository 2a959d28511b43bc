// Renewal: the old session ends and the next begins under one prompt.
import { ZeroAddress } from 'ethers'

import { createSession, UNLIMITED_CALLS, UNLIMITED_FEE, type Fees, type Session } from '../../session'
import { grantNext, type OpenedSession } from './ensureSession'
import { lookAt } from './lookAt'
import { newKey } from './newKey'
import type { SessionsContext } from './SessionsContext'
import type { EnsureRequest } from './SessionsOptions'
import { sessionState } from './sessionState'

/** What is to be different: any part of a request. */
export type RenewChanges = Partial<EnsureRequest>

/**
 * @internal As `Sessions.renew`.
 *
 * @throws ExpiryMissing: it was opened without having been asked for here, and `changes` name no end; and as `createSession`.
 */
export async function renewSession(
  context: SessionsContext,
  opened: OpenedSession,
  changes: RenewChanges,
): Promise<OpenedSession> {
  const { session, own } = opened
  const { at, usage } = await lookAt(context, session)
  // What was asked for, not what it came to: an hour is an hour from now.
  const request = { ...termsOf(session), ...opened.request, ...changes } as EnsureRequest
  const { key: given = own, lasting: _lasting, ...terms } = request
  const { signer, key } = given ?? newKey()
  const next = createSession({ ...terms, signer, now: at })
  const before = { ...opened, usage, at, state: sessionState(session, usage, at) }
  const granted = await grantNext(context, { session: next, key, own: given, before })
  return { ...granted, request, lasts: next.validUntil - at }
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
