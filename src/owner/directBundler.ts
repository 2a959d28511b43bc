// Ops straight to the EntryPoint, paid by any plain account: for owners without a bundler, and for a revocation that no
// crowded bundler can hold up.
import { dataLength, type Provider, type Signer } from 'ethers'

import type { Address, Hex } from '../contracts'
import { explainRevert, LatchkeyError } from '../errors'
import { handleOps, packUserOp, type OpOutcome, type UserOp } from '../userOp'
import type { OwnerBundler, OwnerGas } from './OwnerBundler'

/** Of a transaction, and of an op besides its bytes and its own limits. */
const FIXED_GAS = 21_000n + 20_000n
const BYTE_GAS = 16n

/** What ERC-7562 lets all of validation use; and with the account's deployment in it. */
const VALIDATION_GAS = 500_000n
const DEPLOYING_GAS = 1_500_000n

/** Calls of an account that is yet to be deployed cannot be tried. */
const UNTRIED_CALL_GAS = 1_000_000n

/**
 * Sends each op in a transaction of its own, which `from` pays for and is paid back for by the account. EntryPoint v0.9 takes
 * it from accounts without code only.
 *
 * @param from Connected to a provider.
 * @throws OwnerProviderMissing.
 *
 * @example
 * ```ts
 * const error = await Promise.resolve().then(() => directBundler(new Wallet(KEY))).catch((caught) => caught)
 * error.code // => 'OwnerProviderMissing'
 * ```
 */
export function directBundler(from: Signer): OwnerBundler {
  const { provider } = from
  if (provider === null) throw new LatchkeyError('OwnerProviderMissing', {})
  const outcomes = new Map<Hex, { readonly success: boolean; readonly transactionHash: Hex }>()
  return {
    estimate: async (userOp, entryPoint) => await estimate(provider, userOp, entryPoint),
    send: async (userOp, entryPoint) => {
      const { ops, receipt } = await handleOps(entryPoint, [packUserOp(userOp)], from)
      const { userOpHash, success } = ops[0] as OpOutcome
      outcomes.set(userOpHash, { success, transactionHash: receipt.hash as Hex })
    },
    receipt: (userOpHash) => Promise.resolve(outcomes.get(userOpHash)),
  }
}

async function estimate(provider: Provider, userOp: UserOp, entryPoint: Address): Promise<OwnerGas> {
  const { initCode, callData, paymasterAndData, signature } = packUserOp(userOp)
  const bytes = [initCode, callData, paymasterAndData, signature].reduce((sum, hex) => sum + dataLength(hex), 0)
  const isDeployed = userOp.factory === undefined
  return {
    preVerificationGas: FIXED_GAS + BYTE_GAS * BigInt(bytes),
    verificationGasLimit: isDeployed ? VALIDATION_GAS : DEPLOYING_GAS,
    callGasLimit: isDeployed ? await callGas(provider, userOp, entryPoint) : UNTRIED_CALL_GAS,
  }
}

// As a transaction it costs more than as a call; 1/63 may stay behind in each call within.
async function callGas(provider: Provider, { sender, callData }: UserOp, from: Address): Promise<bigint> {
  try {
    const gas = await provider.estimateGas({ from, to: sender, data: callData })
    return gas + gas / 10n
  } catch (thrown) {
    throw explainRevert(thrown)
  }
}
