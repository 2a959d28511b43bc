// Gas limits without a bundler's own simulation: by asking the EntryPoint over and over.
import { packUserOp, type UserOp } from '../userOp'
import type { GasEstimate } from './Bundler'
import { calldataGas, callGas, searchLimit, SEARCH_MAX, type Simulator } from './simulate'

/** Of a transaction, and of each op besides its bytes. */
const BUNDLE_GAS = 21_000n
const OP_GAS = 18_300n

/** What calls need beyond their estimate. */
const CALL_MARGIN = 5_000n

/** Calls of an account that is yet to be deployed cannot be tried. */
const DEPLOYING_CALL_GAS = 1_000_000n

/**
 * What an op needs; its signature must be well formed, not right. A paymaster that says what it needs is taken at its word.
 *
 * @throws CallsRevert, and why validation is refused whatever the signature.
 *
 * @internal
 */
export async function estimateByCall(simulator: Simulator, userOp: UserOp): Promise<GasEstimate> {
  const callGasLimit =
    userOp.factory === undefined ? (await callGas(simulator, userOp)) + CALL_MARGIN : DEPLOYING_CALL_GAS
  const { initCode, callData, paymasterAndData, signature } = packUserOp(userOp)
  const preVerificationGas = BUNDLE_GAS + OP_GAS + calldataGas(initCode, callData, paymasterAndData, signature)
  const asksPaymaster = userOp.paymaster !== undefined && (userOp.paymasterVerificationGasLimit ?? 0n) === 0n
  const probe: UserOp = {
    ...userOp,
    preVerificationGas,
    callGasLimit,
    verificationGasLimit: SEARCH_MAX,
    ...(asksPaymaster && { paymasterVerificationGasLimit: SEARCH_MAX }),
  }
  const estimate = {
    preVerificationGas,
    callGasLimit,
    verificationGasLimit: await searchLimit(simulator, probe, 'verificationGasLimit'),
  }
  if (!asksPaymaster) return estimate
  return {
    ...estimate,
    paymasterVerificationGasLimit: await searchLimit(simulator, probe, 'paymasterVerificationGasLimit'),
  }
}
