// A session and how it stands on its account: what ops are generated for.
import type { SigningKey } from 'ethers'

import {
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Address,
  type Hex,
  type PackedUserOperation,
  type Session,
} from '../../../src'

/** An account, and what its ops have to do with. */
export interface Jury {
  readonly address: Address
  readonly module: Address
  readonly chainId: bigint
  /** Calls the module as this account, in a transaction. */
  readonly act: (data: Hex) => Promise<unknown>
  /** The hash of an op, where an EntryPoint makes it; without, any hash will do: module and Lens take it from the account. */
  readonly hashOf?: (op: PackedUserOperation) => Hex
}

/** `revoked` is one session, `older` all of an epoch, `uninstalled` all of an account. */
export type Status = 'live' | 'revoked' | 'older' | 'never granted' | 'uninstalled'

/** What ops used of a session, in its latest period. */
export interface Used {
  readonly fee: bigint
  readonly value: bigint
  readonly calls: number
  readonly periodIndex: number
}

export interface Standing {
  readonly jury: Jury
  readonly session: Session
  readonly key: SigningKey
  readonly status: Status
  readonly used: Used
}

/** What a session may still use; without a bound where it has none. */
export interface Left {
  readonly fee: bigint
  readonly value: bigint
  readonly calls: number
}

/** More than any sum in 256 bits. */
export const NO_BOUND = 1n << 256n

export const UNUSED: Used = { fee: 0n, value: 0n, calls: 0, periodIndex: 0 }

/** What is left in a period: all of it in a later one than the latest. */
export function leftIn({ session, used }: Standing, periodIndex = 0): Left {
  const { fee, value, calls } = periodIndex === used.periodIndex ? used : UNUSED
  return {
    fee: session.maxFee === UNLIMITED_FEE ? NO_BOUND : session.maxFee - fee,
    value: session.maxValue === UNLIMITED_VALUE ? NO_BOUND : session.maxValue - value,
    calls: session.maxCalls === UNLIMITED_CALLS ? Infinity : session.maxCalls - calls,
  }
}

/** The last period that begins inside the session and has an index. */
export const lastPeriod = ({ validAfter, validUntil, period }: Session): number =>
  Math.min(Math.floor((validUntil - validAfter) / period), 2 ** 32 - 1)
