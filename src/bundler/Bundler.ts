// What the client asks of a bundler.
import type { Address, Hex } from '../contracts'
import type { OpOutcome, UserOp } from '../userOp'

/** What an op needs, in gas. */
export interface GasEstimate {
  readonly preVerificationGas: bigint
  readonly verificationGasLimit: bigint
  readonly callGasLimit: bigint
  readonly paymasterVerificationGasLimit?: bigint
  readonly paymasterPostOpGasLimit?: bigint
}

/** Wei per gas. */
export interface FeesPerGas {
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

/** What became of an op, and in which transaction. */
export interface OpReceipt extends OpOutcome {
  readonly transactionHash: Hex
  readonly blockNumber: number
}

/** A bundler. All of it throws LatchkeyError: what the bundler said, in the client's words. */
export interface Bundler {
  /** How many ops of one account it holds at a time. */
  readonly pendingMax: number
  chainId(): Promise<bigint>
  supportedEntryPoints(): Promise<readonly Address[]>
  /** Gas limits for an op whose signature is well formed but need not be right. */
  estimate(userOp: UserOp, entryPoint: Address): Promise<GasEstimate>
  /** Takes a signed op; the hash is what it answers, to be compared with the one computed. */
  send(userOp: UserOp, entryPoint: Address): Promise<Hex>
  /** undefined: not mined, or not known. */
  receipt(userOpHash: Hex): Promise<OpReceipt | undefined>
  /**
   * Whether it holds the op or saw it mined. Left out by bundlers that cannot tell: over JSON-RPC an op that is pending and one
   * that is unknown may look the same.
   */
  knows?(userOpHash: Hex): Promise<boolean>
  /** What it wants per gas; undefined: it has no opinion. */
  fees?(): Promise<FeesPerGas | undefined>
}
