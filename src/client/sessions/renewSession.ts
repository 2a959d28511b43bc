// Renewal: the old session ends and the next begins under one prompt.
import { ZeroAddress } from 'ethers'

import { sessionId, UNLIMITED_CALLS, UNLIMITED_FEE, type Fees, type Session } from '../../session'
import { LatchkeyError } from '../../errors'
import { grantNext, settle } from './ensureSession'
import type { OpenedSession } from './OpenedSession'
import { lookAt } from './lookAt'
import { requestedSession } from './requestedSession'
import type { SessionsContext } from './SessionsContext'
import type { EnsureRequest } from './SessionsOptions'
import { sessionState } from './sessionState'
import { takeUp } from './takeUp'

/** Seconds. What is over so soon may live on until then, beside what the owner signed. */
const SOON = 300

/** What is to be different: any part of a request. */
export type RenewChanges = Partial<EnsureRequest>

/**
 * @internal As `Sessions.renew`.
 *
 * @throws ExpiryMissing: it was opened without having been asked for here, and `changes` name no end · SessionClosed: another
 * one took its place, and does not do; and as `createSession`.
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
  const wanted = await requestedSession(context, request)
  const about = { request, own: wanted.own, lasts: wanted.lasts }
  const kept = await settle(context, wanted.own)
  // It was renewed already: by a second click, in another tab, or by an answer that came late.
  if (kept !== undefined && sessionId(kept.session) !== sessionId(session)) {
    const taken = await takeUp(context, kept, wanted)
    if (taken === undefined) throw new LatchkeyError('SessionClosed', { reason: 'another session took its place' })
    return { ...taken, ...about }
  }
  const before = { ...opened, state: sessionState(session, usage, at) }
  const endsAtOnce = session.validUntil - at > SOON
  return { ...(await grantNext(context, { wanted, before, endsAtOnce })), ...about }
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
