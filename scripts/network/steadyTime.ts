// The embedded chain's clock after a snapshot is restored. The chain lets twice the time pass that has passed since the snapshot
// was taken: a test would find its sessions older the longer the tests before it took.
import type { EIP1193Provider, RequestArguments } from 'hardhat/types'
import { ProviderWrapper } from 'hardhat/plugins'

interface Block {
  readonly number: string
  readonly timestamp: string
}

/** The block after a restored one comes one second after it, whatever the time of day, unless somebody names its time. */
export function steadyTime(provider: EIP1193Provider): EIP1193Provider {
  // Hands on events without being an EventEmitter.
  const steady: unknown = new SteadyTime(provider)
  return steady as EIP1193Provider
}

class SteadyTime extends ProviderWrapper {
  /** What the next block's time was set to, and behind which block. */
  #next: { readonly after: string; readonly timestamp: number } | undefined

  constructor(private readonly provider: EIP1193Provider) {
    super(provider)
  }

  async request(args: RequestArguments): Promise<unknown> {
    if (args.method === 'evm_increaseTime' && (await this.#isNext())) return await this.#increase(args)
    const answer = await this.provider.request(args)
    if (args.method === 'evm_revert' && answer === true) await this.#goOn()
    if (args.method === 'evm_setNextBlockTimestamp') this.#next = undefined
    return answer
  }

  // The snapshot is restored: a block that an earlier test still mines meanwhile must not make it fail, and sets the time itself.
  async #goOn(): Promise<void> {
    await this.#setNext(1).catch(() => (this.#next = undefined))
  }

  // A time that is set counts, and not what it is increased by.
  async #increase({ params }: RequestArguments): Promise<string> {
    const [seconds] = params as [string | number]
    await this.#setNext(Number(seconds) + (this.#next?.timestamp ?? 0) - Number((await this.#latest()).timestamp))
    return String(Number(seconds))
  }

  async #isNext(): Promise<boolean> {
    return this.#next !== undefined && (await this.#latest()).number === this.#next.after
  }

  /** @param seconds After the latest block. */
  async #setNext(seconds: number): Promise<void> {
    const { number, timestamp } = await this.#latest()
    const next = Number(timestamp) + seconds
    await this.provider.request({ method: 'evm_setNextBlockTimestamp', params: [next] })
    this.#next = { after: number, timestamp: next }
  }

  async #latest(): Promise<Block> {
    return (await this.provider.request({ method: 'eth_getBlockByNumber', params: ['latest', false] })) as Block
  }
}
