// A receipt in the client's words.
import type { OpReceipt } from '../../bundler'
import { LatchkeyError, type DecodedRevert } from '../../errors'
import type { SendOutcome } from './QueueOptions'

/**
 * What became of the calls of each of the sends that share the op.
 *
 * @example
 * ```ts
 * const revertReason = { source: 'other', name: 'Error', args: { message: 'no such post' } }
 * outcomeOf({ userOpHash: ONE_WORD, success: false, revertReason }, 2).error.args.reason // => 'Error(no such post)'
 * outcomeOf({ userOpHash: ONE_WORD, success: true }, 2).error // => undefined
 * ```
 */
export function outcomeOf(receipt: OpReceipt, sends: number): SendOutcome {
  const { userOpHash, success, revertReason } = receipt
  if (success) return { ...receipt, sends, error: undefined }
  const reason = reasonText(revertReason)
  const context = revertReason === undefined ? {} : { onchain: revertReason }
  return { ...receipt, sends, error: new LatchkeyError('CallsReverted', { userOpHash, reason, sends }, context) }
}

function reasonText(revert: DecodedRevert | undefined): string {
  if (revert === undefined) return 'without a reason'
  if (revert.source === 'unknown') return `with data that no known ABI decodes, ${revert.data}`
  if (revert.source === 'entryPoint') return revert.reason
  return `${revert.name}(${Object.values(revert.args).map(String).join(', ')})`
}
