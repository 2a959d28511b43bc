// Waits for a transaction on a chain whose blocks come with transactions alone. ethers looks again with the next block: where
// the receipt came right after its last look, there is none.
import type { AbstractProvider, Subscriber } from 'ethers'

/** @internal Asks for the receipt until it is there, whether blocks come or not. */
export class ReceiptSubscriber implements Subscriber {
  #timer: number | undefined
  #isRunning = false

  constructor(
    private readonly provider: AbstractProvider,
    private readonly hash: string,
  ) {}

  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#askSoon()
  }

  stop(): void {
    this.#isRunning = false
    if (this.#timer !== undefined) this.provider._clearTimeout(this.#timer)
    this.#timer = undefined
  }

  pause(): void {
    this.stop()
  }

  resume(): void {
    this.start()
  }

  /** Unless it was ended: by whoever has heard enough, for example. */
  #askSoon(): void {
    if (!this.#isRunning) return
    this.#timer = this.provider._setTimeout(() => void this.#ask(), this.provider.pollingInterval)
  }

  async #ask(): Promise<void> {
    const receipt = await this.provider.getTransactionReceipt(this.hash).catch(() => null)
    if (receipt !== null && this.#isRunning) await this.provider.emit(this.hash, receipt)
    this.#askSoon()
  }
}
