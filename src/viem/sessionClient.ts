// A session, spoken to as viem's clients are.
import {
  concat,
  encodeFunctionData,
  type Abi,
  type Calls,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type EncodeFunctionDataParameters,
  type Narrow,
} from 'viem'

import type { LiveSession, SendOutcome, SentOp } from '../client'
import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { toCall, type Call } from '../session'
import { notValid } from '../session/fields'
import type { Verdict } from '../verdict'
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
   * @throws OpDropped · OpReplaced · FieldNotValid: another's hash.
   */
  readonly waitForReceipt: (parameters: { readonly hash: Hex }) => Promise<SendOutcome>
}

/** What each session sent: several clients may speak to one. */
const sent = new WeakMap<LiveSession, Map<Hex, SentOp>>()

/**
 * The functions of a viem client for a session.
 *
 * @throws Its functions: as `LiveSession.send` and `can`; FieldNotValid: what the ABI does not take.
 */
export function sessionClient(live: LiveSession): SessionClient {
  const ops = sent.get(live) ?? new Map<Hex, SentOp>()
  sent.set(live, ops)
  const send = async (calls: readonly Call[], alone = false): Promise<Hex> => {
    const op = await live.send(calls, { alone })
    ops.set(op.userOpHash, op)
    return op.userOpHash
  }
  return {
    live,
    writeContract: async (parameters) => {
      const { address: to, alone, ...call } = parameters as unknown as AnyCall & { address: Hex; alone?: boolean }
      return await send([callOf({ ...call, to })], alone)
    },
    sendCalls: async ({ calls, alone }) => ({ id: await send(callsOf(calls), alone) }),
    can: async ({ calls }) => await live.can(callsOf(calls)),
    waitForReceipt: async ({ hash }) => {
      const op = ops.get(hash)
      if (op === undefined) throw notValid('hash', hash, 'of an op that was sent by this session since it was opened')
      return await op.wait()
    },
  }
}

/** A call before its data is encoded, or after. */
interface AnyCall {
  readonly to: Hex
  readonly value?: bigint | undefined
  readonly data?: Hex | undefined
  readonly dataSuffix?: Hex | undefined
  readonly abi?: Abi | undefined
  readonly functionName?: string | undefined
  readonly args?: readonly unknown[] | undefined
}

const callsOf = (calls: unknown): readonly Call[] => (calls as readonly AnyCall[]).map(callOf)

function callOf(call: AnyCall): Call {
  const { to, value, dataSuffix } = call
  const data = call.abi === undefined ? call.data : encoded(call)
  return toCall({ to, value, data: dataSuffix === undefined ? data : concat([data ?? '0x', dataSuffix]) })
}

function encoded({ abi, functionName, args }: AnyCall): Hex {
  try {
    return encodeFunctionData({ abi, functionName, args } as EncodeFunctionDataParameters)
  } catch (cause) {
    const { shortMessage = 'it does not' } = cause as { shortMessage?: string }
    const [value, expected] = [
      JSON.stringify((args ?? []).map(String)),
      `what its ABI takes: ${shortMessage.replace(/\s+/g, ' ')}`,
    ]
    throw new LatchkeyError('FieldNotValid', { field: functionName ?? 'functionName', value, expected }, { cause })
  }
}
