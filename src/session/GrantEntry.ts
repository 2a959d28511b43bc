// One chain's part of what an owner signs.
import type { Address, Hex } from '../contracts'
import type { Session } from './Session'

/** A grant on one chain. */
export interface GrantEntry {
  readonly chainId: bigint
  readonly account: Address
  /** The account's epoch word that the grant is for. */
  readonly epoch: Hex
  /** A session that this grant ends, or zero. */
  readonly replaces: Hex
  readonly session: Session
}
