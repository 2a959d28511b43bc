// A session, spoken to as viem's clients are.
import type { Abi, Calls, ContractFunctionArgs, ContractFunctionName, Narrow } from 'viem'

import type { LiveSession, SendOutcome, SentOp } from '../client'
import type { Hex } from '../contracts'
import type { Call } from '../session'
import { checkHex, notValid } from '../session/fields'
import type { Verdict } from '../verdict'
import { checkParameters, toViemCalls, writtenCall } from './viemCalls'
import type { Writing, WriteParameters } from './WriteParameters'

/** Calls, written as for viem's `sendUserOperation` and `sendCalls`. */
export interface CallsParameters<calls extends readonly unknown[]> {
  readonly calls: Calls<Narrow<calls>>
  /** true: they share no op with other calls. */
  readonly alone?: boolean | undefined
}

/** What one does with a session. All functions can be taken out of it. */
export interface SessionClient {
  /** The session itself: its events, its status, its worst case. */
  readonly live: LiveSession
  /**
   * One call of a contract, with no prompt. Resolves with the hash of its op when the bundler has taken it; calls that had to
   * wait share an op, and so a hash.
   */
  readonly writeContract: <
    const abi extends Abi | readonly unknown[],
    functionName extends ContractFunctionName<abi, Writing>,
    const args extends ContractFunctionArgs<abi, Writing, functionName>,
  >(
    parameters: WriteParameters<abi, functionName, args>,
  ) => Promise<Hex>
  /** Calls in order, all or none, in one op; `id` is its hash. */
  readonly sendCalls: <const calls extends readonly unknown[]>(
    parameters: CallsParameters<calls>,
  ) => Promise<{ readonly id: Hex }>
  /** Whether calls would be taken as one op now; if not, why, and what would be right. */
  readonly can: <const calls extends readonly unknown[]>(
    parameters: Pick<CallsParameters<calls>, 'calls'>,
  ) => Promise<Verdict>
  /**
   * What became of an op that this session sent, once it is mined; `success` is false if its calls reverted. viem's own
   * `waitForUserOperationReceipt` has its logs.
   *
   * @param parameters `hash`, in letters of any case, is that of one of the last 1,000 ops; viem's own function knows older
   * ones, too.
   * @throws OpDropped · OpReplaced · FieldNotValid: another's hash, or that of an older op.
   */
  readonly waitForReceipt: (parameters: { readonly hash: Hex }) => Promise<SendOutcome>
}

/** So many ops of a session are kept: an app that asks for an older one has the bundler to ask. */
const OPS_KEPT = 1_000

/** What each session sent, oldest first, by hash in small letters: several clients may speak to one. */
const sent = new WeakMap<LiveSession, Map<string, SentOp>>()

/**
 * The functions of a viem client for a session.
 *
 * @throws Its functions: as `LiveSession.send` and `can`; FieldNotValid: what is no call, or not what the ABI takes.
 */
export function sessionClient(live: LiveSession): SessionClient {
  const ops = sent.get(live) ?? new Map<string, SentOp>()
  sent.set(live, ops)
  const send = async (calls: readonly Call[], alone = false): Promise<Hex> => {
    const op = await live.send(calls, { alone })
    ops.set(op.userOpHash.toLowerCase(), op)
    const [oldest = ''] = ops.keys()
    if (ops.size > OPS_KEPT) ops.delete(oldest)
    return op.userOpHash
  }
  return {
    live,
    writeContract: async (parameters) => {
      const { alone, ...call } = checkParameters(parameters)
      return await send([writtenCall(call)], alone)
    },
    sendCalls: async (parameters) => {
      const { calls, alone } = checkParameters(parameters)
      return { id: await send(toViemCalls(calls), alone) }
    },
    can: async (parameters) => await live.can(toViemCalls(checkParameters(parameters).calls)),
    waitForReceipt: async (parameters) => {
      const { hash } = checkParameters(parameters)
      const op = ops.get(checkHex('hash', hash, 32).toLowerCase())
      if (op === undefined) throw notValid('hash', hash, `of one of the last ${OPS_KEPT} ops of this session`)
      return await op.wait()
    },
  }
}
