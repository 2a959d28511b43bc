// What is kept of the module's events: for each account its epochs and, by id, its sessions with all that happened to them.
import { toAddress } from '../session/toAddress'
import type { Address, Hex } from '../contracts'
import type { HexMap } from './HexMap'
import type { BlockMark, LogPlace, ModuleLog } from './ModuleLog'

/** All sessions of one module on one chain, as its events tell them. Plain data that never changes: a fold makes a new one. */
export interface History {
  readonly chainId: bigint
  readonly module: Address
  /** The one account that is followed; undefined: all. */
  readonly account: Address | undefined
  /** After all blocks up to `settled`. */
  readonly accounts: HexMap<AccountRecord> | undefined
  /** The last block that cannot be undone any more; undefined: every block can. */
  readonly settled: BlockMark | undefined
  /** The blocks after it that hold events or were read to their end, ascending: what a reorg can undo. */
  readonly recent: readonly RecentBlock[]
  /** Every log up to this block is in; undefined: up to `settled`. Of later blocks there may be more than was folded. */
  readonly through: number | undefined
}

/** A block that a reorg can still take away. */
export interface RecentBlock extends BlockMark {
  /** By ascending index. */
  readonly logs: readonly KeptLog[]
  /** The accounts after it. */
  readonly accounts: HexMap<AccountRecord> | undefined
}

/** What is kept of a log until its block is settled. */
export type KeptLog = Pick<ModuleLog, 'topics' | 'data' | 'index'> & { readonly transactionHash: Hex }

/** What is known of an account. */
export interface AccountRecord {
  /** By `indexKey`, in the order in which they began. */
  readonly epochs: HexMap<EpochRecord> | undefined
  readonly epochCount: number
  /** By id. */
  readonly sessions: HexMap<SessionRecord> | undefined
  /** The session that the account's last event revoked, if it revoked one. */
  readonly revokedLast: { readonly id: Hex; readonly transactionHash: Hex } | undefined
}

/** An epoch word, and where it began. */
export interface EpochRecord extends LogPlace {
  readonly epoch: Hex
}

/** What is known of a session id on an account. */
export interface SessionRecord {
  /** Undefined: revoked without ever having been granted. */
  readonly grant: { readonly signerWord: Hex; readonly terms: Hex } | undefined
  /** What happened last, and before. */
  readonly last: SessionStep
}

/** One event of a session. */
export interface SessionStep extends LogPlace {
  readonly kind: 'granted' | 'renounced' | 'revoked'
  /** How many epochs the account had begun: those of a grant are over once there are more. */
  readonly epochCount: number
  /** Of a revocation: what was granted by the account's next event, in the same transaction. */
  readonly replacedBy?: Hex | undefined
  readonly before: SessionStep | undefined
}

/** Whose events are followed. */
export interface HistoryPlace {
  readonly chainId: bigint
  readonly module: string
  /** Of one account alone, as a wallet wants it. */
  readonly account?: string | undefined
}

/**
 * A history without events.
 *
 * @throws FieldNotValid: module or account is no address.
 *
 * @example
 * ```ts
 * newHistory({ chainId: 1n, module: SOCIO3 }).recent // => []
 * ```
 */
export const newHistory = ({ chainId, module, account }: HistoryPlace): History => ({
  chainId,
  module: toAddress(module),
  account: account === undefined ? undefined : toAddress(account),
  accounts: undefined,
  settled: undefined,
  recent: [],
  through: undefined,
})

/** @internal The accounts after all that was folded. */
export const latestAccounts = (history: History): HexMap<AccountRecord> | undefined =>
  history.recent.length === 0 ? history.accounts : history.recent[history.recent.length - 1]?.accounts
