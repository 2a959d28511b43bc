// A session as the page shows it, and what its end is called.
import type { LiveSession } from 'latchkey'

import type { Notice, SessionView } from './AppState'

export async function viewOf(live: LiveSession): Promise<SessionView> {
  const { session, id, state, left, secondsLeft } = await live.status()
  return { session, id, state, left, endsAt: performance.now() + secondsLeft * 1_000 }
}

/** What the user hears of it, each once. */
export function watchEnds(live: LiveSession, hear: (notice: Notice, isOver: boolean) => void): () => void {
  const say = (text: string, isOver: boolean): void => hear({ tone: 'info', text, renew: true }, isOver)
  const stops = [
    live.on('expiring', () => say('The session ends soon.', false)),
    live.on('expired', () => say('The session is over. Its key is worth nothing now.', true)),
    live.on('revoked', ({ by }) =>
      say(`The session was revoked by ${by === 'owner' ? 'its owner' : 'its own key'}.`, true),
    ),
    live.on('superseded', () => say('All sessions of the account were ended.', true)),
  ]
  return () => stops.forEach((stop) => stop())
}
