// What a reorg undoes.
import { LatchkeyError } from '../errors'
import type { History } from './History'
import { Journal } from './Journal'

/**
 * The history as it was after a block: all above it is forgotten.
 *
 * @throws HistoryReorganized: blocks above it are settled already.
 *
 * @example
 * ```ts
 * const read = foldEvents(newHistory({ chainId: 1n, module: SOCIO3 }), [], { through: { number: 7, hash: ZeroHash } })
 * rollBack(read, 6).recent // => []
 * ```
 */
export function rollBack(history: History, to: number): History {
  const { settled } = history
  if (settled !== undefined && to < settled.number)
    throw new LatchkeyError('HistoryReorganized', { block: to + 1, settled: settled.number })
  const journal = new Journal(history)
  journal.rollBack(to)
  return journal.close(-1)
}
