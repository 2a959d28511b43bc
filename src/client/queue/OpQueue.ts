// The sending end of a session: calls in, outcomes out. Ops go side by side on lanes of their own; what finds no place waits,
// and what waited together goes together.
import { sessionKeyValidatorAt } from '../../contracts'
import { explainRevert, LatchkeyError } from '../../errors'
import { sessionId, toCall, type CallLike } from '../../session'
import { findPermission } from '../../userOp'
import { FlightDeck, type Flight } from './FlightDeck'
import { nextBatch } from './nextBatch'
import { checkPlace, queueContext, type QueueContext } from './QueueContext'
import type { QueueOptions, SendOptions, SentOp } from './QueueOptions'
import { isAboutCalls } from './remedyFor'
import type { Reserved } from './reservation'
import { acceptSends, type Send } from './Send'
import { submitOp } from './submitOp'
import { untilDone } from './untilDone'
import { watchOp } from './watchOp'

/**
 * Sends the calls of one session, as many ops at a time as the bundler holds of an account. Ops do not wait for each other
 * and are mined in any order: calls that depend on each other go into one `send`.
 *
 * @example
 * ```ts
 * const bundler = inProcessBundler({ signer: await provider.getSigner(0), entryPoint: op.entryPoint })
 * const place = { account: ACCOUNT, adapter: openZeppelinAccount, provider, bundler }
 * const queue = new OpQueue({ ...op, ...place, session, key: KEY })
 * queue.reserved.calls // => 0
 * const refused = await queue.send([{ to: SOCIO3, data: '0x12345678' }]).catch((error) => error)
 * refused.code // => 'CallNotPermitted'
 * ```
 */
export class OpQueue {
  readonly #context: QueueContext
  readonly #deck: FlightDeck
  readonly #waiting: Send[] = []
  /** Until the session is live. */
  #grant: QueueOptions['signedGrant']
  readonly #open = untilDone(async () => await checkPlace(this.#context))
  #closed: string | undefined

  /** @throws PaymasterNotAllowed · PaymasterRequired. */
  constructor(options: QueueOptions) {
    this.#context = queueContext(options)
    this.#deck = new FlightDeck(this.#context)
    this.#grant = options.signedGrant
  }

  /** The lanes that were used, for the next queue of this session. */
  get lanes(): readonly number[] {
    return this.#deck.lanes
  }

  /** What the ops in flight may use of the limits. */
  get reserved(): Reserved {
    return this.#deck.reserved
  }

  /** How many ops are in flight, and how many sends wait. */
  get load(): { readonly inFlight: number; readonly waiting: number } {
    return { inFlight: this.#deck.size, waiting: this.#waiting.length }
  }

  /**
   * Sends calls, in order, all or none. Resolves when the bundler has accepted their op, which may be after others were mined.
   *
   * @throws CallNotPermitted, RuleNotMet and the like at once; what `admit`, bundler, paymaster or module refuse, in which case
   * nothing was sent · ExpiryTooNear · SessionExpired · QueueClosed.
   */
  async send(calls: readonly CallLike[], { alone = false }: SendOptions = {}): Promise<SentOp> {
    if (this.#closed !== undefined) throw new LatchkeyError('QueueClosed', { reason: this.#closed })
    const checked = calls.map(toCall)
    if (checked.length === 0) throw new LatchkeyError('BatchEmpty', {})
    const { session } = this.#context
    const permissionIndexes = checked.map((call, callIndex) => findPermission(session, call, callIndex))
    return await new Promise<SentOp>((accept, refuse) => {
      this.#waiting.push({ calls: checked, permissionIndexes, alone, accept, refuse })
      this.#pump()
    })
  }

  /**
   * Sends nothing more: what waits is refused, also for limits that others hold. What is in flight stays so.
   *
   * @param isOver Whether the session is: then what is being made ready is refused too.
   */
  close(reason: string, isOver = false): void {
    this.#closed = reason
    this.#deck.close(reason, isOver)
    for (const { refuse } of this.#waiting.splice(0)) refuse(new LatchkeyError('QueueClosed', { reason }))
  }

  // Until a grant has gone through, one op at a time brings it.
  #pump(): void {
    const { adapter, bundler, batchMax } = this.#context
    const places = (): number => (this.#grant === undefined ? Math.min(bundler.pendingMax, adapter.lanes) : 1)
    while (this.#waiting.length > 0 && this.#deck.size < places())
      void this.#fly(this.#waiting.splice(0, nextBatch(this.#waiting, batchMax)))
  }

  async #fly(sends: readonly Send[]): Promise<void> {
    const calls = sends.flatMap((send) => send.calls)
    const permissionIndexes = sends.flatMap((send) => send.permissionIndexes)
    const flight = this.#deck.begin({ calls, permissionIndexes })
    try {
      await this.#open()
      // Others may have brought it meanwhile.
      await this.#lookForGrant()
      const signedGrant = this.#grant
      const op = await submitOp(this.#context, { calls, permissionIndexes, signedGrant }, flight)
      const mined = watchOp(this.#context, op).then(async (receipt) => {
        // What is on the chain is for the chain to say; a grant that is brought twice does no harm.
        await this.#lookForGrant().catch(() => undefined)
        return receipt
      })
      // Its place is free again before anybody hears what became of it.
      acceptSends(
        sends,
        op,
        mined.finally(() => this.#end(flight)),
      )
    } catch (thrown) {
      this.#refuse(sends, explainRevert(thrown))
      this.#end(flight)
    }
  }

  #end(flight: Flight): void {
    flight.end()
    this.#pump()
  }

  // Nothing of a refused batch was sent: each of its sends is tried by itself, so that none suffers for another.
  #refuse(sends: readonly Send[], error: LatchkeyError): void {
    if (sends.length > 1 && isAboutCalls(error.code) && this.#closed === undefined)
      this.#waiting.unshift(...sends.map((send) => ({ ...send, alone: true })))
    else for (const { refuse } of sends) refuse(error)
  }

  async #lookForGrant(): Promise<void> {
    const { account, module, provider, session } = this.#context
    if (this.#grant === undefined) return
    const isLive = await sessionKeyValidatorAt(module, provider).isLive(account, sessionId(session))
    if (!isLive) return
    this.#grant = undefined
    this.#pump()
  }
}
