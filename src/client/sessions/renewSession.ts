// Renewal: the old session ends and the next begins under one prompt.
import { ZeroAddress } from 'ethers'

import { UNLIMITED_CALLS, UNLIMITED_FEE, type Fees, type Session } from '../../session'
import { grantNext, type OpenedSession } from './ensureSession'
import { lookAt } from './lookAt'
import { requestedSession } from './requestedSession'
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
  // An hour, as it was asked for, is an hour from now; all else is as the session has it.
  const { expires, lasting } = opened.request ?? {}
  const request = { ...termsOf(session), expires, lasting, key: own, ...changes } as EnsureRequest
  const next = await requestedSession(context, request)
  const before = { ...opened, usage, at, state: sessionState(session, usage, at) }
  const granted = await grantNext(context, { ...next, before })
  return { ...granted, request, lasts: next.lasts }
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
