// When a session has so little time left that the next is better asked for.

const PART = 10
const SECONDS_MIN = 120

/**
 * Seconds before its end: a tenth of the time that it was asked for, at least two minutes, at most half of it.
 *
 * @param asked Seconds for which it was asked.
 *
 * @example
 * ```ts
 * timeToRenew(3_600) // => 360
 * timeToRenew(600) // => 120
 * timeToRenew(60) // => 30
 * ```
 */
export function timeToRenew(asked: number): number {
  return Math.max(Math.min(SECONDS_MIN, asked / 2), asked / PART)
}
