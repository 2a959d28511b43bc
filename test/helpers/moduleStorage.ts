// The module's storage, slot by slot: where its words are, and what a transaction or call wrote.
import { AbiCoder, keccak256, toBeHex, type ContractTransactionReceipt } from 'ethers'

import type { SessionChain } from './session'
import type { TestAccount } from './fixture'
import { traceCall, traceTransaction, type Trace } from './trace'
import type { PackedUserOp } from './userOp'

const EPOCH_SLOT = 0
const USAGE_SLOT = 1
const FAST = { disableMemory: true }

/** Where `_epoch[account]` is. */
export function epochSlot(account: string): string {
  return hash(['address', 'uint256'], [account, EPOCH_SLOT])
}

/** Where `_usage[id][account]` is. */
export function usageSlot(account: string, id: string): string {
  return hash(['address', 'bytes32'], [account, hash(['bytes32', 'uint256'], [id, USAGE_SLOT])])
}

/** The slots of the module that a mined transaction wrote, in order, one for each write, reverted writes included. */
export async function writesOf(
  chain: SessionChain,
  to: string,
  receipt: Pick<ContractTransactionReceipt, 'hash'>,
): Promise<string[]> {
  return writes(await traceTransaction(receipt.hash, to, FAST), await chain.module.getAddress())
}

/** The slots of the module that handleOps of these ops would write, also if the EntryPoint refuses them in the end. */
export async function writesOfBundle(
  chain: SessionChain,
  account: TestAccount,
  ops: readonly PackedUserOp[],
): Promise<string[]> {
  const from = await account.bundler.getAddress()
  const data = account.entryPoint.contract.interface.encodeFunctionData('handleOps', [[...ops], from])
  return writes(await traceCall({ from, to: account.entryPoint.address, data }, FAST), await chain.module.getAddress())
}

function writes({ steps }: Trace, module: string): string[] {
  return steps
    .filter(({ op, frame }) => op === 'SSTORE' && frame.storage === module)
    .map((step) => toBeHex(step.stack(0), 32))
}

function hash(types: readonly string[], values: readonly unknown[]): string {
  return keccak256(AbiCoder.defaultAbiCoder().encode(types, values))
}
