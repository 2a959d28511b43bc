// A session as a page shows it.
import type { LiveSession } from '../client'

/**
 * opening: it is not known yet whether there is one · none · live · expiring: it can be used and ends soon · expired · revoked:
 * by owner or key · superseded: the account ended all of its sessions.
 */
export type SessionStatus = 'opening' | 'none' | 'live' | 'expiring' | 'expired' | 'revoked' | 'superseded'

/** What is known of the session at a moment. Never changed: a later moment has another. */
export interface SessionView {
  readonly status: SessionStatus
  /** The one that can be used; undefined unless live or expiring. */
  readonly session: LiveSession | undefined
  /** Whether the owner is being asked, or the answer is on its way to the chain. */
  readonly isAsking: boolean
  /** Seconds until its end, by the chain's clock, at the moment when it began to expire. */
  readonly secondsLeft: number | undefined
  /** Why what was tried last did not succeed: a LatchkeyError, unless the app's own code threw. */
  readonly error: Error | undefined
}

/** @internal How every page begins. */
export const OPENING: SessionView = {
  status: 'opening',
  session: undefined,
  isAsking: false,
  secondsLeft: undefined,
  error: undefined,
}
