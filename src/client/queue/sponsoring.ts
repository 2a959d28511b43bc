// The paymaster's part of an op: put in, and left out again where a service is asked about it.
import type { GasEstimate } from '../../bundler'
import type { PaymasterPart } from '../../paymaster'
import type { UserOp } from '../../userOp'

/**
 * The fields of an op that a paymaster gives.
 *
 * @example
 * ```ts
 * partOf({ paymaster: PAYMASTER, paymasterData: '0x' }) // => { paymaster: PAYMASTER, paymasterData: '0x' }
 * partOf(undefined) // => {}
 * ```
 */
export function partOf(part: PaymasterPart | undefined): Partial<PaymasterPart> {
  if (part === undefined) return {}
  const { paymaster, paymasterData, ...limits } = part
  return { paymaster, paymasterData, ...limitsOf(limits) }
}

/**
 * An op's gas limits: those of the bundler's estimate, and the paymaster's own where it says what it needs. Some bundlers
 * answer limits of a paymaster where there is none.
 *
 * @example
 * ```ts
 * const estimate = { preVerificationGas: 1n, verificationGasLimit: 2n, callGasLimit: 3n, paymasterPostOpGasLimit: 0n }
 * gasOf(estimate, undefined) // => { preVerificationGas: 1n, verificationGasLimit: 2n, callGasLimit: 3n }
 * gasOf(estimate, { paymaster: PAYMASTER, paymasterData: '0x', paymasterPostOpGasLimit: 4n }).paymasterPostOpGasLimit // => 4n
 * ```
 */
export function gasOf(estimate: GasEstimate, part: PaymasterPart | undefined): GasEstimate {
  const { preVerificationGas, verificationGasLimit, callGasLimit } = estimate
  const own = { preVerificationGas, verificationGasLimit, callGasLimit }
  return part === undefined ? own : { ...own, ...limitsOf(estimate), ...limitsOf(part) }
}

/**
 * As ERC-7677 has it: a service is asked about an op that names no paymaster yet.
 *
 * @example
 * ```ts
 * 'paymaster' in unnamed({ ...userOp, paymaster: PAYMASTER }) // => false
 * ```
 */
export function unnamed({ paymaster: _paymaster, paymasterData: _data, ...userOp }: UserOp): UserOp {
  return userOp
}

/** The same before there is an estimate. */
export const unsponsored = (userOp: UserOp): UserOp => withoutLimits(unnamed(userOp))

function withoutLimits({
  paymasterVerificationGasLimit: _verification,
  paymasterPostOpGasLimit: _postOp,
  ...userOp
}: UserOp): UserOp {
  return userOp
}

type PaymasterLimits = Pick<PaymasterPart, 'paymasterVerificationGasLimit' | 'paymasterPostOpGasLimit'>

const limitsOf = ({
  paymasterVerificationGasLimit: verification,
  paymasterPostOpGasLimit: postOp,
}: PaymasterLimits): PaymasterLimits => ({
  ...(verification === undefined ? {} : { paymasterVerificationGasLimit: verification }),
  ...(postOp === undefined ? {} : { paymasterPostOpGasLimit: postOp }),
})
