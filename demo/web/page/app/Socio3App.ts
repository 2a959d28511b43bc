// The app: what its buttons do. Nothing here knows how it is drawn.
import { grantedFromJson, requestToJson, type WalletProvider } from 'latchkey'

import type { Here } from '../place'
import { createStore, type Store } from '../store'
import { FIRST_STATE, type AppState, type Notice } from './AppState'
import { castVote } from './castVote'
import { tryAll } from './forbidden'
import { laneNumbers } from './laneNumbers'
import { failureNotice, undoneNotice } from './notices'
import { openKeeping, type Keeping } from './keeping'
import { readPosts } from './readPosts'
import { SessionHolder } from './SessionHolder'
import { onTheirWay } from './votes'
import { wanted } from './wanted'

const MANY = 20
/** Others vote too. */
const READ_EVERY_MS = 5_000

export class Socio3App {
  readonly #holder: SessionHolder
  readonly #laneOf = laneNumbers()
  #nextVote = 1

  private constructor(
    readonly here: Here,
    readonly store: Store<AppState>,
    private readonly keeping: Keeping,
    wallet: WalletProvider,
  ) {
    this.#holder = new SessionHolder({ here, store, keeping, wallet, tell: (notice) => this.#tell(notice) })
  }

  /** Shows the posts, and takes up the session that is kept: no prompt for either. */
  static async open(here: Here, wallet: WalletProvider): Promise<Socio3App> {
    const store = createStore(FIRST_STATE)
    const app = new Socio3App(here, store, await openKeeping(here), wallet)
    store.set({ posts: await readPosts(here) })
    await app.#holder.open()
    setInterval(() => void app.#readPosts(), READ_EVERY_MS)
    return app
  }

  /** Counts at once; asks for a session first if there is none. */
  async upvote(postId: number, clickedAt = performance.now()): Promise<void> {
    const { here, store } = this
    const session = async (): ReturnType<SessionHolder['session']> => await this.#holder.session()
    const laneOf = this.#laneOf
    const error = await castVote({ here, store, id: this.#nextVote++, postId, clickedAt, session, laneOf })
    if (error !== undefined) this.#holder.doubt()
    if (error !== undefined) this.#tell(undoneNotice(error, store.get().votes, store.get().since))
    await this.#settle()
  }

  async upvoteMany(clickedAt = performance.now()): Promise<void> {
    const { posts } = this.store.get()
    const ids = Array.from({ length: MANY }, (_, i) => posts[i % posts.length]?.id ?? 0)
    await Promise.all(ids.map(async (id) => await this.upvote(id, clickedAt)))
  }

  /** One prompt. Where there is no session, it is as the first. */
  async renew(expires: '1h' | '90s' = '1h'): Promise<void> {
    await this.#busy('Waiting for your approval', async () => {
      const { live, sessions } = this.#holder
      const next = live === undefined ? sessions.ensure(wanted(this.here, expires)) : sessions.renew(live, { expires })
      await this.#holder.take(await next)
      const text = expires === '1h' ? 'A new session, for an hour.' : 'A new session, for 90 seconds: watch it end.'
      this.#tell({ tone: 'good', text })
    })
  }

  async revoke(): Promise<void> {
    await this.#busy('Revoking', async () => {
      const { live, sessions } = this.#holder
      if (live !== undefined) await sessions.revoke(live)
      await this.#holder.look()
    })
  }

  /** Asks the client first, then the chain, of each temptation. */
  async tryForbidden(): Promise<void> {
    await this.#busy('Trying what is forbidden', async () => {
      const live = await this.#holder.session()
      const key = await this.keeping.vault.load(live.session.signer)
      await tryAll({ here: this.here, live, key }, (attempts) => this.store.set({ attempts }))
    })
  }

  /** The same request as text, for a wallet that is another program. */
  async askElsewhere(): Promise<void> {
    await this.#busy('Writing a request', async () => {
      const request = await this.#holder.sessions.request(wanted(this.here))
      this.store.set({ request: JSON.stringify(requestToJson(request)) })
    })
  }

  /** The other program's answer; undefined: it declined. */
  async answered(answer: string | undefined): Promise<void> {
    this.store.set({ request: undefined })
    if (answer === undefined) {
      this.#tell({ tone: 'info', text: 'The wallet declined. Nothing was granted.' })
      return
    }
    await this.#busy('Taking up the session', async () => {
      await this.#holder.take(await this.#holder.sessions.accept(grantedFromJson(answer)))
      this.#tell({ tone: 'good', text: 'The session that the wallet granted is in use.' })
    })
  }

  forgetNotice(): void {
    this.store.set({ notice: undefined })
  }

  async #settle(): Promise<void> {
    await this.#holder.look()
    await this.#readPosts()
  }

  // The chain's counts are read when nothing is on its way, so that none counts twice.
  async #readPosts(): Promise<void> {
    const isQuiet = (): boolean => onTheirWay(this.store.get().votes).length === 0
    if (!isQuiet()) return
    const since = this.#nextVote
    const posts = await readPosts(this.here).catch(() => undefined)
    if (posts !== undefined && isQuiet() && since === this.#nextVote) this.store.set({ posts, since })
  }

  #tell(notice: Notice): void {
    this.store.set({ notice })
  }

  async #busy(busy: string, work: () => Promise<void>): Promise<void> {
    if (this.store.get().busy !== undefined) return
    this.store.set({ busy, notice: undefined })
    try {
      await work()
    } catch (thrown) {
      this.#tell(failureNotice(thrown))
    } finally {
      this.store.set({ busy: undefined })
    }
  }
}
