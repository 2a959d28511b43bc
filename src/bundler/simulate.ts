// Whether an op is valid and what gas it needs, asked of the EntryPoint itself by eth_call: nothing is written.
import { concat, MaxUint256, toQuantity } from 'ethers'

import { entryPointInterface, type Address, type Hex } from '../contracts'
import { explainRevert, LatchkeyError } from '../errors'
import { packUserOp, type UserOp } from '../userOp'

/** A node that takes any JSON-RPC call, as ethers' and Hardhat's providers do. */
export interface RpcNode {
  send(method: string, params: unknown[]): Promise<unknown>
}

/** Who asks whom. */
export interface Simulator {
  readonly node: RpcNode
  /** A plain account: EntryPoint v0.9 answers no other. */
  readonly bundler: Address
  readonly entryPoint: Address
}

/** The two gas limits of which the EntryPoint says when they are too low. */
export type SearchedLimit = 'verificationGasLimit' | 'paymasterVerificationGasLimit'

/** More than any validation may use. */
export const SEARCH_MAX = 3_000_000n

/** How far above the lowest sufficient limit an estimate may be. */
const SEARCH_STEP = 250n

/** What the EntryPoint says once validation has come to its end and only a signature is wrong. */
const SIGNATURE_ONLY = ['AA24', 'AA34']

const CALL_BASE = 21_000n

/**
 * Why the EntryPoint refuses the op; undefined if it does not.
 *
 * @param richness Wei that the sender is to have for this question, in place of its own.
 *
 * @internal
 */
export async function refusalOfOp(
  { node, bundler, entryPoint }: Simulator,
  userOp: UserOp,
  richness?: bigint,
): Promise<LatchkeyError | undefined> {
  const data = entryPointInterface.encodeFunctionData('handleOps', [[packUserOp(userOp)], bundler])
  const overrides = richness === undefined ? [] : [{ [userOp.sender]: { balance: toQuantity(richness) } }]
  try {
    await node.send('eth_call', [{ from: bundler, to: entryPoint, data }, 'latest', ...overrides])
    return undefined
  } catch (thrown) {
    return explainRevert(thrown)
  }
}

/**
 * The lowest limit, give or take 250, with which validation comes to its end; the op's signature need not be right.
 *
 * @throws The reason for which the op is refused whatever its limit.
 *
 * @internal
 */
export async function searchLimit(simulator: Simulator, userOp: UserOp, limit: SearchedLimit): Promise<bigint> {
  const refusalAt = async (gas: bigint): Promise<LatchkeyError | undefined> => {
    const refusal = await refusalOfOp(simulator, { ...userOp, [limit]: gas }, MaxUint256 >> 128n)
    return refusal !== undefined && SIGNATURE_ONLY.includes(refusal.code) ? undefined : refusal
  }
  const refusal = await refusalAt(SEARCH_MAX)
  if (refusal !== undefined) throw refusal
  let [low, high] = [0n, SEARCH_MAX]
  while (high - low > SEARCH_STEP) {
    const middle = (low + high) / 2n
    if ((await refusalAt(middle)) === undefined) high = middle
    else low = middle
  }
  return high
}

/**
 * What the calls of the op need.
 *
 * @throws CallsRevert: why they would revert.
 *
 * @internal
 */
export async function callGas({ node, entryPoint }: Simulator, { sender, callData }: UserOp): Promise<bigint> {
  try {
    const gas = await node.send('eth_estimateGas', [{ from: entryPoint, to: sender, data: callData }])
    // A transaction pays for its data and to begin; a call from the EntryPoint does neither.
    return BigInt(String(gas)) - CALL_BASE - calldataGas(callData)
  } catch (thrown) {
    const { why, onchain } = explainRevert(thrown)
    throw new LatchkeyError('CallsRevert', { message: why }, { cause: thrown, ...(onchain && { onchain }) })
  }
}

/**
 * What the bytes cost in a transaction.
 *
 * @internal
 */
export function calldataGas(...parts: readonly Hex[]): bigint {
  const digits = concat(parts).slice(2)
  const zeros = digits.match(/../g)?.filter((byte) => byte === '00').length ?? 0
  return BigInt(zeros * ZERO_BYTE + (digits.length / 2 - zeros) * OTHER_BYTE)
}

const ZERO_BYTE = 4
const OTHER_BYTE = 16
