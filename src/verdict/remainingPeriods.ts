// How many periods of a session ops can still fall into.
import type { Session } from '../session/Session'
import type { ClockOf } from './opWindow'

/** @internal */
export interface PeriodsOptions {
  /** Seconds since 1970; from the session's start if omitted. */
  readonly now: number | undefined
  /** The index that usage has come to. */
  readonly from: number | undefined
  readonly entryPoint: ClockOf
}

const INDEX_MAX = 2 ** 32 - 1

/** @internal The first period that can be claimed, and how many there are from it on; a session without period is one. */
export function remainingPeriods(
  { validAfter, validUntil, period }: Pick<Session, 'validAfter' | 'validUntil' | 'period'>,
  { now = 0, from = 0, entryPoint }: PeriodsOptions,
): { readonly first: number; readonly count: number } {
  if (now > validUntil) return { first: from, count: 0 }
  if (period === 0) return { first: 0, count: 1 }
  const indexAt = (seconds: number): number => Math.max(0, Math.floor((seconds - validAfter) / period))
  const first = Math.max(indexAt(now), from)
  // A period that begins with the session's last second has none where first seconds are left out.
  const last = Math.min(INDEX_MAX, indexAt(entryPoint === '0.7' ? validUntil : validUntil - 1))
  return { first, count: Math.max(0, last - first + 1) }
}
