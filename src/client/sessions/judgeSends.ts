// The judge at the entrance of a session's queue: `can`, with what is in flight counted as used.
import type { Session } from '../../session'
import { can, type CanOptions, type UsageSnapshot, type Verdict } from '../../verdict'
import type { Reserved } from '../queue'

/**
 * What will be used once all that is in flight is mined.
 *
 * @param periodIndex The period that is asked about; what was used in an earlier one does not count.
 *
 * @example
 * ```ts
 * const inFlight = { calls: 2, value: 0n, fee: 7n, allowances: new Map([[0, 5n]]) }
 * withReserved({ ...usage, calls: 1 }, inFlight, 0).calls // => 3
 * withReserved({ ...usage, calls: 1 }, inFlight, 1).calls // => 2
 * ```
 */
export function withReserved(usage: UsageSnapshot, reserved: Reserved, periodIndex: number): UsageSnapshot {
  const isLater = periodIndex > usage.periodIndex
  const { calls, value, fee, spent } = isLater ? { calls: 0, value: 0n, fee: 0n, spent: {} } : usage
  const sums: Record<number, bigint> = { ...spent }
  for (const [allowance, amount] of reserved.allowances) sums[allowance] = (sums[allowance] ?? 0n) + amount
  return {
    ...usage,
    periodIndex: isLater ? periodIndex : usage.periodIndex,
    calls: calls + reserved.calls,
    value: value + reserved.value,
    fee: fee + reserved.fee,
    spent: sums,
  }
}

/** What a verdict takes besides what is used. */
export interface JudgeOptions extends Omit<CanOptions, 'usage'> {
  readonly usage: UsageSnapshot
  readonly reserved: Reserved
}

/** @internal The verdict on calls that would come after all that is in flight. */
export function judge({ usage, reserved, ...options }: JudgeOptions): Verdict {
  const periodIndex = options.periodIndex ?? periodAt(options.session, options.at)
  return can({ ...options, usage: withReserved(usage, reserved, periodIndex) })
}

const periodAt = ({ validAfter, period }: Session, at: number): number =>
  period === 0 ? 0 : Math.max(0, Math.floor((at - validAfter) / period))
