// A moment as people read it.

// The last second that a JavaScript Date can hold.
const LAST_DATE = 8_640_000_000_000n

/**
 * Seconds since 1970 as text in UTC; the bare number where no calendar reaches.
 *
 * @example
 * ```ts
 * timeText(1_700_000_000) // => '2023-11-14 22:13:20 UTC'
 * ```
 */
export function timeText(seconds: number | bigint): string {
  const exact = BigInt(seconds)
  if (exact < 0n || exact > LAST_DATE) return `second ${exact}`
  return `${new Date(Number(exact) * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
