// Durations as people read them.

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/**
 * A number of seconds in days, hours, minutes and seconds.
 *
 * @param seconds A whole number.
 *
 * @example
 * ```ts
 * durationText(90_060) // => '1 day, 1 hour, 1 minute'
 * ```
 */
export function durationText(seconds: number): string {
  let rest = seconds
  const parts: string[] = []
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size)
    rest %= size
    if (count > 0) parts.push(`${count} ${unit}${count === 1 ? '' : 's'}`)
  }
  return parts.join(', ') || '0 seconds'
}
