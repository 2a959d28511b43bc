// The one session of a page: taken up when the page starts, asked for when somebody wants it, followed until it ends.
import type { LiveSession, Sessions } from '../client'
import { untilDone } from '../client/queue/untilDone'
import { asError } from './asError'
import { endSeen, followSession } from './followSession'
import type { KeeperOptions } from './KeeperOptions'
import { renewOrEnsure } from './renewOrEnsure'
import type { SessionStatus } from './SessionView'
import { Shown } from './Shown'

/** Seconds. What has more than this left is taken up: it ends soon, but whether to ask anew is the user's to say. */
const LASTING = 60

/** @internal Does nothing before it is told to follow, and asks the owner only in `start`, `renew` and `revoke`. */
export class SessionKeeper {
  readonly shown = new Shown()
  readonly #opened = untilDone(async () => await this.options.open())
  /** In use now, or before: it is this one that is renewed. */
  #last: LiveSession | undefined
  #asking: Promise<LiveSession> | undefined
  /** Whether what the owner is being asked for is to end at once. */
  #isUnwanted = false
  #revoking: Promise<void> | undefined
  #isFollowing = false
  /** What ends the listening to the session in use, and to the tabs. */
  #stop = (): void => undefined
  #stopTabs: (() => void) | undefined

  constructor(public options: KeeperOptions) {}

  /** Looks for a session, and shows what becomes of it until the answer is called. May be called again then. */
  follow(): () => void {
    this.#isFollowing = true
    const { session } = this.shown.view()
    if (session !== undefined) this.#followThis(session)
    void this.look()
    return () => {
      this.#isFollowing = false
      this.#stop()
      this.#stopTabs?.()
      this.#stopTabs = undefined
    }
  }

  /** What happened elsewhere is shown afterwards. Prompts nobody. */
  async look(): Promise<void> {
    // Who asks the owner has the newer answer.
    if (this.shown.view().isAsking) return
    try {
      const found = await this.#resume()
      // Or has begun to ask meanwhile.
      if (this.shown.view().isAsking) return
      const { session, status } = this.shown.view()
      if (found !== undefined) this.#use(found)
      else if (session !== undefined) await this.#lookAt(session)
      else if (status === 'opening') this.shown.show({ status: 'none' })
    } catch (thrown) {
      if (this.shown.view().status === 'opening') this.shown.show({ status: 'none', error: asError(thrown) })
    }
  }

  /** A session that can be used: at most one prompt, and none while there is one. */
  async usable(): Promise<LiveSession> {
    const { session } = this.shown.view()
    return session !== undefined && session.closed === undefined ? session : await this.start()
  }

  async start(): Promise<LiveSession> {
    return await this.#ask(async (sessions) => await sessions.ensure(this.options.request))
  }

  /** On the terms of the request as it is now. What was ended for good, or replaced by one of no use, is asked for anew. */
  async renew(): Promise<LiveSession> {
    const { status } = this.shown.view()
    const last = status === 'revoked' || status === 'superseded' ? undefined : this.#last
    if (last === undefined) return await this.start()
    return await this.#ask(async (sessions) => await renewOrEnsure(sessions, last, this.options.request))
  }

  /** At once, as a prompt that is open may never be answered; what that one brings is revoked when it comes. */
  async revoke(): Promise<void> {
    this.#isUnwanted = this.#asking !== undefined
    await (this.#revoking ?? this.#revokeShown())
  }

  async #revokeShown(): Promise<void> {
    const { session } = this.shown.view()
    if (session === undefined) return
    const done = this.#whileAsking(async (sessions) => await sessions.revoke(session))
    await (this.#revoking = done.finally(() => (this.#revoking = undefined)))
    if (this.shown.view().session === session) this.#end('revoked')
  }

  // Whoever wants one while the owner is being asked waits for the same answer.
  async #ask(work: (sessions: Sessions) => Promise<LiveSession>): Promise<LiveSession> {
    this.#isUnwanted = false
    this.#asking ??= this.#whileAsking(async (sessions) => {
      const session = await work(sessions)
      this.#use(session)
      return session
    }).finally(() => {
      this.#asking = undefined
      if (this.#isUnwanted) this.#revokeShown().catch(() => undefined)
    })
    return await this.#asking
  }

  async #whileAsking<Answer>(work: (sessions: Sessions) => Promise<Answer>): Promise<Answer> {
    return await this.shown.whileAsking(async () => await work(await this.#opened()))
  }

  async #resume(): Promise<LiveSession | undefined> {
    const sessions = await this.#opened()
    if (this.#isFollowing) this.#stopTabs ??= sessions.onChange(() => void this.look())
    return await sessions.resume({ ...this.options.request, lasting: LASTING })
  }

  #use(session: LiveSession): void {
    if (session === this.shown.view().session) return
    this.#last = session
    this.shown.show({ status: 'live', session, secondsLeft: undefined, error: undefined })
    if (this.#isFollowing) this.#followThis(session)
  }

  #followThis(session: LiveSession): void {
    this.#stop()
    this.#stop = followSession(session, {
      expiring: (secondsLeft) => this.shown.show({ status: 'expiring', secondsLeft }),
      ended: (status) => void this.#ended(session, status),
    })
  }

  async #lookAt(session: LiveSession): Promise<void> {
    const status = await endSeen(session)
    if (status !== undefined && this.shown.view().session === session) this.#end(status)
  }

  // Another tab may have renewed it: then the next one is there already.
  async #ended(session: LiveSession, status: SessionStatus): Promise<void> {
    const next = await this.#resume().catch(() => undefined)
    if (this.shown.view().session !== session) return
    if (next === undefined || next === session) this.#end(status)
    else this.#use(next)
  }

  #end(status: SessionStatus): void {
    this.#stop()
    this.shown.show({ status, session: undefined, secondsLeft: undefined })
  }
}
