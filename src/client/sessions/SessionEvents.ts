// What happens to a session while it is in use.
import type { Session } from '../../session'

/** What its listeners are told. */
export interface SessionEvents<Renewed> {
  /** It ends soon. */
  readonly expiring: {
    readonly session: Session
    /** By the chain's clock. */
    readonly secondsLeft: number
    /** Asks the owner for its renewal: one prompt. */
    readonly renew: () => Promise<Renewed>
  }
  /** It is over by the chain's clock. */
  readonly expired: { readonly session: Session; readonly renew: () => Promise<Renewed> }
  /** Its owner, or its own key, ended it for good. */
  readonly revoked: { readonly session: Session; readonly by: 'owner' | 'key' }
  /** The account ended all of its sessions, or the module is not on it any more. */
  readonly superseded: { readonly session: Session }
}

/** What one can listen to. */
export type SessionEventName = keyof SessionEvents<unknown>
