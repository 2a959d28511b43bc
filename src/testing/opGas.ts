// The gas of the session ops that are tried.
import { worstCaseFee } from '../userOp'

/** @internal More than any of them needs. */
export const OP_GAS = {
  callGasLimit: 1_000_000n,
  verificationGasLimit: 1_000_000n,
  preVerificationGas: 100_000n,
  maxFeePerGas: 1_000_000_000n,
  maxPriorityFeePerGas: 1n,
} as const

/** @internal What each counts towards maxFee, in wei. */
export const OP_FEE = worstCaseFee(OP_GAS)

/** @internal Of the transaction around one. */
export const BUNDLE_GAS = 5_000_000n
