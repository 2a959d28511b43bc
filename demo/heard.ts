// What a session tells its listeners.
import type { LiveSession, SessionEventName, SessionEvents } from '../src'
import { WrongOutcome } from './check'

const PATIENCE = 20_000

/** The event, once it is told; throws if it is not. */
export async function heard<Name extends SessionEventName>(
  session: LiveSession,
  name: Name,
): Promise<SessionEvents<LiveSession>[Name]> {
  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new WrongOutcome(`Nobody was told: ${name}`)), PATIENCE)
    const leave = session.on(name, (event) => {
      clearTimeout(timer)
      leave()
      resolve(event)
    })
  })
}
