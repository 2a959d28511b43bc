// Looks at the chain for a session, and judges its calls by what it saw.
import { isLatchkeyError } from '../../errors'
import type { CallLike } from '../../session'
import { sameBytes } from '../../session/fields'
import { sendMoment, type Verdict } from '../../verdict'
import type { Admit, Reserved } from '../queue'
import type { OpenedSession } from './OpenedSession'
import { judge } from './judgeSends'
import { lookAt, type Standing } from './lookAt'
import type { SessionsContext } from './SessionsContext'

/** What is asked of `LiveSession.can` besides the calls. */
export interface AskOptions {
  /** Wei, worst case; that of the last op, or 1 if there was none, if omitted. */
  readonly fee?: bigint
}

/** @internal */
export class SessionJudge {
  /** Until what the owner signed is seen to be on the chain. */
  #bringsGrant: boolean
  /** Gas is known when calls are sent: before, the last op is the best guess. */
  #lastFee = 1n

  constructor(
    private readonly context: SessionsContext,
    private readonly opened: OpenedSession,
    private readonly noticed: (standing: Standing) => void,
  ) {
    this.#bringsGrant = opened.signedGrant !== undefined
  }

  async look(): Promise<Standing> {
    const standing = await lookAt(this.context, this.opened.session)
    if (standing.usage.status === 'Live') this.#bringsGrant = false
    return standing
  }

  /** Whether calls would be taken as one op at the next moment for sending, after all that is in flight. */
  async can(calls: readonly CallLike[], reserved: Reserved, fee = this.#lastFee): Promise<Verdict> {
    const { usage, at: now } = await this.look()
    try {
      const { wait } = sendMoment(this.opened.session, now, this.context.margins)
      return judge({ ...this.#terms(), usage, at: now + wait, calls, fee, reserved })
    } catch (thrown) {
      if (isLatchkeyError(thrown)) return { ok: false, error: thrown }
      throw thrown
    }
  }

  /** For the queue, which waits for the right moment by itself. */
  readonly admit: Admit = async (calls, reserved, { fee, now, periodIndex }) => {
    const { usage } = await this.look()
    this.noticed({ usage, at: now })
    this.#lastFee = fee
    const verdict = judge({ ...this.#terms(), usage, at: now, calls, fee, periodIndex, reserved })
    return verdict.ok ? undefined : verdict.error
  }

  #terms() {
    const { account, module, entryPoint } = this.context
    const { session } = this.opened
    return {
      session,
      account,
      module,
      payer: paymasterOf(this.context, this.opened)?.address ?? 'account',
      entryPoint: entryPoint.version,
      attachesGrant: this.#bringsGrant,
    } as const
  }
}

/** @internal The paymaster that pays for a session's ops; undefined: the account does. */
export function paymasterOf({ paymaster }: SessionsContext, { session }: OpenedSession): SessionsContext['paymaster'] {
  return paymaster !== undefined && sameBytes(paymaster.address, session.paymaster) ? paymaster : undefined
}
