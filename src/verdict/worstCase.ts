// What a thief of a session's key could cost the account at most.
import { UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Session } from '../session/Session'
import { allowanceTerms, type TokenFunction } from './allowanceTerms'
import { cannotBound } from './cannotBound'
import type { ClockOf } from './opWindow'
import { remainingPeriods } from './remainingPeriods'
import type { UsageSnapshot } from './UsageSnapshot'

/** The most that can be taken; undefined: nothing bounds it. */
export interface Bound {
  /** In one whole period; in a session without period the same as in all. */
  readonly perPeriod: bigint | undefined
  readonly inAll: bigint | undefined
}

/** What an allowance can be charged with, in units of the argument that it counts: of a token's amount its smallest unit. */
export interface TokenBound {
  /** The number of the allowance. */
  readonly allowance: number
  readonly perPeriod: bigint
  readonly inAll: bigint
  /** Whose arguments it counts. */
  readonly functions: readonly TokenFunction[]
}

/** The most that a session can cost. */
export interface WorstCase {
  /** Periods that ops can still fall into; 1 for a session without period, 0 when it is over. */
  readonly periods: number
  /** Executed calls. */
  readonly calls: Bound
  /** Wei sent with calls. */
  readonly native: Bound
  /** Wei of fees that the account pays; what a paymaster takes from it is not among them. */
  readonly fees: Bound
  /** What the session's allowances count: tokens as a rule. */
  readonly tokens: readonly TokenBound[]
  /** What no limit of the session bounds, one sentence each. */
  readonly cannotBound: readonly string[]
}

/** What is known beside the session. */
export interface WorstCaseOptions {
  /** Seconds since 1970: periods before are over. All of them count if omitted. */
  readonly now?: number
  /** What the chain knows: what is used is gone. Nothing is used if omitted. */
  readonly usage?: UsageSnapshot
  /** v0.8 and v0.9 leave out the first second of each period; v0.7, with which a session can cost most, if omitted. */
  readonly entryPoint?: ClockOf
}

/** What is left of the limits of one period; undefined: no limit. */
interface Left {
  readonly calls: bigint | undefined
  readonly value: bigint | undefined
  readonly fee: bigint
  readonly spent: Readonly<Record<number, bigint>>
}

/**
 * What a thief of the key could cost the account at most: by native value, by fees and by what allowances count; and in
 * words what the session does not bound. Every amount is reached by some thief who is lucky with the contracts called.
 *
 * @example
 * ```ts
 * const worst = worstCase(session)
 * worst.native.inAll // => 1n
 * worst.fees.inAll // => 10n ** 15n
 * worst.tokens // => []
 * worst.calls.inAll // => undefined
 * ```
 */
export function worstCase(session: Session, { now, usage, entryPoint = '0.7' }: WorstCaseOptions = {}): WorstCase {
  const isOver = usage !== undefined && usage.status !== 'Live' && usage.status !== 'NotGranted'
  const { first, count } = remainingPeriods(session, { now, from: usage?.periodIndex, entryPoint })
  const periods = isOver ? 0 : count
  const isPartUsed = usage?.status === 'Live' && usage.periodIndex === first
  const whole = leftOf(session)
  const begun = isPartUsed ? leftOf(session, usage) : whole
  const bound = (most: (left: Left) => bigint | undefined): Bound => ({
    perPeriod: most(whole),
    inAll: periods === 0 ? 0n : plus(most(begun), times(most(whole), BigInt(periods - 1))),
  })
  return {
    periods,
    calls: bound(({ calls }) => calls),
    native: bound((left) => nativeOf(session, left)),
    fees: bound(({ fee }) => fee),
    tokens: allowanceTerms(session).map(({ allowance, cap, functions, most }) => {
      const perPeriod = ({ calls, spent }: Left): bigint =>
        least(cap - (spent[allowance] ?? 0n), times(most, calls)) ?? 0n
      const { inAll } = bound(perPeriod)
      return { allowance, perPeriod: perPeriod(whole), inAll: inAll ?? 0n, functions }
    }),
    cannotBound: cannotBound(session),
  }
}

function leftOf({ maxCalls, maxValue, maxFee }: Session, used?: UsageSnapshot): Left {
  const { calls, value, fee, spent } = used ?? { calls: 0, value: 0n, fee: 0n, spent: {} }
  return {
    calls: maxCalls === UNLIMITED_CALLS ? undefined : BigInt(maxCalls - calls),
    value: maxValue === UNLIMITED_VALUE ? undefined : maxValue - value,
    // Without a limit a paymaster pays for every op.
    fee: maxFee === UNLIMITED_FEE ? 0n : maxFee - fee,
    spent,
  }
}

/** Every call carries as much as some permission allows, until calls or value are used up. */
function nativeOf({ permissions }: Session, { calls, value }: Left): bigint | undefined {
  const cap = permissions.reduce((most, { maxValue }) => (maxValue > most ? maxValue : most), 0n)
  return cap === 0n ? 0n : least(value, times(cap, calls))
}

const least = (a: bigint | undefined, b: bigint | undefined): bigint | undefined =>
  a === undefined ? b : b === undefined || a < b ? a : b

const times = (a: bigint | undefined, b: bigint | undefined): bigint | undefined =>
  a === 0n || b === 0n ? 0n : a === undefined || b === undefined ? undefined : a * b

const plus = (a: bigint | undefined, b: bigint | undefined): bigint | undefined =>
  a === undefined || b === undefined ? undefined : a + b
