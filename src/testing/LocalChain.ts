// A chain of one's own, by the methods that Hardhat's network and anvil both know.
import { BrowserProvider, type JsonRpcSigner, type Subscriber } from 'ethers'

import type { Address } from '../contracts'
import { LatchkeyError } from '../errors'
import { requestOf, type RpcEndpoint } from '../rpc'
import { toAddress } from '../session'
import { notValid } from '../session/fields'
import { ReceiptSubscriber } from './ReceiptSubscriber'

const POLL_MS = 20
const OWN = 'a chain of your own, that takes evm_snapshot and evm_revert'

class OwnProvider extends BrowserProvider {
  override _getSubscriber(sub: Parameters<BrowserProvider['_getSubscriber']>[0]): Subscriber {
    return sub.type === 'transaction' ? new ReceiptSubscriber(this, sub.hash) : super._getSubscriber(sub)
  }
}

/** @internal The chain, and who pays there for all that is tried. */
export class LocalChain {
  #snapshot: unknown

  private constructor(
    readonly provider: BrowserProvider,
    readonly signer: JsonRpcSigner,
    readonly chainId: bigint,
  ) {}

  static async open(endpoint: RpcEndpoint): Promise<LocalChain> {
    const request = requestOf(endpoint)
    const port = {
      request: async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> =>
        await request({ method, params: Array.isArray(params) ? params : [] }),
    }
    const provider = new OwnProvider(port, undefined, { cacheTimeout: -1, pollingInterval: POLL_MS })
    const { chainId } = await provider.getNetwork()
    return new LocalChain(provider, await provider.getSigner(0), chainId)
  }

  /** The time of the latest block. */
  async now(): Promise<number> {
    const block = await this.provider.getBlock('latest')
    if (block === null) throw notValid('chain', 'without blocks', OWN)
    return block.timestamp
  }

  /** Makes a block of this time, in seconds. */
  async travelTo(time: number): Promise<void> {
    await this.provider.send('evm_setNextBlockTimestamp', [time])
    await this.provider.send('evm_mine', [])
  }

  /** From here on {@link rewind} comes back to this state. */
  async remember(): Promise<void> {
    this.#snapshot = await this.provider.send('evm_snapshot', [])
  }

  async rewind(): Promise<void> {
    if ((await this.provider.send('evm_revert', [this.#snapshot])) !== true)
      throw notValid('chain', 'without its snapshot', OWN)
    // A snapshot is used up by going back to it.
    await this.remember()
  }

  async deploy(creationCode: string): Promise<Address> {
    const receipt = await (await this.signer.sendTransaction({ data: creationCode })).wait()
    const address = receipt?.contractAddress ?? undefined
    if (address === undefined)
      throw new LatchkeyError('OutcomeMissing', { transactionHash: receipt?.hash ?? 'unknown' })
    return toAddress(address)
  }

  async fund(to: Address, value: bigint, data = '0x'): Promise<void> {
    await (await this.signer.sendTransaction({ to, value, data })).wait()
  }
}
