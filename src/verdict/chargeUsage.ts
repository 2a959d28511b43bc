// Charging an op to a session: limits and allowances, all or nothing.
import { LatchkeyError } from '../errors'
import { UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Session } from '../session/Session'
import type { Charge } from './judgeCall'
import type { UsageSnapshot } from './UsageSnapshot'

/** What an op adds to the usage of its session. */
export interface Spending {
  /** Executed calls. */
  readonly calls: number
  /** Wei of native value over all calls. */
  readonly value: bigint
  /** Wei: the worst-case fee, whoever pays. */
  readonly fee: bigint
  /** The op's gas limits in all, where they are known: the module counts up to 2^128 - 1. */
  readonly gas?: bigint | undefined
  /** What the calls add to allowances, call by call and rule by rule. */
  readonly charges: readonly Charge[]
}

/** The usage that an op leaves behind, or why it does not fit. */
export type Charged = { readonly usage: UsageSnapshot } | { readonly error: LatchkeyError }

const GAS_MAX = (1n << 128n) - 1n
const WORD_MAX = (1n << 256n) - 1n

/** Sums stay what a word can hold. */
const asWord = (sum: bigint): bigint => (sum > WORD_MAX ? WORD_MAX : sum)

/**
 * Adds an op to the usage of its session, or says which limit it passes. A sum may reach its limit. What has no limit is not
 * counted. Charge one op after the other to reserve for ops that are on their way.
 *
 * @param periodIndex The period that the op claims; 0 for a session without period.
 * @returns An error of code PeriodOver · PeriodOutsideSession · GasOverMaximum · FeeOverLimit · ValueOverLimit ·
 * CallsOverLimit · AllowanceOverCap, in the order of the Lens.
 *
 * @example
 * ```ts
 * const spending = { calls: 1, value: 0n, fee: 10n ** 15n, charges: [] }
 * const first = chargeUsage(session, usage, 0, spending)
 * first.usage.fee // => 10n ** 15n
 * chargeUsage(session, first.usage, 0, { ...spending, fee: 1n }).error.code // => 'FeeOverLimit'
 * ```
 */
export function chargeUsage(session: Session, usage: UsageSnapshot, periodIndex: number, spending: Spending): Charged {
  const { period, validUntil } = session
  const index = period === 0 ? usage.periodIndex : periodIndex
  if (index < usage.periodIndex)
    return { error: new LatchkeyError('PeriodOver', { index: BigInt(index), current: BigInt(usage.periodIndex) }) }
  const start = period === 0 ? 0n : periodStart(session, index)
  if (start > BigInt(validUntil))
    return { error: new LatchkeyError('PeriodOutsideSession', { start, validUntil: BigInt(validUntil) }) }

  const used = index === usage.periodIndex ? usage : { ...usage, periodIndex: index, ...NOTHING }
  const limit = overLimit(session, used, spending)
  if (limit !== undefined) return { error: limit }
  const sums = sumsOf(used, spending.charges)
  const over = [...sums].reverse().find(({ amount, cap }) => amount > cap)
  if (over !== undefined) {
    const allowance = BigInt(over.allowance)
    return { error: new LatchkeyError('AllowanceOverCap', { allowance, amount: over.amount, cap: over.cap }) }
  }
  return { usage: { ...used, ...counted(session, used, spending), spent: { ...used.spent, ...spentBy(sums) } } }
}

/** @internal The first second of a period. */
export const periodStart = ({ validAfter, period }: Session, index: number): bigint =>
  BigInt(validAfter) + BigInt(index) * BigInt(period)

const NOTHING = { calls: 0, value: 0n, fee: 0n, spent: {} } as const

function overLimit(
  { maxFee, maxValue, maxCalls }: Session,
  used: UsageSnapshot,
  spending: Spending,
): LatchkeyError | undefined {
  if (maxFee !== UNLIMITED_FEE) {
    const gas = asWord(spending.gas ?? 0n)
    if (gas > GAS_MAX) return new LatchkeyError('GasOverMaximum', { gas, maximum: GAS_MAX })
    const fee = used.fee + spending.fee
    if (fee > maxFee) return new LatchkeyError('FeeOverLimit', { fee, limit: maxFee })
  }
  const value = used.value + spending.value
  if (maxValue !== UNLIMITED_VALUE && value > maxValue)
    return new LatchkeyError('ValueOverLimit', { value, limit: maxValue })
  const calls = used.calls + spending.calls
  if (maxCalls !== UNLIMITED_CALLS && calls > maxCalls)
    return new LatchkeyError('CallsOverLimit', { calls: BigInt(calls), limit: BigInt(maxCalls) })
  return undefined
}

const counted = ({ maxFee, maxValue, maxCalls }: Session, used: UsageSnapshot, { fee, value, calls }: Spending) => ({
  fee: maxFee === UNLIMITED_FEE ? 0n : used.fee + fee,
  value: maxValue === UNLIMITED_VALUE ? 0n : used.value + value,
  calls: maxCalls === UNLIMITED_CALLS ? 0 : used.calls + calls,
})

/** What each allowance comes to, in the order in which the op comes to them. */
function sumsOf({ spent }: UsageSnapshot, charges: readonly Charge[]): readonly Charge[] {
  const sums = new Map<number, Charge>()
  for (const charge of charges) {
    const before = sums.get(charge.allowance) ?? { ...charge, amount: spent[charge.allowance] ?? 0n }
    const amount = before.amount + charge.amount
    sums.set(charge.allowance, { ...before, amount: asWord(amount) })
  }
  return [...sums.values()]
}

const spentBy = (sums: readonly Charge[]): Readonly<Record<number, bigint>> =>
  Object.fromEntries(sums.map(({ allowance, amount }) => [allowance, amount]))
