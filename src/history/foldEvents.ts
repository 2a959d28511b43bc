// From the module's logs to sessions.
import { notValid } from '../session/fields'
import { EVENT_TOPICS } from './eventTopics'
import type { History } from './History'
import { isEvent } from './isEvent'
import { Journal } from './Journal'
import type { BlockMark, ModuleLog } from './ModuleLog'

/** What else is known of the logs. */
export interface FoldOptions {
  /** Every log up to this block is in: what is folded, and what is given. Reorgs are looked for here; `readHistory` goes on here. */
  readonly through?: BlockMark | undefined
  /** No block up to this number changes any more, and every log up to it is in: what would undo them is let go. */
  readonly final?: number | undefined
}

const TOPICS: readonly (string | undefined)[] = Object.values(EVENT_TOPICS)

/**
 * The history with more logs. Pure: the history that is given stays as it is.
 *
 * Logs may come in any portions and in any order of blocks, and more than once. A log that a node takes back (`removed`) takes
 * its block away; a log of a block with another hash takes away the old block and all above it, so after a reorg give the new
 * blocks lowest first, as nodes do. A reorg that leaves no log in place of another is seen by neither: `readHistory` compares
 * hashes and reads again what came after the last `through`, or call `rollBack`. Logs of other contracts and accounts, other events and settled blocks change nothing.
 *
 * @throws HistoryReorganized: a log of a settled block is taken back. FieldNotValid: a log that the module cannot have made.
 *
 * @example
 * ```ts
 * const empty = newHistory({ chainId: 1n, module: SOCIO3 })
 * foldEvents(empty, []).recent // => []
 * foldEvents(empty, [], { through: { number: 7, hash: ZeroHash } }).recent.length // => 1
 * ```
 */
export function foldEvents(history: History, logs: Iterable<ModuleLog>, options: FoldOptions = {}): History {
  const journal = new Journal(history)
  const module = history.module.toLowerCase()
  const account = history.account?.slice(2).toLowerCase()
  for (const log of logs) {
    if (log.address.toLowerCase() !== module || !TOPICS.includes(log.topics[0]?.toLowerCase())) continue
    if (!isEvent(log)) throw notValid('topics', String(log.topics), 'as many as the event has, and its data')
    if (account !== undefined && log.topics[1]?.slice(26).toLowerCase() !== account) continue
    if (log.removed === true) journal.remove(log)
    else journal.add(log)
  }
  if (options.through !== undefined) journal.mark(options.through)
  return journal.close(options.final ?? -1)
}
