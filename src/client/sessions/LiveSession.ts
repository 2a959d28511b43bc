// A session in use: calls in, verdicts before, events beside.
import { LatchkeyError } from '../../errors'
import {
  describeSession,
  sessionId,
  type Call,
  type CallLike,
  type ContractLike,
  type Session,
  type SessionId,
} from '../../session'
import { pickWords } from '../../session/words'
import { worstCase, type Verdict, type WorstCase } from '../../verdict'
import { OpQueue, type SendOptions, type SentOp } from '../queue'
import { chainTime } from './chainTime'
import type { SessionContract } from './ContractMethods'
import type { OpenedSession } from './OpenedSession'
import { renouncing } from './renouncing'
import { sessionContract } from './sessionContract'
import type { SessionEventName, SessionEvents } from './SessionEvents'
import { paymasterOf, SessionJudge, type AskOptions } from './SessionJudge'
import type { SessionsContext } from './SessionsContext'
import { sessionStatus, type SessionStatusReport } from './sessionStatus'
import { SessionWatch } from './SessionWatch'

/** A session that can be used. Made by `Sessions`. */
export class LiveSession {
  readonly session: Session
  readonly id: SessionId
  readonly #queue: OpQueue
  readonly #judge: SessionJudge
  readonly #watch: SessionWatch<LiveSession>
  #closed: string | undefined

  /** @internal */
  constructor(
    private readonly context: SessionsContext,
    /** @internal */
    readonly opened: OpenedSession,
    renew: (session: LiveSession) => Promise<LiveSession>,
  ) {
    const { session, key, signedGrant, own } = opened
    this.session = session
    this.id = sessionId(session)
    this.#judge = new SessionJudge(context, opened, (standing) => this.#watch.notice(standing))
    this.#queue = new OpQueue({
      ...context,
      session,
      key,
      signedGrant,
      signatureLength: own?.signatureLength,
      verifierGas: own?.verifierGas,
      paymaster: paymasterOf(context, opened),
      admit: this.#judge.admit,
    })
    this.#watch = new SessionWatch({
      session,
      clock: context.clock,
      every: context.watchEvery,
      lasts: opened.lasts,
      look: async () => await this.#judge.look(),
      renew: async () => await renew(this),
    })
  }

  /** Why it is not in use any more; undefined while it is. */
  get closed(): string | undefined {
    return this.#closed
  }

  /** The functions of a contract, each of which sends one call. Calls that depend on each other go into one `send`. */
  contract<const C extends ContractLike>(contract: C): SessionContract<C> {
    return sessionContract(this, contract)
  }

  /**
   * Sends calls, in order, all or none, with no prompt. Resolves when the bundler has accepted their op.
   *
   * @throws SessionClosed, and as `OpQueue.send`; what limits and rules do not permit is refused before anything is sent.
   */
  async send(calls: readonly CallLike[], options: SendOptions = {}): Promise<SentOp> {
    if (this.#closed !== undefined) throw new LatchkeyError('SessionClosed', { reason: this.#closed })
    try {
      return await this.#queue.send(calls, options)
    } catch (thrown) {
      // Whoever listens hears at once why the session takes no more.
      await this.lookOnce()
      throw thrown
    }
  }

  /** Whether calls would be taken as one op now, after all that is in flight; if not, why, and what would be right. */
  async can(calls: CallLike | readonly CallLike[], { fee }: AskOptions = {}): Promise<Verdict> {
    return await this.#judge.can([calls].flat(), this.#queue.reserved, fee)
  }

  /** What a thief of its key could still cost the account at most. */
  async worstCase(): Promise<WorstCase> {
    const { at, usage } = await this.#judge.look()
    return worstCase(this.session, { now: at, usage, entryPoint: this.context.entryPoint.version })
  }

  /** How it stands on the chain, and what is left of it. */
  async status(): Promise<SessionStatusReport> {
    const { at, usage } = await this.#judge.look()
    return sessionStatus(this.session, usage, at)
  }

  /** The text of its prompt. */
  async describe(): Promise<string> {
    return describeSession(this.session, { ...pickWords(this.context), now: await chainTime(this.context.provider) })
  }

  /** Gives it back, signed by its key: whoever sends this as a transaction ends it, with no prompt. It is no call of an op. */
  async renounceCall(): Promise<Call> {
    return await renouncing(this.context, this.opened)
  }

  /**
   * Listens to what happens to it; what has happened is told to those who come later, too. The chain is looked at only while
   * somebody listens, which keeps no program alive.
   *
   * @returns What ends it.
   */
  on<Name extends SessionEventName>(
    name: Name,
    listener: (event: SessionEvents<LiveSession>[Name]) => void,
  ): () => void {
    return this.#watch.on(name, listener)
  }

  /** @internal Tells its listeners what has happened to it, if that can be seen now. */
  async lookOnce(): Promise<void> {
    const standing = await this.#judge.look().catch(() => undefined)
    if (standing !== undefined) this.#watch.notice(standing)
  }

  /** Sends nothing more and listens to nothing more. The chain does not hear of it: see `Sessions.revoke`. */
  close(reason = 'it was closed'): void {
    this.#closed ??= reason
    this.#queue.close(reason)
    this.#watch.close()
  }

  /** @internal It is over: not one op more. Whoever listens still hears what the chain says. */
  silence(reason: string): void {
    this.#closed ??= reason
    this.#queue.close(reason, true)
  }
}
