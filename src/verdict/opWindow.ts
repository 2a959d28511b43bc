// The clock: whether an EntryPoint takes an op at a moment.
import { LatchkeyError } from '../errors'
import type { Session } from '../session/Session'
import { periodStart } from './chargeUsage'

/** The EntryPoints that a verdict knows: v0.7 takes both ends of a window, the later ones leave out its first second. */
export type ClockOf = '0.7' | '0.8' | '0.9'

/** Seconds since 1970, both inclusive, as the EntryPoint of that version reads them. */
export interface OpWindow {
  readonly first: number
  readonly last: number
}

/** @internal When an op that claims this period is taken. */
export function opWindow(session: Session, periodIndex: number, entryPoint: ClockOf): OpWindow {
  const late = entryPoint === '0.7' ? 0 : 1
  const { validAfter, validUntil, period } = session
  if (period === 0) return { first: validAfter + late, last: validUntil }
  const start = Number(periodStart(session, periodIndex))
  return { first: start + late, last: Math.min(validUntil, start + period - 1) }
}

/** @internal Why an op is not taken at this moment. */
export function clockRefusal(
  session: Session,
  periodIndex: number,
  at: number,
  entryPoint: ClockOf,
): LatchkeyError | undefined {
  const { validAfter, validUntil } = session
  const { first, last } = opWindow(session, periodIndex, entryPoint)
  if (at > validUntil) return new LatchkeyError('SessionExpired', { validUntil, at })
  const opens = validAfter + (entryPoint === '0.7' ? 0 : 1)
  if (at < opens) return new LatchkeyError('SessionNotStarted', { validAfter: opens, seconds: at })
  return at < first || at > last ? new LatchkeyError('PeriodNotCurrent', { periodIndex, first, last, at }) : undefined
}
