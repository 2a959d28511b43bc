// Ops straight to the EntryPoint, without a bundler: for tests, the demo, and an owner's revocation that no bundler can
// hold up.
import { isError, type ContractTransactionReceipt, type Overrides, type Signer } from 'ethers'

import { entryPointAt, entryPointInterface, type Address, type Hex } from '../contracts'
import { explainRevert, isLatchkeyError, LatchkeyError, revertData } from '../errors'
import { opOutcome, type OpOutcome } from './opOutcome'
import type { PackedUserOperation } from './UserOp'

/** What became of a bundle. */
export interface BundleOutcome {
  /** Whether the calls of every op were executed. */
  readonly success: boolean
  /** Of all ops together. */
  readonly actualGasUsed: bigint
  /** One per op, in their order. */
  readonly ops: readonly OpOutcome[]
  readonly receipt: ContractTransactionReceipt
}

/**
 * Sends ops through `handleOps` and waits for the outcome. EntryPoint v0.9 takes bundles from plain accounts only.
 *
 * @param entryPoint v0.7, v0.8 or v0.9.
 * @param ops Signed.
 * @param bundler Pays for the transaction and receives the fees.
 * @param overrides Of the transaction, such as gasLimit: without one, a signer that estimates sends no bundle that would revert.
 * @throws The decoded reason for which the EntryPoint refused an op: the module's error, or an AA code · OutcomeMissing.
 */
export async function handleOps(
  entryPoint: Address,
  ops: readonly PackedUserOperation[],
  bundler: Signer,
  overrides: Overrides = {},
): Promise<BundleOutcome> {
  const receipt = await send(entryPoint, ops, bundler, overrides)
  const events = (receipt?.logs ?? [])
    .filter(({ address }) => address.toLowerCase() === entryPoint.toLowerCase())
    .map((log) => entryPointInterface.parseLog(log))
    .filter((event) => event !== null)
  const reasons = new Map(
    events
      .filter(({ name }) => name === 'UserOperationRevertReason')
      .map(({ args }) => [String(args['userOpHash']), args['revertReason'] as Hex]),
  )
  const outcomes = events
    .filter(({ name }) => name === 'UserOperationEvent')
    .map((event) => opOutcome(event, reasons.get(String(event.args['userOpHash']))))
  if (receipt === null || outcomes.length !== ops.length)
    throw new LatchkeyError('OutcomeMissing', { transactionHash: receipt?.hash ?? 'unknown' })
  return {
    success: outcomes.every(({ success }) => success),
    actualGasUsed: outcomes.reduce((sum, { actualGasUsed }) => sum + actualGasUsed, 0n),
    ops: outcomes,
    receipt,
  }
}

async function send(
  entryPoint: Address,
  ops: readonly PackedUserOperation[],
  bundler: Signer,
  overrides: Overrides,
): Promise<ContractTransactionReceipt | null> {
  const handle = entryPointAt(entryPoint, bundler).getFunction('handleOps')
  const beneficiary = await bundler.getAddress()
  try {
    const response = await handle.send(ops, beneficiary, overrides)
    return await response.wait()
  } catch (thrown) {
    const mined = minedIn(thrown)
    if (mined === undefined) throw explainRevert(thrown)
    // A receipt does not say why: the same call on the block it is in does.
    const why: unknown = await handle
      .staticCall(ops, beneficiary, { ...overrides, blockTag: mined })
      .catch(explainRevert)
    throw isLatchkeyError(why) && why.onchain !== undefined ? why : explainRevert(thrown)
  }
}

/** The block of a transaction that was mined and reverted. */
const minedIn = (thrown: unknown): number | undefined =>
  isError(thrown, 'CALL_EXCEPTION') && revertData(thrown) === undefined ? thrown.receipt?.blockNumber : undefined
