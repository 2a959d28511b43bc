// What is left of a session's limits.
import { CHARGE, UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Session } from '../../session'
import type { UsageSnapshot } from '../../verdict'

/** An amount of each limit; undefined: it has none. */
export interface UsageLeft {
  /** Calls that can still be executed. */
  readonly calls: number | undefined
  /** Wei that calls can still carry. */
  readonly value: bigint | undefined
  /** Wei of worst-case fees. */
  readonly fee: bigint | undefined
  /** By allowance number, in the units of the argument that it counts. */
  readonly allowances: Readonly<Record<number, bigint>>
}

/**
 * What is left in the period that `at` lies in, or in the whole session if it has no period. Of a session that is not live it
 * is what would be left if it were.
 *
 * @param at Seconds since 1970, the chain's time.
 *
 * @example
 * ```ts
 * usageLeft({ ...session, maxCalls: 9 }, { ...usage, calls: 2 }, NOW).calls // => 7
 * usageLeft(session, usage, NOW).calls // => undefined
 * ```
 */
export function usageLeft(session: Session, usage: UsageSnapshot, at: number): UsageLeft {
  const { validAfter, period, maxCalls, maxValue, maxFee } = session
  const isOfNow = period === 0 || at < validAfter + (usage.periodIndex + 1) * period
  const { calls, value, fee, spent } = isOfNow ? usage : NOTHING
  return {
    calls: maxCalls === UNLIMITED_CALLS ? undefined : maxCalls - calls,
    value: maxValue === UNLIMITED_VALUE ? undefined : maxValue - value,
    fee: maxFee === UNLIMITED_FEE ? undefined : maxFee - fee,
    allowances: Object.fromEntries(
      capsOf(session).map(([allowance, cap]) => [allowance, cap - (spent[allowance] ?? 0n)]),
    ),
  }
}

const NOTHING: Pick<UsageSnapshot, 'calls' | 'value' | 'fee' | 'spent'> = { calls: 0, value: 0n, fee: 0n, spent: {} }

const capsOf = ({ permissions }: Session): readonly (readonly [number, bigint])[] =>
  permissions.flatMap(({ rules }) =>
    rules
      .filter(({ comparison }) => comparison === CHARGE)
      .map(({ allowance, values }) => [allowance, BigInt(values[0] ?? 0)] as const),
  )
