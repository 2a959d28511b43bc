// A session in use: with its key, and with what it was asked for.
import type { Session, SignedGrant } from '../../session'
import type { SessionKey } from '../../userOp'
import type { EnsureRequest, OwnKey } from './SessionsOptions'

/** @internal A session that can be used. */
export interface OpenedSession {
  readonly session: Session
  readonly key: SessionKey
  readonly signedGrant?: SignedGrant | undefined
  /** If the app brought it. */
  readonly own?: OwnKey | undefined
  /** What it was asked for with. */
  readonly request?: EnsureRequest | undefined
  /** Seconds for which it was asked. */
  readonly lasts?: number | undefined
}
