// What happens to a session, as a page tells it.
import type { LiveSession, SessionState } from '../client'
import type { SessionStatus } from './SessionView'

const ENDS = ['expired', 'revoked', 'superseded'] as const

/** @internal */
export interface Followed {
  readonly expiring: (secondsLeft: number) => void
  readonly ended: (status: SessionStatus) => void
}

/** @internal Until what it answers is called. */
export function followSession(session: LiveSession, { expiring, ended }: Followed): () => void {
  const stops = [
    session.on('expiring', ({ secondsLeft }) => expiring(secondsLeft)),
    ...ENDS.map((name) => session.on(name, () => ended(name))),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** @internal How a session has ended, by the chain; `none` if only this page has closed it, undefined if it can be used. */
export async function endSeen(session: LiveSession): Promise<SessionStatus | undefined> {
  const { state } = await session.status()
  return endOf(state) ?? (session.closed === undefined ? undefined : 'none')
}

const endOf = (state: SessionState): SessionStatus | undefined =>
  state === 'renounced' ? 'revoked' : ENDS.find((end) => end === state)
