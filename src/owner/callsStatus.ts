// What a wallet says of the calls that it was given.
import { isHexString } from 'ethers'

import { LatchkeyError } from '../errors'
import type { CallsOutcome } from './Owner'
import { fieldsOf, notUnderstood, quantity } from './walletAnswers'

/** By class: 1xx on their way, 2xx executed, 4xx given up, 5xx reverted, 6xx reverted in part. */
const CLASS = 100
const WORDS: Readonly<Record<string, number>> = { PENDING: 100, CONFIRMED: 200 }

/**
 * @internal The outcome that an answer to wallet_getCallsStatus tells; undefined: there is none yet.
 *
 * @throws OwnerCallsDropped · OwnerAnswerNotValid.
 */
export function callsStatus(id: string, answer: unknown): CallsOutcome | undefined {
  const { status: said, receipts } = fieldsOf(answer)
  const status = typeof said === 'string' && said in WORDS ? WORDS[said] : said
  if (typeof status !== 'number') throw notUnderstood('wallet_getCallsStatus', answer)
  const kind = Math.floor(status / CLASS)
  if (kind === 1) return undefined
  if (kind === 4) throw new LatchkeyError('OwnerCallsDropped', { id, status })
  const all = Array.isArray(receipts) ? receipts.map(fieldsOf) : []
  const transactionHash = all.at(-1)?.['transactionHash']
  if (!isHexString(transactionHash, 32) || ![2, 5, 6].includes(kind))
    throw notUnderstood('wallet_getCallsStatus', answer)
  // A wallet that calls a reverted transaction executed is not believed.
  const success = kind === 2 && all.every((receipt) => quantity(receipt['status']) === 1n)
  return { transactionHash, success }
}
