// The session that is in use: found again, asked for, watched, and shown.
import { eip1193Owner, openSessions } from 'latchkey'
import type { LiveSession, Sessions, SessionState, WalletProvider } from 'latchkey'

import type { Here } from '../place'
import type { Store } from '../store'
import type { AppState, Notice } from './AppState'
import type { Keeping } from './keeping'
import { viewOf, watchEnds } from './sessionView'
import { wanted } from './wanted'
import { watchedWallet } from './watchedWallet'

/** Milliseconds; the chain here has a block a second. */
const TIMES = { pollEvery: 250, dropAfter: 90_000 }
/** Seconds. */
const WATCH_EVERY = 2

/** What is signed and not granted yet, the next op brings. */
const USABLE: readonly SessionState[] = ['live', 'notGranted']

/** What it is opened with. */
export interface HolderOptions {
  readonly here: Here
  readonly wallet: WalletProvider
  readonly store: Store<AppState>
  readonly keeping: Keeping
  readonly tell: (notice: Notice) => void
}

export class SessionHolder {
  #live: LiveSession | undefined
  #opening: Promise<LiveSession> | undefined
  #unwatch = (): void => undefined
  #sessions: Sessions | undefined
  #looking: Promise<void> = Promise.resolve()
  #nextLook: Promise<void> | undefined

  constructor(private readonly options: HolderOptions) {}

  async open(): Promise<void> {
    const { here, wallet, store, keeping } = this.options
    const { account, bundler, provider, entryPoint } = here
    const onPrompt = (method: string): void => store.set({ prompts: [...store.get().prompts, method] })
    this.#sessions = await openSessions({
      ...{ account, bundler, provider, entryPoint, ...keeping },
      ...TIMES,
      owner: eip1193Owner({ wallet: watchedWallet(wallet, onPrompt), every: TIMES.pollEvery }),
      app: 'Socio3',
      watchEvery: WATCH_EVERY,
    })
    await this.resume()
    this.#sessions.onChange(() => {
      if (this.#live !== undefined && this.#live.closed !== undefined) void this.#isReplacedElsewhere()
    })
  }

  get sessions(): Sessions {
    if (this.#sessions === undefined) throw new Error('It is not open')
    return this.#sessions
  }

  /** The one in use, as long as nobody has ended it. */
  get live(): LiveSession | undefined {
    return this.#live?.closed === undefined ? this.#live : undefined
  }

  /** The one in use, or one that is asked for now. */
  async session(): Promise<LiveSession> {
    const { here, store } = this.options
    const state = store.get().session?.state
    if (this.live !== undefined && state !== undefined && USABLE.includes(state)) return this.live
    // Several clicks wait for one answer.
    this.#opening ??= this.sessions
      .ensure(wanted(here))
      .then(async (live) => await this.take(live))
      .finally(() => (this.#opening = undefined))
    return await this.#opening
  }

  /** Takes up what is kept, if it is good for anything: nobody is asked. */
  async resume(): Promise<boolean> {
    const found = await this.sessions.resume({ ...wanted(this.options.here), lasting: 1 })
    if (found !== undefined) await this.take(found)
    return found !== undefined
  }

  /** Uses it from now on, and listens to what happens to it. */
  async take(live: LiveSession): Promise<LiveSession> {
    if (live !== this.#live) {
      this.#unwatch()
      this.#live = live
      this.#unwatch = watchEnds(live, (notice, isOver) => void this.#heard(live, notice, isOver))
    }
    await this.look()
    return live
  }

  /** Something was refused: what was signed for a session that never began may be worth nothing any more. */
  doubt(): void {
    if (this.options.store.get().session?.state === 'notGranted') this.#live = undefined
  }

  /** Reads how it stands; those who ask while it is being read wait for one more reading. */
  async look(): Promise<void> {
    this.#nextLook ??= this.#looking.then(async () => {
      this.#nextLook = undefined
      await this.#read()
    })
    this.#looking = this.#nextLook
    await this.#looking
  }

  async #read(): Promise<void> {
    const live = this.#live
    if (live === undefined) return
    const view = await viewOf(live).catch(() => undefined)
    // What was asked of the one before says nothing of this one.
    if (view !== undefined && live === this.#live) this.options.store.set({ session: view })
  }

  async #heard(live: LiveSession, notice: Notice, isOver: boolean): Promise<void> {
    if (live !== this.#live || (isOver && (await this.#isReplacedElsewhere()))) return
    this.options.tell(notice)
    await this.look()
  }

  /** Another tab may have put another session in the place of the one that was used here. */
  async #isReplacedElsewhere(): Promise<boolean> {
    if (this.#opening !== undefined || this.options.store.get().busy !== undefined) return false
    const before = this.#live
    if (!(await this.resume().catch(() => false)) || this.#live === before) return false
    this.options.tell({ tone: 'info', text: 'The session was renewed in another tab.' })
    return true
  }
}
