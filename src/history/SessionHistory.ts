// A session as its events tell it.
import type { Address, Hex } from '../contracts'
import type { SessionId } from '../session'
import type { LogPlace } from './ModuleLog'

/**
 * live: granted and not ended; the clock is asked apart · revoked: for good · renounced: ended by its own key · superseded: a
 * newer epoch ended it, by `revokeAll` or a repeated install · uninstalled: ended by an uninstall. Revoked wins over all others:
 * what else has ended it can be granted again.
 */
export type HistoryState = 'live' | 'revoked' | 'renounced' | 'superseded' | 'uninstalled'

/** One event of a session. */
export interface HistoryStep extends LogPlace {
  readonly kind: 'granted' | 'renounced' | 'revoked' | 'superseded' | 'uninstalled'
}

/** A session id on an account, with all that happened to it. */
export interface SessionHistory {
  readonly account: Address
  readonly id: SessionId
  readonly state: HistoryState
  /** Who signs: the address of a secp256k1 key as a word, else as `signerWord` has it. Undefined: never granted. */
  readonly signerWord: Hex | undefined
  /** The session as `abi.encode` has it, to be read by `termsOf`. Undefined: never granted, only revoked. */
  readonly terms: Hex | undefined
  /** The epoch word under which it was granted last; undefined: never granted, or the history began later. */
  readonly epoch: Hex | undefined
  /** Its events, the first first, and what ended it by the epoch. */
  readonly steps: readonly HistoryStep[]
  /** Of a revoked session: what was granted by the account's next event in the same transaction, as `replaces` does. */
  readonly replacedBy: SessionId | undefined
}
