// Which of the calls that wait share the next op.
import type { Call } from '../../session'

/** The calls of one send. */
export interface Waiting {
  readonly calls: readonly Call[]
  readonly alone: boolean
}

/** Bundlers take ops up to 8,192 bytes; this much of that is for calls. */
const BYTES_MAX = 5_000

/** Of a call besides its data, in a batch. */
const CALL_BYTES = 160

/**
 * How many of the first sends go together: the first with those right behind it, as long as none wants to be alone and all of
 * it is small enough. Each call is permitted by itself, so all are together; limits are for the sum either way.
 *
 * @example
 * ```ts
 * const send = { calls: [{ to: SOCIO3, value: 0n, data: '0x' }], alone: false } as const
 * nextBatch([send, send, { ...send, alone: true }], 10) // => 2
 * ```
 */
export function nextBatch(waiting: readonly Waiting[], callsMax: number): number {
  let [calls, bytes] = [0, 0]
  for (const [count, send] of waiting.entries()) {
    calls += send.calls.length
    bytes += send.calls.reduce((sum, { data }) => sum + CALL_BYTES + data.length / 2 - 1, 0)
    const fits = !send.alone && calls <= callsMax && bytes <= BYTES_MAX
    if (count > 0 && !fits) return count
    if (!fits) return 1
  }
  return waiting.length
}
