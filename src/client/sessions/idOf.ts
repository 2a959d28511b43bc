// How an app may name a session.
import type { Hex } from '../../contracts'
import { sessionId, toSessionId, type Session, type SessionId } from '../../session'
import type { LiveSession } from './LiveSession'

/** @internal */
export function idOf(session: LiveSession | Session | Hex): SessionId {
  if (typeof session === 'string') return toSessionId(session)
  return 'opened' in session ? session.id : sessionId(session)
}
