// What an owner's op needs of a bundler: a part of the client's bundler port, so that any of those fits.
import type { Address, Hex } from '../contracts'
import type { UserOp } from '../userOp'

/** Gas limits of an op. */
export type OwnerGas = Pick<UserOp, 'callGasLimit' | 'verificationGasLimit' | 'preVerificationGas'>

/** Wei per gas. */
export type OwnerFees = Pick<UserOp, 'maxFeePerGas' | 'maxPriorityFeePerGas'>

/** Takes ops to the chain. */
export interface OwnerBundler {
  /** Gas limits for an op whose signature is well formed and wrong. */
  estimate(userOp: UserOp, entryPoint: Address): Promise<OwnerGas>
  /** What it wants; undefined, or left out: what the chain's latest blocks suggest. */
  fees?(): Promise<OwnerFees | undefined>
  /** What it answers is not used: the op's hash is computed here. */
  send(userOp: UserOp, entryPoint: Address): Promise<unknown>
  /** undefined: not mined yet. */
  receipt(userOpHash: Hex): Promise<{ readonly success: boolean; readonly transactionHash: Hex } | undefined>
}
