// Logs of any number of blocks, in portions that a node gives.
import { notValid } from '../session/fields'
import { isTooMuch } from './isTooMuch'
import type { ModuleLog } from './ModuleLog'
import { notReadable } from './notReadable'
import { logsOf, type LogQuery, type Node } from './Node'

/** Which logs are read, and how. */
export interface FetchLogsOptions extends Pick<LogQuery, 'address' | 'topics'> {
  /** Inclusive, as is toBlock. */
  readonly fromBlock: number
  readonly toBlock: number
  /** Blocks of the first request; 1,000 unless given. */
  readonly pageBlocks?: number | undefined
  /** No request is for more; 100,000 unless given. */
  readonly maxPageBlocks?: number | undefined
}

/** The logs of some blocks, both ends included. */
export interface LogPage {
  readonly from: number
  readonly to: number
  readonly logs: readonly ModuleLog[]
}

/** So many pages in a row are given before a larger one is tried. */
const PAGES_BEFORE_GROWTH = 3

/**
 * Reads logs page by page. A page that is too much for the node is asked for by halves, later ones grow again.
 *
 * @throws LogsNotReadable: the node refuses a single block, or fails in another way; it carries what was thrown as its cause.
 * FieldNotValid: a page of no blocks.
 *
 * @example
 * ```ts
 * const node = { send: () => Promise.resolve([]) }
 * const pages = fetchLogs(node, { address: SOCIO3, topics: [], fromBlock: 1, toBlock: 1_500 })
 * await pages.next() // => { done: false, value: { from: 1, to: 1_000, logs: [] } }
 * ```
 */
export async function* fetchLogs(node: Node, options: FetchLogsOptions): AsyncGenerator<LogPage, void> {
  const { address, topics, fromBlock, toBlock, pageBlocks = 1_000, maxPageBlocks = 100_000 } = options
  for (const [name, blocks] of Object.entries({ pageBlocks, maxPageBlocks }))
    if (!(blocks >= 1 && (blocks === Infinity || Number.isSafeInteger(blocks))))
      throw notValid(name, blocks, 'a whole number of blocks, 1 or more')
  let size = Math.min(pageBlocks, maxPageBlocks)
  let given = 0
  for (let from = fromBlock; from <= toBlock;) {
    const to = Math.min(toBlock, from + size - 1)
    const logs = await logsOrTooMuch(node, { address, topics, from, to })
    if (logs === undefined) {
      size = Math.ceil((to - from + 1) / 2)
      given = 0
      continue
    }
    yield { from, to, logs }
    from = to + 1
    if (++given % PAGES_BEFORE_GROWTH === 0) size = Math.min(maxPageBlocks, size * 2)
  }
}

/** undefined: fewer blocks are to be asked for. */
async function logsOrTooMuch(node: Node, query: LogQuery): Promise<readonly ModuleLog[] | undefined> {
  const { from, to } = query
  try {
    return await logsOf(node, query)
  } catch (thrown) {
    if (from < to && isTooMuch(thrown)) return undefined
    throw notReadable(thrown, from, to)
  }
}
