// What becomes of sessions, in a few lines: the model that random histories are compared with. It knows no hash, no proof and
// no encoding; of a usage word only where its fields are.
import { UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Session } from '../../../src'
import { ACCEPTED } from '../../helpers/verdict'

/** One session on one account. */
export interface Life {
  /** The account's counter when it was granted; 0: never. */
  grantedIn: number
  revoked: boolean
  fee: bigint
  value: bigint
  calls: number
  period: number
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
}

export const newModel = (now: number, accounts: number, sessions: number): Model => ({
  now,
  counters: Array.from({ length: accounts }, () => 1),
  lives: Array.from({ length: accounts }, () => Array.from({ length: sessions }, unknown)),
})

const unknown = (): Life => ({ grantedIn: 0, revoked: false, fee: 0n, value: 0n, calls: 0, period: 0 })

export const isLive = ({ counters, lives }: Model, account: number, session: number): boolean => {
  const { revoked, grantedIn } = lives[account]![session]!
  return !revoked && grantedIn === counters[account] && grantedIn % 2 === 1
}

/** ACCEPTED, or the error's name. */
export function grant(model: Model, account: number, session: number): string {
  const life = model.lives[account]![session]!
  if (model.counters[account]! % 2 === 0) return 'ModuleNotInstalled'
  if (life.revoked) return 'SessionAlreadyRevoked' // I13
  if (!isLive(model, account, session)) Object.assign(life, { ...unknown(), grantedIn: model.counters[account] })
  return ACCEPTED
}

/** Charges the op, or answers why it is refused; then nothing is charged (I9). */
export function use(model: Model, sessions: readonly Session[], op: Use, openAtStart: boolean): string {
  const life = model.lives[op.account]![op.session]!
  const session = sessions[op.session]!
  if (!isLive(model, op.account, op.session)) return 'SessionNotLive' // I13, I14
  if (op.period < life.period) return 'PeriodOver'
  const before = op.period === life.period ? life : unknown()
  const after = {
    fee: session.maxFee === UNLIMITED_FEE ? 0n : before.fee + op.fee,
    value: session.maxValue === UNLIMITED_VALUE ? 0n : before.value + op.value,
    calls: session.maxCalls === UNLIMITED_CALLS ? 0 : before.calls + op.calls,
    period: op.period,
  }
  if (after.fee > session.maxFee) return 'FeeOverLimit' // I8
  if (after.value > session.maxValue) return 'ValueOverLimit' // I7
  if (after.calls > session.maxCalls) return 'CallsOverLimit'
  const first = session.validAfter + op.period * session.period
  if (first > session.validUntil) return 'PeriodOutsideSession'
  const last = session.period === 0 ? session.validUntil : Math.min(first + session.period - 1, session.validUntil)
  if (model.now < first || model.now > last || (model.now === first && !openAtStart)) return 'AA22'
  Object.assign(life, after)
  return ACCEPTED
}

/** fee 80 | value 80 | calls 32 | period 32 | counter of the grant 32, all ones if revoked. */
export const usageWord = ({ fee, value, calls, period, grantedIn, revoked }: Life): bigint =>
  (fee << 176n) |
  (value << 96n) |
  (BigInt(calls) << 64n) |
  (BigInt(period) << 32n) |
  (revoked ? 0xffff_ffffn : BigInt(grantedIn))
