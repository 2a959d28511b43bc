// Periods of a session.
import { LatchkeyError } from '../errors'
import type { Session } from './Session'

/**
 * The index of the period that a moment lies in, counted from 0 at validAfter; undefined for a session without period.
 * On EntryPoint v0.8 and v0.9 the first second of a period still counts as outside of it.
 *
 * @param seconds Seconds since 1970, as the chain's clock has them.
 * @throws SessionNotStarted: a moment before validAfter.
 *
 * @example
 * ```ts
 * periodIndexAt({ validAfter: 1000, period: 60 }, 1119) // => 1
 * ```
 */
export function periodIndexAt(
  { validAfter, period }: Pick<Session, 'validAfter' | 'period'>,
  seconds: number,
): number | undefined {
  if (period === 0) return undefined
  if (seconds < validAfter) throw new LatchkeyError('SessionNotStarted', { validAfter, seconds })
  return Math.floor((seconds - validAfter) / period)
}
