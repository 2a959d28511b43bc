// What becomes of sessions, in a few lines: the model that random histories are compared with. It knows no hash, no proof and
// no encoding; of a usage word only where its fields are.
import { UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Session } from '../../../src'
import { ACCEPTED } from '../../helpers/verdict'

/** One session on one account. */
export interface Life {
  /** The account's counter when it was granted; 0: never. */
  grantedIn: number
  revoked: boolean
  /** In the epoch in which it was granted. */
  renounced: boolean
  fee: bigint
  value: bigint
  calls: number
  period: number
  /** Of its allowance; it counts under this counter and in this period only. */
  spent: bigint
  spentIn: number
  spentPeriod: number
}

/** The account's counter; odd: installed. */
export interface Model {
  now: number
  readonly counters: number[]
  /** By account, then by session. */
  readonly lives: Life[][]
}

/** An op, as far as the model cares. */
export interface Use {
  readonly account: number
  readonly session: number
  readonly calls: number
  readonly value: bigint
  readonly fee: bigint
  readonly period: number
  /** Of each call, charged to the allowance that the session has. */
  readonly amount: bigint
  /** Whether it brings the owner's grant, signed for this epoch. */
  readonly attaches: boolean
}

export const newModel = (now: number, accounts: number, sessions: number): Model => ({
  now,
  counters: Array.from({ length: accounts }, () => 1),
  lives: Array.from({ length: accounts }, () => Array.from({ length: sessions }, unknown)),
})

const unused = () => ({ fee: 0n, value: 0n, calls: 0, period: 0 })

const unknown = (): Life => ({
  ...unused(),
  grantedIn: 0,
  revoked: false,
  renounced: false,
  spent: 0n,
  spentIn: 0,
  spentPeriod: 0,
})

export const isLive = ({ counters, lives }: Model, account: number, session: number): boolean => {
  const { revoked, renounced, grantedIn } = lives[account]![session]!
  return !revoked && !renounced && grantedIn === counters[account] && grantedIn % 2 === 1
}

/** Ended by its own key in the account's present epoch. */
export const isRenouncedNow = ({ counters }: Model, account: number, { renounced, grantedIn }: Life): boolean =>
  renounced && grantedIn === counters[account]

/** By its own key. ACCEPTED, or the error's name. */
export function renounce(model: Model, account: number, session: number): string {
  const life = model.lives[account]![session]!
  const isLiveNow = isLive(model, account, session)
  if (isLiveNow) life.renounced = true
  return isLiveNow || life.revoked || isRenouncedNow(model, account, life) ? ACCEPTED : 'SessionNotLive'
}

/** By the owner's signature, which ends another session where this one was not live. */
export function grantSigned(
  model: Model,
  account: number,
  session: number,
  { isCurrent = true, replaces }: { isCurrent?: boolean; replaces?: number | undefined } = {},
): string {
  const life = model.lives[account]![session]!
  if (model.counters[account]! % 2 === 0) return 'ModuleNotInstalled'
  if (isLive(model, account, session)) return ACCEPTED
  if (isRenouncedNow(model, account, life)) return 'SessionAlreadyRevoked' // I13
  if (!isCurrent) return 'GrantSignatureNotValid'
  const said = grant(model, account, session)
  if (said === ACCEPTED && replaces !== undefined) model.lives[account]![replaces]!.revoked = true
  return said
}

/** By the account. ACCEPTED, or the error's name. */
export function grant(model: Model, account: number, session: number): string {
  const life = model.lives[account]![session]!
  if (model.counters[account]! % 2 === 0) return 'ModuleNotInstalled'
  if (life.revoked) return 'SessionAlreadyRevoked' // I13
  if (isRenouncedNow(model, account, life)) life.renounced = false
  if (!isLive(model, account, session))
    Object.assign(life, { ...unused(), renounced: false, grantedIn: model.counters[account] })
  return ACCEPTED
}

/** Charges the op, or answers why it is refused; then nothing is charged (I9). */
export function use(model: Model, sessions: readonly Session[], op: Use, openAtStart: boolean): string {
  const life = model.lives[op.account]![op.session]!
  const session = sessions[op.session]!
  if (op.attaches) {
    const granted = grantSigned(model, op.account, op.session)
    if (granted !== ACCEPTED) return granted
  } else if (!isLive(model, op.account, op.session)) return 'SessionNotLive' // I13, I14
  if (op.period < life.period) return 'PeriodOver'
  const before = op.period === life.period ? life : unused()
  const after = {
    fee: session.maxFee === UNLIMITED_FEE ? 0n : before.fee + op.fee,
    value: session.maxValue === UNLIMITED_VALUE ? 0n : before.value + op.value,
    calls: session.maxCalls === UNLIMITED_CALLS ? 0 : before.calls + op.calls,
    period: op.period,
  }
  if (after.fee > session.maxFee) return 'FeeOverLimit' // I8
  if (after.value > session.maxValue) return 'ValueOverLimit' // I7
  if (after.calls > session.maxCalls) return 'CallsOverLimit'
  const cap = capOf(session)
  const counts = life.spentIn === life.grantedIn && life.spentPeriod === op.period
  const spent = (counts ? life.spent : 0n) + op.amount * BigInt(op.calls)
  if (cap !== undefined && spent > cap) return 'AllowanceOverCap' // I7
  const first = session.validAfter + op.period * session.period
  if (first > session.validUntil) return 'PeriodOutsideSession'
  const last = session.period === 0 ? session.validUntil : Math.min(first + session.period - 1, session.validUntil)
  if (model.now < first || model.now > last || (model.now === first && !openAtStart)) return 'AA22'
  Object.assign(life, after)
  if (cap !== undefined) Object.assign(life, { spent, spentIn: life.grantedIn, spentPeriod: op.period })
  return ACCEPTED
}

/** Of the allowance, if the session has one: its rule is the only one that there is. */
const capOf = ({ permissions }: Session): bigint | undefined => {
  const cap = permissions[0]?.rules[0]?.values[0]
  return cap === undefined ? undefined : BigInt(cap)
}

/** amount 192 | period 32 | counter of the grant 32. */
export const spentWord = ({ spent, spentIn, spentPeriod }: Life): bigint =>
  (spent << 64n) | (BigInt(spentPeriod) << 32n) | BigInt(spentIn)

/** fee 80 | value 80 | calls 32 | period 32 | counter of the grant 32: its highest bit set if renounced, all if revoked. */
export const usageWord = ({ fee, value, calls, period, grantedIn, revoked, renounced }: Life): bigint =>
  (fee << 176n) |
  (value << 96n) |
  (BigInt(calls) << 64n) |
  (BigInt(period) << 32n) |
  (revoked ? 0xffff_ffffn : BigInt(grantedIn) | (renounced ? 1n << 31n : 0n))
