// Where a history and a node part.
import { LatchkeyError } from '../errors'
import type { History } from './History'
import { blockAt, type Node } from './Node'

/**
 * @internal The last block of the history that the node's chain has too, -1 if there is none. Found by halving: what follows a
 * changed block has changed as well.
 *
 * @throws HistoryReorganized: not even the last settled block is on that chain. LogsNotReadable: the node has not got there yet.
 */
export async function commonBlock(node: Node, { recent, settled }: History, latest: number): Promise<number> {
  let [low, high] = [0, recent.length]
  // Mostly nothing has changed.
  const newest = recent[high - 1]
  if (newest !== undefined && (await blockAt(node, newest.number))?.hash === newest.hash) return newest.number
  while (low < high) {
    const middle = (low + high) >> 1
    const block = recent[middle]
    if (block !== undefined && (await blockAt(node, block.number))?.hash === block.hash) low = middle + 1
    else high = middle
  }
  const common = recent[low - 1]
  if (common !== undefined) return common.number
  if (settled === undefined) return -1
  if (settled.number > latest)
    throw new LatchkeyError('LogsNotReadable', { from: latest, to: settled.number, reason: 'the node lags behind' })
  if ((await blockAt(node, settled.number))?.hash !== settled.hash)
    throw new LatchkeyError('HistoryReorganized', { block: settled.number, settled: settled.number })
  return settled.number
}
