// From an op that was sent to what became of it.
import type { OpReceipt } from '../../bundler'
import { isLatchkeyError, LatchkeyError } from '../../errors'
import { sameBytes } from '../../session/fields'
import { readNonce } from '../../userOp'
import type { QueueContext } from './QueueContext'
import { receiptOnChain } from './receiptOnChain'
import type { SubmittedOp } from './submitOp'

/** Every so many questions for a receipt, it is asked whether there will be one. */
const DOUBT_EVERY = 8

const SEQUENCE_BITS = 64n

/**
 * Waits until the op is mined. The bundler is asked; where it knows nothing, the chain.
 *
 * @throws OpDropped: the bundler gave it up, or nobody has known it for too long · OpReplaced: another op has its nonce.
 *
 * @internal
 */
export async function watchOp(context: QueueContext, op: SubmittedOp): Promise<OpReceipt> {
  const { bundler, clock, dropAfter, pollEvery } = context
  const { userOpHash } = op
  const begun = clock.now()
  const seconds = (): number => Math.round((clock.now() - begun) / 1000)
  for (let asked = 1; ; asked++) {
    // An answer that does not come now, or is about another op, may come the next time.
    const receipt = await bundler.receipt(userOpHash).catch(() => undefined)
    if (receipt !== undefined && sameBytes(receipt.userOpHash, userOpHash)) return receipt
    const isLate = clock.now() - begun >= dropAfter
    if (isLate || asked % DOUBT_EVERY === 0) {
      const mined = await minedReceipt(context, op).catch(unlessReplaced)
      if (mined !== undefined) return mined
      const isKnown = await bundler.knows?.(userOpHash).catch(() => true)
      if (isLate || isKnown === false) throw new LatchkeyError('OpDropped', { userOpHash, seconds: seconds() })
    }
    await clock.sleep(pollEvery)
  }
}

// The lane's nonce tells whether anything was mined on it; the EntryPoint's event, whether it was this op.
async function minedReceipt(context: QueueContext, op: SubmittedOp): Promise<OpReceipt | undefined> {
  const { provider, entryPoint, account: sender } = context
  const { nonce, userOpHash, block } = op
  const next = await readNonce(provider, { entryPoint: entryPoint.address, sender, key: nonce >> SEQUENCE_BITS })
  if (next <= nonce) return undefined
  const mined = await receiptOnChain(provider, { entryPoint: entryPoint.address, userOpHash, block })
  if (mined === undefined) throw new LatchkeyError('OpReplaced', { userOpHash, nonce })
  return mined
}

function unlessReplaced(thrown: unknown): undefined {
  if (isLatchkeyError(thrown, 'OpReplaced')) throw thrown
}
