// Looks at the chain from time to time while somebody listens, and tells what has happened to a session.
import type { Session } from '../../session'
import type { Clock } from '../queue'
import type { Standing } from './lookAt'
import type { SessionEventName, SessionEvents } from './SessionEvents'
import { sessionState } from './sessionState'
import { timeToRenew } from './timeToRenew'

/** What a watch is made of. */
export interface WatchOptions<Renewed> {
  readonly session: Session
  readonly clock: Clock
  readonly look: () => Promise<Standing>
  readonly renew: () => Promise<Renewed>
  /** Seconds between two looks; 15 if omitted. */
  readonly every: number | undefined
  /** Seconds for which it was asked; an hour if omitted. */
  readonly lasts: number | undefined
}

const EVERY = 15
const EXPIRING_MAX = 300
const AN_HOUR = 3_600

type Listener = (event: never) => void

/** @internal Every event is told once to each listener, also to one that comes later. */
export class SessionWatch<Renewed> {
  readonly #listeners = new Map<SessionEventName, Set<Listener>>()
  readonly #happened = new Map<SessionEventName, unknown>()
  #isLooking = false
  /** Seconds before its end from which on it counts as expiring. */
  readonly #expiringBefore: number
  #isOver = false

  constructor(private readonly options: WatchOptions<Renewed>) {
    this.#expiringBefore = Math.min(EXPIRING_MAX, Math.ceil(timeToRenew(options.lasts ?? AN_HOUR)))
  }

  /** Returns what ends it. An error of a listener is nobody's to catch but its own. */
  on<Name extends SessionEventName>(name: Name, listener: (event: SessionEvents<Renewed>[Name]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    // One function may listen twice.
    const own: Listener = (event) => listener(event)
    listeners.add(own)
    if (this.#happened.has(name)) this.#call(own, this.#happened.get(name))
    else void this.#run()
    return () => listeners.delete(own)
  }

  /** What was seen elsewhere counts as a look. */
  notice({ usage, at }: Standing): void {
    if (this.#isOver) return
    const { session, renew } = this.options
    const state = sessionState(session, usage, at)
    if (state === 'revoked' || state === 'renounced')
      this.#end('revoked', { session, by: state === 'revoked' ? 'owner' : 'key' })
    else if (state === 'superseded') this.#end('superseded', { session })
    else if (state === 'expired') this.#end('expired', { session, renew })
    else if (session.validUntil - at <= this.#expiringBefore)
      this.#tell('expiring', { session, secondsLeft: session.validUntil - at, renew })
  }

  /** Nobody is told anything more. */
  close(): void {
    this.#isOver = true
  }

  #end<Name extends SessionEventName>(name: Name, event: SessionEvents<Renewed>[Name]): void {
    this.#tell(name, event)
    this.#isOver = true
  }

  #tell<Name extends SessionEventName>(name: Name, event: SessionEvents<Renewed>[Name]): void {
    if (this.#happened.has(name)) return
    this.#happened.set(name, event)
    for (const listener of this.#listeners.get(name) ?? []) this.#call(listener, event)
  }

  #call(listener: Listener, event: unknown): void {
    void Promise.resolve().then(() => listener(event as never))
  }

  async #run(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    while (this.#isWanted()) {
      // What cannot be seen now is seen the next time.
      const standing = await this.options.look().catch(() => undefined)
      if (standing !== undefined) this.notice(standing)
      if (!this.#isWanted()) break
      await this.options.clock.sleep(this.#pause(standing?.at) * 1000, true)
    }
    this.#isLooking = false
  }

  #isWanted(): boolean {
    if (this.#isOver) return false
    return [...this.#listeners].some(([name, { size }]) => size > 0 && !this.#happened.has(name))
  }

  /** Seconds until the next look: not past the next moment that is known. */
  #pause(at: number | undefined): number {
    const { session, every = EVERY } = this.options
    if (at === undefined) return every
    const moments = [session.validUntil - this.#expiringBefore, session.validUntil + 1].filter((moment) => moment > at)
    return Math.max(1, Math.min(every, ...moments.map((moment) => moment - at)))
  }
}
