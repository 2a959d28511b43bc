// What is asked of can(), and what it answers.
import type { Address } from '../contracts'
import type { LatchkeyError } from '../errors'
import type { CallLike } from '../session/Call'
import type { Session } from '../session/Session'
import type { ClockOf, OpWindow } from './opWindow'
import type { SendMargins } from './sendMoment'
import type { UsageSnapshot } from './UsageSnapshot'

/** One op, as far as a verdict depends on it. */
export interface CanOptions {
  readonly session: Session
  /** What the account is to execute, in order. */
  readonly calls: readonly CallLike[]
  readonly account: Address
  readonly module: Address
  /** Seconds since 1970: the time of the block that the op will be in. */
  readonly at: number
  /** What the chain knows of the session. */
  readonly usage: UsageSnapshot
  /** Who pays: the account, or the address of a paymaster. */
  readonly payer: 'account' | Address
  /** Wei: the worst-case fee of the op. */
  readonly fee: bigint
  /** The op's gas limits in all, where they are known. */
  readonly gas?: bigint | undefined
  readonly entryPoint: ClockOf
  /** The permission that each call claims, where it was chosen already. */
  readonly permissionIndexes?: readonly number[] | undefined
  /** The period that is claimed; if omitted, the one that `at` lies in. */
  readonly periodIndex?: number | undefined
  /** How far to keep from the edges of time, as a sender does; not at all if omitted, `{}` for the standard. */
  readonly margins?: SendMargins | undefined
  /** Whether the op brings the owner's signature, which grants the session. */
  readonly attachesGrant?: boolean | undefined
}

/** That it may, with what to claim for it; or why not. */
export type Verdict =
  | {
      readonly ok: true
      /** Of each call, into `session.permissions`. */
      readonly permissionIndexes: readonly number[]
      /** undefined for a session without period. */
      readonly periodIndex: number | undefined
      /** When the EntryPoint takes the op. */
      readonly window: OpWindow
      /** What is used once the op is validated. */
      readonly usage: UsageSnapshot
    }
  | { readonly ok: false; readonly error: LatchkeyError }
