// The sessions of one app that are open here: one queue for each, as it counts what is in flight, and one in use at a time.
import { sessionId, type SessionId } from '../../session'
import { LiveSession } from './LiveSession'
import type { OpenedSession } from './OpenedSession'
import type { SessionsContext } from './SessionsContext'

/** @internal */
export class OpenedSessions {
  readonly #open = new Map<SessionId, LiveSession>()

  constructor(
    private readonly context: SessionsContext,
    private readonly renew: (session: LiveSession) => Promise<LiveSession>,
  ) {}

  /** This session, which takes the place of any other. */
  take(opened: OpenedSession): LiveSession {
    const id = sessionId(opened.session)
    const known = this.#open.get(id)
    if (known !== undefined && known.closed === undefined) return known
    this.close('another session took its place')
    const live = new LiveSession(this.context, opened, this.renew)
    this.#open.set(id, live)
    return live
  }

  /** Closes this one, or all, once whoever listens has heard what has happened to it. */
  async end(reason: string, only?: SessionId): Promise<void> {
    const ending = [...this.#open].flatMap(([id, live]) => ((only ?? id) === id ? [live] : []))
    await Promise.all(ending.map(async (live) => await live.lookOnce()))
    this.close(reason, only)
  }

  /** Closes this one, or all. */
  close(reason: string, only?: SessionId): void {
    for (const [id, live] of this.#open) if (only === undefined || id === only) live.close(reason)
    if (only === undefined) this.#open.clear()
  }
}
