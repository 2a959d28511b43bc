// What one op wants to do. A fresh one is inside its session, and often exactly at an edge of it: limits used up, caps
// reached, the first and the last period, the longest proof, the most gas.
import { ZeroAddress } from 'ethers'

import { UNLIMITED_FEE, type Address, type Call, type Hex, type Permission, type Session } from '../../../src'
import { anyGrant, type Grant } from './grants'
import type { SessionKey } from './keys'
import type { Random } from './Random'
import { argumentsFor, type Amounts } from './rules'
import { FORMS } from './forms'
import { bitsOf } from './words'
import { lastPeriod, leftIn, NO_BOUND, type Jury, type Left, type Standing } from './Standing'

export interface Gas {
  verification: bigint
  call: bigint
  preVerification: bigint
  paymasterVerification: bigint
  postOp: bigint
  price: bigint
}

/** Mutable: a mutation changes what it is about. */
export interface Intent {
  readonly standing: Standing
  jury: Jury
  session: Session
  key: SessionKey
  calls: Call[]
  /** For each call the permission that is claimed. */
  permissions: number[]
  batch: boolean
  periodIndex: number | undefined
  paymaster: Address | undefined
  paymasterData: Hex
  gas: Gas
  sender: Address
  nonce: bigint
  initCode: Hex
  /** What is attached. */
  grant: Grant | undefined
}

/** Calls, and what they claim. */
export type Calls = Pick<Intent, 'calls' | 'permissions' | 'session'>

/** The permission that call `i` claims, if there is such a call and such a permission. */
export const permissionOf = ({ calls, permissions, session }: Calls, i: number): Permission | undefined =>
  calls[i] && session.permissions[permissions[i] ?? -1]

export const UINT128_MAX = (1n << 128n) - 1n
const CALLS_MOST = 10

/**
 * An op that the session permits; undefined where nothing is left of it.
 *
 * @param attaches Whether it brings its session's grant.
 */
export function validIntent(standing: Standing, random: Random, attaches = false): Intent | undefined {
  const { jury, session, key } = standing
  const periodIndex = session.period === 0 ? undefined : anyPeriod(standing, random)
  const left = leftIn(standing, periodIndex)
  if (left.calls < 1) return undefined

  const permissions = anyPermissions(session, Math.min(left.calls, CALLS_MOST), random)
  const mostValue = left.value === NO_BOUND || random.oneIn(2) ? left.value : random.upTo(left.value)
  const values = anyValues(session, permissions, mostValue, random)
  const amounts = amountsWithin(left, random)
  const sponsored = session.paymaster !== ZeroAddress && (session.maxFee === UNLIMITED_FEE || random.oneIn(2))
  return {
    standing,
    jury,
    session,
    key,
    calls: permissions.map((index, i) => callOf(session.permissions[index]!, values[i]!, random, amounts)),
    permissions,
    batch: permissions.length > 1 || random.oneIn(4),
    periodIndex,
    paymaster: sponsored ? session.paymaster : undefined,
    paymasterData: sponsored && random.oneIn(3) ? random.bytes(random.below(80)) : '0x',
    gas: anyGas(left, sponsored, random),
    sender: jury.address,
    nonce: 0n,
    initCode: '0x',
    grant: attaches ? anyGrant(standing, random) : undefined,
  }
}

/** Amounts that together stay within what is left of each allowance, and often use it up. */
function amountsWithin({ allowances }: Left, random: Random): Amounts {
  const rest = new Map(allowances)
  const greedy = random.oneIn(2)
  return (charges) => {
    const most = charges.map(({ allowance, wordType }) =>
      smaller(rest.get(allowance) ?? 0n, (1n << BigInt(bitsOf(wordType))) - 1n),
    )
    const bound = most.reduce(smaller)
    const amount = greedy ? bound : random.upTo(bound)
    for (const { allowance } of charges) rest.set(allowance, (rest.get(allowance) ?? 0n) - amount)
    return amount
  }
}

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)
const NO_AMOUNTS: Amounts = () => 0n

/** A call under this permission. */
export function callOf(permission: Permission, value: bigint, random: Random, amounts = NO_AMOUNTS): Call {
  const { target, functionSignature, selector, rules } = permission
  if (functionSignature === '') return { to: target, value, data: '0x' }
  const form = FORMS.get(functionSignature)
  if (rules.length > 0 && form !== undefined)
    return { to: target, value, data: `${selector}${argumentsFor(form, rules, amounts, random).slice(2)}` as Hex }
  const args = random.bytes(random.pick([0, 1, 27, 28, 29, 32, 32, 64, 100]))
  return { to: target, value, data: `${selector}${args.slice(2)}` as Hex }
}

/** Fills calls up to their caps, one after the other, until `total` is reached; undefined if it is not. */
export function fillTo(session: Session, permissions: readonly number[], total: bigint): bigint[] | undefined {
  let rest = total
  const values = permissions.map((index) => {
    const cap = session.permissions[index]?.maxValue ?? 0n
    const value = cap < rest ? cap : rest
    rest -= value
    return value
  })
  return rest === 0n ? values : undefined
}

/** Gas limits that add up to `total`, at most 2^128 - 1. */
export function splitGas(total: bigint, price: bigint, sponsored: boolean, random: Random): Gas {
  let rest = total
  const shares = Array.from({ length: sponsored ? 4 : 2 }, () => {
    const share = random.upTo(rest)
    rest -= share
    return share
  })
  const [verification = 0n, call = 0n, paymasterVerification = 0n, postOp = 0n] = shares
  return { verification, call, preVerification: rest, paymasterVerification, postOp, price }
}

export const gasOf = (gas: Gas): bigint =>
  gas.verification + gas.call + gas.preVerification + gas.paymasterVerification + gas.postOp

/** What the module counts against the limit on fees. */
export const feeOf = (gas: Gas): bigint => gasOf(gas) * gas.price

function anyPeriod(standing: Standing, random: Random): number {
  const { used, session } = standing
  const first = used.periodIndex
  const last = lastPeriod(session)
  const open = [first, first + 1, last, first + random.below(last - first + 1)]
  const fitting = open.filter((index) => index <= last && leftIn(standing, index).calls > 0)
  return fitting.length === 0 ? first : random.pick(fitting)
}

function anyPermissions(session: Session, most: number, random: Random): number[] {
  const count = random.pick([1, 1, Math.min(2, most), 1 + random.below(most), most])
  const total = session.permissions.length
  const start = random.below(total)
  const other = random.below(total)
  return random.pick([
    () => Array.from({ length: count }, () => start),
    () => Array.from({ length: count }, (_, i) => (start + i) % total),
    () => Array.from({ length: count }, () => random.below(total)),
    () => Array.from({ length: count }, (_, i) => (i % 3 === 2 ? other : start)),
  ])()
}

function anyValues(session: Session, permissions: readonly number[], most: bigint, random: Random): bigint[] {
  let rest = most
  const greedy = random.oneIn(2)
  return permissions.map((index) => {
    const cap = session.permissions[index]!.maxValue
    const bound = cap < rest ? cap : rest
    const value = greedy ? bound : random.upTo(bound)
    rest -= value
    return value
  })
}

function anyGas({ fee }: Left, sponsored: boolean, random: Random): Gas {
  const split = (total: bigint, price: bigint): Gas => splitGas(total, price, sponsored, random)
  if (fee === NO_BOUND && random.oneIn(4)) return { ...split(UINT128_MAX, UINT128_MAX), preVerification: NO_BOUND - 1n }
  const bound = fee < UINT128_MAX ? fee : UINT128_MAX
  return random.pick([
    // The whole budget, in gas or in price.
    () => split(bound, 1n),
    () => split(1n, bound),
    () => split(7n, bound / 7n),
    // Free gas, and a price for no gas.
    () => split(UINT128_MAX, 0n),
    () => split(0n, UINT128_MAX),
    // A usual op.
    () => split(400_000n, random.upTo(bound / 400_000n)),
  ])()
}
