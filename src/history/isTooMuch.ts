// What nodes say when a range of blocks is too large for them.
import { refusalOf } from '../rpc/refusalOf'

/** Too often, not too much: a smaller range does not help. */
const TOO_OFTEN = /rate.?limit|rate exceeded|too many requests|\b429\b|compute units|throughput/i

/** No two services say it in the same words; one word too many here costs a few requests, one too few a history. */
const TOO_MUCH =
  /range|results|too (large|big|wide|many|long)|exceed|limit(ed)?\b|response size|time(d|) ?-?out|\b413\b|entity too large/i

/** "Limit exceeded". */
const LIMIT_EXCEEDED = -32005

/**
 * Whether what was thrown may not be thrown for fewer blocks.
 *
 * @example
 * ```ts
 * isTooMuch({ code: -32005, message: 'query returned more than 10000 results' }) // => true
 * isTooMuch({ code: -32005, message: 'project ID request rate exceeded' }) // => false
 * isTooMuch(new Error('connection refused')) // => false
 * ```
 */
export function isTooMuch(thrown: unknown): boolean {
  const refusal = refusalOf(thrown)
  const text = `${refusal?.message ?? ''} ${thrown instanceof Error ? thrown.message : ''}`
  if (TOO_OFTEN.test(text)) return false
  return refusal?.code === LIMIT_EXCEEDED || TOO_MUCH.test(text)
}
