// Whether a session is good for what is asked, so that the owner need not be.
import { permissionLeaf, UNLIMITED_FEE, type Session } from '../../session'
import { sameBytes } from '../../session/fields'
import type { UsageSnapshot } from '../../verdict'
import { timeToRenew } from './timeToRenew'
import { usageLeft } from './usageLeft'

/** The moment, and what is known. */
export interface CoversOptions {
  /** Seconds since 1970, the chain's time. */
  readonly at: number
  /** What is used of the session; nothing if omitted. */
  readonly usage?: UsageSnapshot | undefined
  /** Seconds that it must still last; `timeToRenew` of the time that is asked for if omitted. */
  readonly lasting?: number | undefined
}

const PART = 10n

/**
 * Whether `session` may do all that `wanted` may, on the same terms: every permission, no limit narrower, the same period and
 * payers; lasting long enough; and not used up. Keys are not compared, nor is anything asked of the chain.
 *
 * @example
 * ```ts
 * covers(session, { ...session, maxFee: 1n }, { at: NOW }) // => true
 * covers({ ...session, maxFee: 1n }, session, { at: NOW }) // => false
 * covers(session, { ...session, validUntil: session.validUntil + 36_000 }, { at: NOW }) // => false
 * ```
 */
export function covers(session: Session, wanted: Session, options: CoversOptions): boolean {
  return (
    hasPermissions(session, wanted) &&
    hasLimits(session, wanted) &&
    hasPayers(session, wanted) &&
    hasTime(session, wanted, options) &&
    !isUsedUp(session, wanted, options)
  )
}

function hasPermissions(session: Session, wanted: Session): boolean {
  const leaves = new Set(session.permissions.map(permissionLeaf))
  return wanted.permissions.every((permission) => leaves.has(permissionLeaf(permission)))
}

// Limits of different periods are not to be compared.
const hasLimits = (session: Session, wanted: Session): boolean =>
  session.period === wanted.period &&
  session.maxCalls >= wanted.maxCalls &&
  session.maxValue >= wanted.maxValue &&
  session.maxFee >= wanted.maxFee

// Fees without limit are always the paymaster's: that is no more than a limit, but another payer.
const hasPayers = (session: Session, wanted: Session): boolean =>
  sameBytes(session.paymaster, wanted.paymaster) &&
  (session.maxFee === UNLIMITED_FEE) === (wanted.maxFee === UNLIMITED_FEE)

function hasTime(session: Session, wanted: Session, { at, lasting }: CoversOptions): boolean {
  if (session.validAfter > Math.max(at, wanted.validAfter)) return false
  return session.validUntil - at >= (lasting ?? timeToRenew(wanted.validUntil - at))
}

// In a period limits come back; without one, what is gone is gone. Of fees a rest is of no use.
function isUsedUp(session: Session, wanted: Session, { at, usage }: CoversOptions): boolean {
  if (session.period !== 0 || usage?.status !== 'Live') return false
  const { calls, value, fee, allowances } = usageLeft(session, usage, at)
  return (
    calls === 0 ||
    (value === 0n && wanted.maxValue > 0n) ||
    (fee !== undefined && fee * PART < wanted.maxFee) ||
    Object.values(allowances).includes(0n)
  )
}
