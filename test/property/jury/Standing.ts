// A session and how it stands on its account: what ops are generated for.
import {
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Address,
  type Hex,
  type PackedUserOperation,
  type Session,
} from '../../../src'
import type { SessionKey } from './keys'
import type { Allowance } from './rules'
import { CHARGE } from './words'

/** An account, and what its ops have to do with. */
export interface Jury {
  readonly address: Address
  readonly module: Address
  readonly chainId: bigint
  /** The epoch word, as the module has it while ops are judged. */
  epoch: Hex
  /** The owner's signature for the account's ERC-1271, where it is not that of the mock. */
  readonly signAsOwner?: (digest: Hex) => Hex
  /** Calls the module as this account, in a transaction. */
  readonly act: (data: Hex) => Promise<unknown>
  /** The hash of an op, where an EntryPoint makes it; without, any hash will do: module and Lens take it from the account. */
  readonly hashOf?: (op: PackedUserOperation) => Hex
}

/** `revoked` is one session, `older` all of an epoch, `uninstalled` all of an account; `renounced` by its own key. */
export type Status = 'live' | 'revoked' | 'renounced' | 'older' | 'never granted' | 'uninstalled'

/** What ops used of a session, in its latest period. */
export interface Used {
  readonly fee: bigint
  readonly value: bigint
  readonly calls: number
  readonly periodIndex: number
  /** Of each allowance. */
  readonly spent: ReadonlyMap<number, bigint>
}

export interface Standing {
  readonly jury: Jury
  readonly session: Session
  readonly key: SessionKey
  readonly status: Status
  readonly used: Used
  /** Ids of other sessions, which a grant may replace. */
  readonly others?: readonly Hex[]
}

/** What a session may still use; without a bound where it has none. */
export interface Left {
  readonly fee: bigint
  readonly value: bigint
  readonly calls: number
  /** Of each allowance that the session has. */
  readonly allowances: ReadonlyMap<number, bigint>
}

/** More than any sum in 256 bits. */
export const NO_BOUND = 1n << 256n

export const UNUSED: Used = { fee: 0n, value: 0n, calls: 0, periodIndex: 0, spent: new Map() }

/** What is left in a period: all of it in a later one than the latest. */
export function leftIn({ session, used }: Standing, periodIndex = 0): Left {
  const { fee, value, calls, spent } = periodIndex === used.periodIndex ? used : UNUSED
  return {
    fee: session.maxFee === UNLIMITED_FEE ? NO_BOUND : session.maxFee - fee,
    value: session.maxValue === UNLIMITED_VALUE ? NO_BOUND : session.maxValue - value,
    calls: session.maxCalls === UNLIMITED_CALLS ? Infinity : session.maxCalls - calls,
    allowances: new Map(allowancesOf(session).map(({ number, cap }) => [number, cap - (spent.get(number) ?? 0n)])),
  }
}

const known = new WeakMap<Session, readonly Allowance[]>()

/** The session's allowances, each once. */
export function allowancesOf(session: Session): readonly Allowance[] {
  const charges = (): readonly Allowance[] =>
    session.permissions
      .flatMap(({ rules }) => rules)
      .filter(({ comparison }) => comparison === CHARGE)
      .map(({ allowance, values }) => ({ number: allowance, cap: BigInt(values[0] ?? 0n) }))
  const allowances = known.get(session) ?? [...new Map(charges().map((one) => [one.number, one])).values()]
  known.set(session, allowances)
  return allowances
}

/** The last period that begins inside the session and has an index. */
export const lastPeriod = ({ validAfter, validUntil, period }: Session): number =>
  Math.min(Math.floor((validUntil - validAfter) / period), 2 ** 32 - 1)
