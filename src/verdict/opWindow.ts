// The clock: whether an EntryPoint takes an op at a moment, and whether that moment is too near an edge to send it.
import { LatchkeyError } from '../errors'
import type { Session } from '../session/Session'
import { periodStart } from './chargeUsage'

/** The EntryPoints that a verdict knows: v0.7 takes both ends of a window, the later ones leave out its first second. */
export type ClockOf = '0.7' | '0.8' | '0.9'

/**
 * Seconds to keep away from the edges of time: bundlers refuse ops that are about to end or have just begun, and no clock is
 * the chain's.
 */
export interface Margins {
  /** Before validUntil. */
  readonly expiry?: number
  /** After the start and before the end of each period. */
  readonly period?: number
}

/** What the client keeps to when it sends. */
export const SENDING_MARGINS: Required<Margins> = { expiry: 60, period: 60 }

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

/** @internal Why an op is not taken, or not sent, at this moment. */
export function clockRefusal(
  session: Session,
  periodIndex: number,
  at: number,
  entryPoint: ClockOf,
  { expiry = 0, period = 0 }: Margins = {},
): LatchkeyError | undefined {
  const { validAfter, validUntil } = session
  const { first, last } = opWindow(session, periodIndex, entryPoint)
  if (at > validUntil) return new LatchkeyError('SessionExpired', { validUntil, at })
  const opens = validAfter + (entryPoint === '0.7' ? 0 : 1)
  if (at < opens) return new LatchkeyError('SessionNotStarted', { validAfter: opens, seconds: at })
  if (at < first || at > last) return new LatchkeyError('PeriodNotCurrent', { periodIndex, first, last, at })
  if (at > validUntil - expiry) return new LatchkeyError('ExpiryTooNear', { validUntil, at, margin: expiry })
  const isNearEdge = at < first + period || at > last - period
  return session.period !== 0 && isNearEdge
    ? new LatchkeyError('PeriodEdgeTooNear', { periodIndex, first, last, at, margin: period })
    : undefined
}
