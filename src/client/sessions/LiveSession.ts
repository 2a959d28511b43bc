// A session in use: calls in, verdicts before, events beside.
import type { Address } from '../../contracts'
import { LatchkeyError } from '../../errors'
import { describeSession, sessionId, type CallLike, type ContractLike, type Session, type SessionId } from '../../session'
import { sameBytes } from '../../session/fields'
import { SENDING_MARGINS, worstCase, type Verdict, type WorstCase } from '../../verdict'
import { OpQueue, type Admit, type SendOptions, type SentOp } from '../queue'
import { chainTime } from './chainTime'
import type { SessionContract } from './ContractMethods'
import type { OpenedSession } from './ensureSession'
import { judge } from './judgeSends'
import { readUsage } from './readUsage'
import { sessionContract } from './sessionContract'
import type { SessionEventName, SessionEvents } from './SessionEvents'
import type { SessionsContext } from './SessionsContext'
import { sessionStatus, type SessionStatusReport } from './sessionStatus'
import { SessionWatch, type Standing } from './SessionWatch'

/** What is asked of {@link LiveSession.can} besides the calls. */
export interface AskOptions {
  /** Wei, worst case; that of the last op, or 1 if there was none, if omitted: gas is known when calls are sent. */
  readonly fee?: bigint
}

const WATCH_EVERY = 15
const EXPIRING_PART = 10
const EXPIRING_MAX = 300

/** A session that can be used. Made by {@link Sessions}. */
export class LiveSession {
  readonly session: Session
  readonly id: SessionId
  readonly #context: SessionsContext
  readonly #opened: OpenedSession
  readonly #queue: OpQueue
  readonly #watch: SessionWatch<LiveSession>
  /** Until the owner's signature is known to be on the chain. */
  #bringsGrant: boolean
  #lastFee = 1n
  #closed: string | undefined

  /** @internal */
  constructor(context: SessionsContext, opened: OpenedSession, renew: (session: LiveSession) => Promise<LiveSession>) {
    const { session, key, signedGrant, own } = opened
    this.session = session
    this.id = sessionId(session)
    this.#context = context
    this.#opened = opened
    this.#bringsGrant = signedGrant !== undefined
    const paymaster = paysFor(context, session) ? context.paymaster : undefined
    const { signatureLength, verifierGas } = own ?? {}
    const keyTerms = { key, signatureLength, verifierGas }
    this.#queue = new OpQueue({ ...context, ...keyTerms, session, paymaster, signedGrant, admit: this.#admit })
    this.#watch = new SessionWatch({
      session,
      clock: context.clock,
      every: context.watchEvery ?? WATCH_EVERY,
      expiringBefore: Math.min(EXPIRING_MAX, Math.floor((session.validUntil - session.validAfter) / EXPIRING_PART)),
      look: async () => await this.#look(),
      renew: async () => await renew(this),
    })
  }

  get account(): Address {
    return this.#context.account
  }

  /** Why it is not in use any more; undefined while it is. */
  get closed(): string | undefined {
    return this.#closed
  }

  /** @internal */
  get opened(): OpenedSession {
    return this.#opened
  }

  /** The functions of a contract; each sends one call. Calls that depend on each other go into one {@link LiveSession.send}. */
  contract<const C extends ContractLike>(contract: C): SessionContract<C> {
    return sessionContract(this, contract)
  }

  /**
   * Sends calls, in order, all or none, with no prompt. Resolves when the bundler has accepted their op.
   *
   * @throws SessionClosed, and as `OpQueue.send`; what limits and rules do not permit is refused before anything is sent.
   */
  async send(calls: readonly CallLike[], options: SendOptions = {}): Promise<SentOp> {
    this.#requireOpen()
    return await this.#queue.send(calls, options)
  }

  /** Whether calls would be taken as one op now, after all that is in flight; if not, why, and what would be right. */
  async can(calls: CallLike | readonly CallLike[], { fee = this.#lastFee }: AskOptions = {}): Promise<Verdict> {
    const { at, usage } = await this.#look()
    return judge({
      ...this.#terms(),
      calls: [calls].flat(),
      at,
      usage,
      fee,
      reserved: this.#queue.reserved,
      margins: { expiry: SENDING_MARGINS.expiry },
    })
  }

  /** What a thief of its key could still cost the account at most. */
  async worstCase(): Promise<WorstCase> {
    const { at, usage } = await this.#look()
    return worstCase(this.session, { now: at, usage, entryPoint: this.#context.entryPoint.version })
  }

  /** How it stands on the chain, and what is left of it. */
  async status(): Promise<SessionStatusReport> {
    const { at, usage } = await this.#look()
    return sessionStatus(this.session, usage, at)
  }

  /** The text of its prompt. */
  async describe(): Promise<string> {
    const { labels = {}, currency = 'ETH', provider } = this.#context
    return describeSession(this.session, { labels, currency, now: await chainTime(provider) })
  }

  /**
   * Listens to what happens to it. An event that has happened is told to those who come later, too. Only while somebody
   * listens, the chain is looked at; that keeps no program alive.
   *
   * @returns What ends it.
   */
  on<Name extends SessionEventName>(
    name: Name,
    listener: (event: SessionEvents<LiveSession>[Name]) => void,
  ): () => void {
    return this.#watch.on(name, listener)
  }

  /** Sends nothing more and listens to nothing more. The chain does not hear of it: see `Sessions.revoke`. */
  close(reason = 'it was closed'): void {
    this.#closed ??= reason
    this.#queue.close(reason)
    this.#watch.close()
  }

  readonly #admit: Admit = async (calls, reserved, { fee, now, periodIndex }) => {
    const standing = { at: now, usage: (await this.#look()).usage }
    this.#watch.notice(standing)
    this.#lastFee = fee
    const verdict = judge({ ...this.#terms(), ...standing, calls, fee, periodIndex, reserved })
    return verdict.ok ? undefined : verdict.error
  }

  #terms() {
    const { account, module, entryPoint, paymaster } = this.#context
    const payer = paymaster !== undefined && paysFor(this.#context, this.session) ? paymaster.address : 'account'
    return {
      session: this.session,
      account,
      module,
      payer,
      entryPoint: entryPoint.version,
      attachesGrant: this.#bringsGrant,
    } as const
  }

  async #look(): Promise<Standing> {
    const { provider } = this.#context
    const [at, usage] = await Promise.all([chainTime(provider), readUsage(provider, { ...this.#context, session: this.session })])
    if (usage.status === 'Live') this.#bringsGrant = false
    return { at, usage }
  }

  #requireOpen(): void {
    if (this.#closed !== undefined) throw new LatchkeyError('SessionClosed', { reason: this.#closed })
  }
}

const paysFor = ({ paymaster }: SessionsContext, session: Session): boolean =>
  paymaster !== undefined && sameBytes(paymaster.address, session.paymaster)
