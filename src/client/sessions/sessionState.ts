// How a session stands, storage and clock together.
import type { Session } from '../../session'
import type { UsageSnapshot } from '../../verdict'

/**
 * live: ops are taken · notStarted · expired · revoked: for good · renounced: ended by its own key · superseded: the account
 * ended all sessions, or the module is gone · notGranted.
 */
export type SessionState = 'live' | 'notStarted' | 'expired' | 'revoked' | 'renounced' | 'superseded' | 'notGranted'

/**
 * What holds of a session at a moment. A session that is over by time is never called live.
 *
 * @param at Seconds since 1970, the chain's time.
 *
 * @example
 * ```ts
 * sessionState(session, usage, NOW) // => 'live'
 * sessionState(session, usage, session.validUntil + 1) // => 'expired'
 * sessionState(session, { ...usage, status: 'OlderEpoch' }, NOW) // => 'superseded'
 * ```
 */
export function sessionState(
  { validAfter, validUntil }: Pick<Session, 'validAfter' | 'validUntil'>,
  { status, grantCounter }: Pick<UsageSnapshot, 'status' | 'grantCounter'>,
  at: number,
): SessionState {
  if (status === 'Revoked') return 'revoked'
  if (status === 'Renounced') return 'renounced'
  if (status === 'OlderEpoch' || (status === 'NotInstalled' && grantCounter !== 0)) return 'superseded'
  if (at > validUntil) return 'expired'
  if (status !== 'Live') return 'notGranted'
  return at < validAfter ? 'notStarted' : 'live'
}
