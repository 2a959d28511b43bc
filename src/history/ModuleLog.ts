// A log as nodes give it, and where it stands on the chain.
import type { Hex } from '../contracts'

/** What is needed of a log; ethers' `Log` is one. Of other contracts and of other events: passed over. */
export interface ModuleLog {
  readonly address: string
  readonly topics: readonly string[]
  readonly data: string
  readonly blockNumber: number
  readonly blockHash: string
  readonly transactionHash: string
  /** The log's number in its block. */
  readonly index: number
  /** true: the node takes it back, its block is not of the chain any more. */
  readonly removed?: boolean | undefined
}

/** Where something happened. */
export interface LogPlace {
  readonly blockNumber: number
  readonly transactionHash: Hex
  /** The log's number in its block. */
  readonly index: number
}

/** A block by number and hash. */
export interface BlockMark {
  readonly number: number
  readonly hash: Hex
}
