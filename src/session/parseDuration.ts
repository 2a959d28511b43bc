// Durations as people write them.
import { LatchkeyError } from '../errors'
import { VALID_UNTIL_END } from './Session'

/** A number and a unit: seconds, minutes, hours or days of 24 hours. */
export type Duration = `${number}${'s' | 'm' | 'h' | 'd'}`

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

/**
 * A duration in seconds.
 *
 * @throws DurationNotValid: not a whole number above zero with one unit.
 *
 * @example
 * ```ts
 * parseDuration('90s') // => 90
 * parseDuration('7d') // => 604800
 * ```
 */
export function parseDuration(text: string): number {
  const match = /^([1-9][0-9]*)([smhd])$/.exec(text)
  const seconds = Number(match?.[1]) * (SECONDS[match?.[2] ?? ''] ?? Number.NaN)
  if (!(seconds < VALID_UNTIL_END)) throw new LatchkeyError('DurationNotValid', { text })
  return seconds
}
