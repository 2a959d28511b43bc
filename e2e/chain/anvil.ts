// The chain: anvil, with a clock that goes on as other chains' clocks do.
import { dirname, join } from 'node:path'
import { id, JsonRpcProvider, parseEther, toQuantity, Wallet, type Subscriber } from 'ethers'

import { ReceiptSubscriber } from '../../src/testing/ReceiptSubscriber'
import type { Processes } from '../processes/Processes'
import { freePort } from '../../scripts/freePort'
import { untilAnswers } from '../processes/untilAnswers'

/** A local chain. */
export interface Chain {
  readonly url: string
  readonly provider: JsonRpcProvider
  readonly chainId: bigint
}

const CHAIN_ID = 31_337

/** A block for each transaction, and one a second besides: the client goes by the time of the latest block. */
const MINING = ['--mixed-mining', '--block-time', '1']

/** Osaka, and room for builds of accounts that are larger than they are on public chains. */
const RULES = ['--hardfork', 'osaka', '--disable-code-size-limit']

/**
 * Starts a new chain on a free port of 127.0.0.1.
 *
 * @param mining Of anvil's options; none, and blocks come with transactions alone.
 */
export async function startAnvil(processes: Processes, name = 'anvil', mining = MINING): Promise<Chain> {
  const port = await freePort()
  const arch = process.arch === 'x64' ? 'amd64' : process.arch
  const folder = dirname(require.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/package.json`))
  const place = ['--host', '127.0.0.1', '--port', String(port), '--chain-id', String(CHAIN_ID)]
  const program = processes.start(name, join(folder, 'bin/anvil'), [...place, ...mining, ...RULES])
  const url = `http://127.0.0.1:${port}`
  const provider = providerOf(url, CHAIN_ID)
  processes.onEnd(() => provider.destroy())
  await untilAnswers(program, async (): Promise<unknown> => await provider.send('eth_chainId', []))
  return { url, provider, chainId: BigInt(CHAIN_ID) }
}

class AnvilProvider extends JsonRpcProvider {
  override _getSubscriber(sub: Parameters<JsonRpcProvider['_getSubscriber']>[0]): Subscriber {
    return sub.type === 'transaction' ? new ReceiptSubscriber(this, sub.hash) : super._getSubscriber(sub)
  }
}

/** A provider that believes to be on this chain, whatever the node says. */
export const providerOf = (url: string, chainId: number): JsonRpcProvider =>
  new AnvilProvider(url, chainId, { staticNetwork: true, cacheTimeout: -1, pollingInterval: 50 })

/** A plain account without ether. Its key follows from its name. */
export const walletNamed = ({ provider }: Pick<Chain, 'provider'>, name: string): Wallet =>
  new Wallet(id(`latchkey e2e: ${name}`), provider)

/** The same with ether. */
export async function richWallet(chain: Pick<Chain, 'provider'>, name: string): Promise<Wallet> {
  const wallet = walletNamed(chain, name)
  await chain.provider.send('anvil_setBalance', [wallet.address, toQuantity(RICH)])
  return wallet
}

const RICH = parseEther('1000')
