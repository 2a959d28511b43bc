// A node over made-up chains, with the limits and the habits of real ones.
import { toBeHex } from 'ethers'

import type { ModuleLog } from '../../../src/history'
import type { LogBlock } from './logChain'

/** What it refuses, and when its chain changes. */
export interface FakeNodeOptions {
  readonly maxBlocks?: number
  readonly maxLogs?: number
  /** The n-th request, from 0, sees this chain; the last one stays. */
  readonly chainAt?: (request: number) => readonly LogBlock[]
  readonly chainId?: number
  /** Thrown by the n-th request, if anything is. */
  readonly fails?: (request: number, method: string) => unknown
}

/** Block 0, before all others. */
const GENESIS: LogBlock = { number: 0, hash: `0x${'01'.repeat(32)}`, logs: [] }

const quantity = (value: number): string => `0x${value.toString(16)}`

/** Answers what the reader asks, and notes it. */
export class FakeNode {
  /** Blocks of each eth_getLogs that was answered. */
  readonly pages: number[] = []
  readonly refused: number[] = []
  readonly queries: { readonly address: string; readonly topics: readonly unknown[] }[] = []
  #requests = 0

  constructor(
    readonly chain: readonly LogBlock[],
    readonly options: FakeNodeOptions = {},
  ) {}

  send(method: string, params: unknown[]): Promise<unknown> {
    const request = this.#requests++
    const chain = this.options.chainAt?.(request) ?? this.chain
    const failure = this.options.fails?.(request, method)
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- nodes reject with what they like
    if (failure !== undefined) return Promise.reject(failure)
    try {
      return Promise.resolve(this.#answer(chain, method, params))
    } catch (thrown) {
      return Promise.reject(thrown instanceof Error ? thrown : new Error(String(thrown)))
    }
  }

  #answer(chain: readonly LogBlock[], method: string, params: unknown[]): unknown {
    if (method === 'eth_chainId') return quantity(this.options.chainId ?? 1)
    if (method === 'eth_getBlockByNumber') {
      const [tag] = params
      const all = chain.length === 0 ? [] : [GENESIS, ...chain]
      const block = tag === 'latest' ? all[all.length - 1] : all.find(({ number }) => number === Number(tag))
      return block === undefined
        ? null
        : { number: quantity(block.number), hash: block.hash, parentHash: toBeHex(0, 32) }
    }
    if (method !== 'eth_getLogs') throw new Error(`no method ${method}`)
    return this.#logs(chain, params[0] as { fromBlock: string; toBlock: string; address: string; topics: unknown[] })
  }

  #logs(
    chain: readonly LogBlock[],
    { fromBlock, toBlock, address, topics }: { fromBlock: string; toBlock: string; address: string; topics: unknown[] },
  ): unknown {
    const [from, to] = [Number(fromBlock), toBlock === 'latest' ? chain.length : Number(toBlock)]
    const { maxBlocks = Infinity, maxLogs = Infinity } = this.options
    const logs = chain.filter(({ number }) => from <= number && number <= to).flatMap((block) => block.logs)
    this.queries.push({ address, topics })
    if (to - from + 1 > maxBlocks || logs.length > maxLogs) {
      this.refused.push(to - from + 1)
      const code = to - from + 1 > maxBlocks ? -32602 : -32005
      const message = code === -32602 ? 'block range is too wide' : 'query returned more than so many results'
      throw Object.assign(new Error(message), { code })
    }
    this.pages.push(to - from + 1)
    return logs.map(rpcLog)
  }
}

const rpcLog = ({ index, blockNumber, ...log }: ModuleLog) => ({
  ...log,
  blockNumber: quantity(blockNumber),
  logIndex: quantity(index),
  transactionIndex: '0x0',
  removed: false,
})
