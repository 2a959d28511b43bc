// The sessions of one app that are open here: one queue for each, as it counts what is in flight, and one in use at a time. Other
// tabs hear what this one grants and ends, and this one falls silent for what they end.
import { sessionId, type SessionId } from '../../session'
import type { TabLine } from '../../store'
import { LiveSession } from './LiveSession'
import type { OpenedSession } from './OpenedSession'
import type { SessionsContext } from './SessionsContext'
import { readTabMessage, tabMessage, type TabNews } from './tabNews'

const REPLACED = 'another session took its place'
const REVOKED = 'it was revoked'
const ALL_REVOKED = 'all sessions were revoked'

/** @internal */
export class OpenedSessions {
  readonly #open = new Map<SessionId, LiveSession>()
  readonly #listeners = new Set<() => void>()
  readonly #line: TabLine | undefined

  constructor(
    private readonly context: SessionsContext,
    private readonly renew: (session: LiveSession) => Promise<LiveSession>,
  ) {
    this.#line = context.tabs?.join((message) => void this.#hear(message))
  }

  /** This session, which takes the place of any other. */
  take(opened: OpenedSession): LiveSession {
    const id = sessionId(opened.session)
    const known = this.#open.get(id)
    if (known !== undefined && known.closed === undefined) return known
    this.#close(REPLACED)
    const live = new LiveSession(this.context, opened, this.renew)
    this.#open.set(id, live)
    this.#tell({ kind: 'granted', id })
    return live
  }

  /** This one is over on the chain, or all are. */
  async end(id?: SessionId): Promise<void> {
    const ending = this.#silence(id === undefined ? ALL_REVOKED : REVOKED, id)
    this.#tell(id === undefined ? { kind: 'allEnded' } : { kind: 'ended', id })
    // Whoever listens hears it before all is closed.
    await Promise.all(ending.map(async (live) => await live.lookOnce()))
    for (const live of ending) live.close()
  }

  /** Calls `listener` when this tab or another has granted or ended a session. */
  onChange(listener: () => void): () => void {
    const own = (): void => listener()
    this.#listeners.add(own)
    return () => this.#listeners.delete(own)
  }

  /** Closes all, and hears of no other tab any more. */
  closeAll(reason: string): void {
    this.#line?.leave()
    this.#listeners.clear()
    this.#close(reason)
  }

  #close(reason: string): void {
    for (const live of this.#open.values()) live.close(reason)
    this.#open.clear()
  }

  /** Nothing more is sent from this moment on. */
  #silence(reason: string, only?: SessionId): readonly LiveSession[] {
    const ending = [...this.#open].flatMap(([id, live]) => ((only ?? id) === id ? [live] : []))
    for (const live of ending) live.silence(reason)
    return ending
  }

  #tell(news: TabNews): void {
    this.#line?.tell(tabMessage(this.context.place, news))
    this.#changed()
  }

  // That a session has ended is believed at once: who spoofs it stops this tab until it asks for its session again, with no prompt. It
  // is looked up for those who listen to the session. That there is another one is believed if it is kept.
  async #hear(message: unknown): Promise<void> {
    const news = readTabMessage(this.context.place, message)
    if (news === undefined) return
    if (news.kind === 'granted') {
      // Else it is another app's, whose place this is not.
      if (this.#open.has(news.id) || !(await this.#isKept(news.id))) return
      // It may have been taken up here meanwhile.
      if (this.#open.has(news.id)) return
      this.#close(REPLACED)
    } else {
      const isOne = news.kind === 'ended'
      const ending = this.#silence(isOne ? REVOKED : ALL_REVOKED, isOne ? news.id : undefined)
      for (const live of ending) void live.lookOnce()
    }
    this.#changed()
  }

  async #isKept(id: SessionId): Promise<boolean> {
    const { store, place } = this.context
    const kept = await store.load(place).catch(() => undefined)
    return kept !== undefined && sessionId(kept.session) === id
  }

  // An error of a listener is nobody's to catch but its own.
  #changed(): void {
    for (const listener of this.#listeners) void Promise.resolve().then(listener)
  }
}
