// How a session of a history stands by the clock.
import type { SessionState } from '../client'
import { isLatchkeyError } from '../errors'
import { termsOf, type SessionHistory } from '../history'
import type { Session } from '../session'

/** @internal superseded: also by an uninstall. */
export function stateAt({ state }: SessionHistory, session: Session | undefined, at: number): SessionState {
  if (state === 'uninstalled') return 'superseded'
  if (state !== 'live' || session === undefined) return state
  if (at > session.validUntil) return 'expired'
  return at < session.validAfter ? 'notStarted' : 'live'
}

/** @internal Its terms; undefined: it was never granted, or whoever granted it wrote what is no session. */
export function readableTerms(session: SessionHistory): Session | undefined {
  try {
    return termsOf(session)
  } catch (thrown) {
    if (isLatchkeyError(thrown)) return undefined
    throw thrown
  }
}
