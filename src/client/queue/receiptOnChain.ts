// What became of an op, read from the chain itself: for bundlers that forget.
import type { Provider } from 'ethers'

import type { OpReceipt } from '../../bundler'
import { entryPointInterface, type Address, type Hex } from '../../contracts'
import { decodeRevert } from '../../errors'

/** Which op, and where to look. */
export interface MinedOp {
  readonly entryPoint: Address
  readonly userOpHash: Hex
  /** A block from before it was sent. */
  readonly block: number
}

/**
 * undefined: it was not mined since that block.
 *
 * @internal
 */
export async function receiptOnChain(
  provider: Provider,
  { entryPoint, userOpHash, block }: MinedOp,
): Promise<OpReceipt | undefined> {
  const logs = await provider.getLogs({ address: entryPoint, topics: [null, userOpHash], fromBlock: block })
  const events = logs.map((log) => ({ log, event: entryPointInterface.parseLog(log) }))
  const mined = events.find(({ event }) => event?.name === 'UserOperationEvent')
  if (mined?.event === undefined || mined.event === null) return undefined
  const { args } = mined.event
  const reason = events.find(({ event }) => event?.name === 'UserOperationRevertReason')?.event?.args[
    'revertReason'
  ] as unknown
  return {
    userOpHash,
    sender: args['sender'] as Address,
    nonce: args['nonce'] as bigint,
    success: args['success'] as boolean,
    actualGasUsed: args['actualGasUsed'] as bigint,
    actualGasCost: args['actualGasCost'] as bigint,
    revertReason: decodeRevert(reason),
    transactionHash: mined.log.transactionHash as Hex,
    blockNumber: mined.log.blockNumber,
  }
}
