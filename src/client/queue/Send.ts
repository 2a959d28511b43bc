// The calls of one send, and who waits for them.
import type { OpReceipt } from '../../bundler'
import type { LatchkeyError } from '../../errors'
import type { Waiting } from './nextBatch'
import { outcomeOf } from './outcomeOf'
import type { SentOp } from './QueueOptions'
import type { SubmittedOp } from './submitOp'

export interface Send extends Waiting {
  readonly permissionIndexes: readonly number[]
  readonly accept: (op: SentOp) => void
  readonly refuse: (error: LatchkeyError) => void
}

/**
 * Tells each of the sends that share an op that it was accepted; what becomes of it they hear when they ask.
 *
 * @internal
 */
export function acceptSends(
  sends: readonly Send[],
  { userOpHash, nonce }: SubmittedOp,
  receipt: Promise<OpReceipt>,
): void {
  // Who does not ask need not hear.
  receipt.catch(() => undefined)
  const wait = async () => outcomeOf(await receipt, sends.length)
  let firstCall = 0
  for (const { calls, accept } of sends) {
    accept({ userOpHash, nonce, sends: sends.length, firstCall, wait })
    firstCall += calls.length
  }
}
