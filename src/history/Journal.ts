// The blocks that a reorg can still undo, while logs are put among them.
import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { applyLog } from './applyLog'
import type { History, KeptLog, RecentBlock } from './History'
import type { BlockMark, ModuleLog } from './ModuleLog'

interface OpenBlock extends BlockMark {
  readonly logs: KeptLog[]
}

/** @internal A history being changed. Blocks below the lowest change keep what was made of them. */
export class Journal {
  readonly #history: History
  readonly #blocks: (RecentBlock | OpenBlock)[]
  /** Blocks before this one are as they were. */
  #kept: number
  /** Every log up to this block is in. */
  #through: number

  constructor(history: History) {
    this.#history = history
    this.#blocks = [...history.recent]
    this.#kept = this.#blocks.length
    this.#through = history.through ?? -1
  }

  /** Puts a log where it belongs; one that is there already changes nothing. */
  add(log: ModuleLog): void {
    const block = this.#open({ number: log.blockNumber, hash: hex(log.blockHash) })
    if (block === undefined) return
    const { logs } = block
    let at = logs.length
    while (at > 0 && (logs[at - 1]?.index ?? 0) > log.index) at--
    if (logs[at - 1]?.index === log.index) return
    const kept: KeptLog = {
      topics: log.topics.map((topic) => topic.toLowerCase()),
      data: log.data.toLowerCase(),
      index: log.index,
      transactionHash: hex(log.transactionHash),
    }
    this.#change(block).splice(at, 0, kept)
  }

  /** Takes back what a block held, and the block; those above it stay, as their own logs are taken back too. */
  remove({ blockNumber, blockHash }: ModuleLog): void {
    const { settled } = this.#history
    if (settled !== undefined && blockNumber <= settled.number)
      throw new LatchkeyError('HistoryReorganized', { block: blockNumber, settled: settled.number })
    const at = this.#find(blockNumber)
    if (this.#blocks[at]?.hash !== hex(blockHash)) return
    this.#cut(at, 1)
    this.#forget(blockNumber)
  }

  /** Puts a block where it belongs, also without logs. */
  place({ number, hash }: BlockMark): void {
    this.#open({ number, hash: hex(hash) })
  }

  /** Notes a block up to which every log is in. */
  mark(block: BlockMark): void {
    this.place(block)
    this.#through = Math.max(this.#through, block.number)
  }

  /** Takes away all blocks above a number. */
  rollBack(to: number): void {
    const at = this.#find(to + 1)
    this.#cut(at, this.#blocks.length - at)
    this.#forget(to + 1)
  }

  /** What came of it. Blocks up to `final` that are followed by none below it are settled: nothing of them is kept. */
  close(final: number): History {
    const recent = this.#refold()
    const through = this.#through < 0 ? undefined : this.#through
    let settledCount = 0
    while ((recent[settledCount]?.number ?? Infinity) <= final) settledCount++
    const last = recent[settledCount - 1]
    if (last === undefined) return { ...this.#history, recent, through }
    const settled = { number: last.number, hash: last.hash }
    return { ...this.#history, accounts: last.accounts, settled, recent: recent.slice(settledCount), through }
  }

  #refold(): readonly RecentBlock[] {
    const recent = this.#blocks.slice(0, this.#kept) as RecentBlock[]
    let accounts = recent.length === 0 ? this.#history.accounts : recent[recent.length - 1]?.accounts
    for (const { number, hash, logs } of this.#blocks.slice(this.#kept)) {
      const writer = Symbol('block')
      for (const log of logs) accounts = applyLog(accounts, log, number, writer)
      recent.push({ number, hash, logs, accounts })
    }
    return recent
  }

  /** The block of this number and hash, made if there is none; undefined if it is settled. A block of another hash goes, with
   * all above it. */
  #open(mark: BlockMark): RecentBlock | OpenBlock | undefined {
    const { settled } = this.#history
    if (settled !== undefined && mark.number <= settled.number) return undefined
    const at = this.#find(mark.number)
    const found = this.#blocks[at]
    if (found?.number === mark.number) {
      if (found.hash === mark.hash) return found
      this.#cut(at, this.#blocks.length - at)
      this.#forget(mark.number)
    }
    const block: OpenBlock = { ...mark, logs: [] }
    this.#cut(at, 0, block)
    return block
  }

  /** A block's logs, to be written to. */
  #change(block: RecentBlock | OpenBlock): KeptLog[] {
    if (!('accounts' in block)) return block.logs
    const logs = [...block.logs]
    this.#cut(this.#find(block.number), 1, { number: block.number, hash: block.hash, logs })
    return logs
  }

  #cut(at: number, count: number, ...blocks: readonly OpenBlock[]): void {
    this.#blocks.splice(at, count, ...blocks)
    this.#kept = Math.min(this.#kept, at)
  }

  /** From this block on there may be logs that are not in. */
  #forget(from: number): void {
    this.#through = Math.min(this.#through, from - 1)
  }

  /** The first block that is not below a number. Mostly it is the last one. */
  #find(number: number): number {
    let [low, high] = [0, this.#blocks.length]
    if ((this.#blocks[high - 1]?.number ?? -1) < number) return high
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#blocks[middle]?.number ?? Infinity) < number) low = middle + 1
      else high = middle
    }
    return low
  }
}

const hex = (text: string): Hex => text.toLowerCase() as Hex
