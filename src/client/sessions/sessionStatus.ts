// What a session's owner or app wants to know of it.
import { sessionId, type Session, type SessionId } from '../../session'
import type { UsageSnapshot } from '../../verdict'
import { sessionState, type SessionState } from './sessionState'
import { usageLeft, type UsageLeft } from './usageLeft'

/** How a session stands, and what is left of it. */
export interface SessionStatusReport {
  readonly session: Session
  readonly id: SessionId
  readonly state: SessionState
  /** Seconds since 1970, the chain's time. */
  readonly at: number
  /** Seconds until its end by that clock; 0 once it is over. */
  readonly secondsLeft: number
  /** What is left of its limits; nothing can be used of a session that is not live. */
  readonly left: UsageLeft
  readonly usage: UsageSnapshot
}

/**
 * @param at Seconds since 1970, the chain's time.
 *
 * @example
 * ```ts
 * const { state, secondsLeft } = sessionStatus(session, usage, session.validUntil - 60)
 * state // => 'live'
 * secondsLeft // => 60
 * ```
 */
export const sessionStatus = (session: Session, usage: UsageSnapshot, at: number): SessionStatusReport => ({
  session,
  id: sessionId(session),
  state: sessionState(session, usage, at),
  at,
  secondsLeft: Math.max(0, session.validUntil - at),
  left: usageLeft(session, usage, at),
  usage,
})
