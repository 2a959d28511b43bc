// From a node to a history, and on from where it ended.
import { zeroPadValue } from 'ethers'

import { LatchkeyError } from '../errors'
import { EVENT_TOPICS } from './eventTopics'
import { fetchLogs, type FetchLogsOptions } from './fetchLogs'
import { foldEvents } from './foldEvents'
import { commonBlock } from './commonBlock'
import type { History } from './History'
import { blockAt, chainIdOf, type Node } from './Node'
import { rollBack } from './rollBack'

/** How a history is read. */
export interface ReadHistoryOptions extends Pick<FetchLogsOptions, 'pageBlocks' | 'maxPageBlocks'> {
  /** Where an empty history begins: the block in which the module was deployed, or one before. 0 unless given. */
  readonly fromBlock?: number | undefined
  /** Where to stop; the latest block unless given. */
  readonly toBlock?: number | undefined
  /** How many blocks from the latest a reorg can reach, 128 unless given. So many can be undone; what is older is settled. */
  readonly reorgDepth?: number | undefined
  /** Called after each page. Its history can be kept, and read on from after a restart. */
  readonly onProgress?: ((progress: ReadProgress) => void | Promise<void>) | undefined
}

/** How far a history is read. */
export interface ReadProgress {
  readonly history: History
  /** The last block that was read. */
  readonly block: number
  /** The last one that is to be read. */
  readonly toBlock: number
  /** How many logs this page had. */
  readonly logs: number
}

/** A chain whose blocks change while they are read is read so often. */
const ATTEMPTS_MAX = 10

/**
 * Reads on, from the last block up to which every log is in, to the latest: first undoes what a reorg changed meanwhile, by the
 * hashes of its blocks. What was folded after that block is read again. While it reads, each page counts only if the block that it
 * reads to is still on the chain.
 *
 * The node must hold every log since the module was deployed, and answer from one view of the chain: behind one address there
 * may be several nodes, of which some lag behind.
 *
 * @throws HistoryOfOtherChain · HistoryReorganized: a reorg reaches below what is settled, start from an empty history ·
 * LogsNotReadable: the node refuses, fails or lags behind; what was read before stays good.
 *
 * @example
 * ```ts
 * const answers = { eth_chainId: '0x1', eth_getBlockByNumber: { number: '0x7', hash: ZeroHash }, eth_getLogs: [] }
 * const node = { send: (method) => Promise.resolve(answers[method]) }
 * const read = await readHistory(node, newHistory({ chainId: 1n, module: SOCIO3 }))
 * read.recent.length // => 1
 * ```
 */
export async function readHistory(node: Node, history: History, options: ReadHistoryOptions = {}): Promise<History> {
  await requireSameChain(node, history)
  let at = completeOf(history)
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { read, done } = await readOnce(node, at, options)
    if (done) return read
    at = read
  }
  const next = lastBlock(at) + 1
  const reason = `its blocks changed ${ATTEMPTS_MAX} times while they were read`
  throw new LatchkeyError('LogsNotReadable', { from: next, to: next, reason })
}

/** Reads to the latest block, or until that is not on the chain any more. */
async function readOnce(
  node: Node,
  history: History,
  options: ReadHistoryOptions,
): Promise<{ readonly read: History; readonly done: boolean }> {
  const { fromBlock = 0, toBlock = Infinity, reorgDepth = 128, onProgress } = options
  const latest = await blockAt(node, 'latest')
  const goal = latest !== undefined && toBlock < latest.number ? await blockAt(node, toBlock) : latest
  if (latest === undefined || goal === undefined) return { read: history, done: false }
  let read = rollBack(history, await commonBlock(node, history, latest.number))
  const last = lastBlock(read)
  // One that has begun is read on without a gap, wherever another would begin.
  const first = last < 0 ? fromBlock : last + 1
  const pages = fetchLogs(node, { ...options, ...queryOf(history), fromBlock: first, toBlock: goal.number })
  for await (const { to, logs } of pages) {
    const through = to === goal.number ? goal : await blockAt(node, to)
    if (through === undefined || (await blockAt(node, goal.number))?.hash !== goal.hash) return { read, done: false }
    read = foldEvents(read, logs, { through, final: latest.number - reorgDepth })
    await onProgress?.({ history: read, block: to, toBlock: goal.number, logs: logs.length })
  }
  const unchanged = (await blockAt(node, goal.number))?.hash === goal.hash
  return { read, done: unchanged }
}

/** Without the blocks of which there may be more logs, or that no hash after them vouches for. */
const completeOf = (history: History): History =>
  rollBack(history, Math.max(history.through ?? -1, history.settled?.number ?? -1))

const lastBlock = ({ recent, settled }: History): number => recent[recent.length - 1]?.number ?? settled?.number ?? -1

const queryOf = ({ module, account }: History): Pick<FetchLogsOptions, 'address' | 'topics'> => ({
  address: module,
  topics: [Object.values(EVENT_TOPICS), ...(account === undefined ? [] : [zeroPadValue(account, 32)])],
})

async function requireSameChain(node: Node, { chainId }: History): Promise<void> {
  const found = await chainIdOf(node)
  if (found !== chainId) throw new LatchkeyError('HistoryOfOtherChain', { kept: chainId, found })
}
