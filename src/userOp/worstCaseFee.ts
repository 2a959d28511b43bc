// What an op can cost at most.
import type { UserOp } from './UserOp'

/** The fields that bound what an op can cost. */
export type GasTerms = Pick<
  UserOp,
  | 'callGasLimit'
  | 'verificationGasLimit'
  | 'preVerificationGas'
  | 'maxFeePerGas'
  | 'paymasterVerificationGasLimit'
  | 'paymasterPostOpGasLimit'
>

/**
 * The sum of all gas limits times maxFeePerGas, in wei: what the module counts towards a session's maxFee. Nothing of it
 * is given back when the op uses less or its calls fail.
 *
 * @example
 * ```ts
 * worstCaseFee({ callGasLimit: 100n, verificationGasLimit: 50n, preVerificationGas: 25n, maxFeePerGas: 2n }) // => 350n
 * ```
 */
export const worstCaseFee = (terms: GasTerms): bigint =>
  (terms.callGasLimit +
    terms.verificationGasLimit +
    terms.preVerificationGas +
    (terms.paymasterVerificationGasLimit ?? 0n) +
    (terms.paymasterPostOpGasLimit ?? 0n)) *
  terms.maxFeePerGas
