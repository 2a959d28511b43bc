// What became of an op, read from the chain itself: for bundlers that forget.
import type { Provider } from 'ethers'

import type { OpReceipt } from '../../bundler'
import { entryPointInterface, type Address, type Hex } from '../../contracts'
import { opOutcome } from '../../userOp/opOutcome'

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
  const reverted = events.find(({ event }) => event?.name === 'UserOperationRevertReason')
  return {
    ...opOutcome(mined.event, reverted?.event?.args['revertReason']),
    transactionHash: mined.log.transactionHash as Hex,
    blockNumber: mined.log.blockNumber,
  }
}
