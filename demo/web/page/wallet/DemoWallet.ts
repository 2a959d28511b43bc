// A wallet for this demo, given to pages by EIP-1193, EIP-5792 and EIP-6963. Its owner's key is in the demo's server, which signs
// what is approved here: nothing for anything but a demo.
import { toQuantity } from 'ethers'
import type { CallLike, Hex, WalletProvider } from 'latchkey'

import type { Here } from '../place'
import { createStore } from '../store'
import { whatIsKnown } from './known'
import { readCalls, readTypedData, type ReadQuestion } from './readQuestion'

/** What waits for the owner. */
export interface WalletPrompt extends ReadQuestion {
  readonly answer: (isApproved: boolean) => void
}

interface Question {
  readonly method: string
  readonly params?: readonly unknown[]
}

export class DemoWallet implements WalletProvider {
  readonly store = createStore<{ readonly prompt: WalletPrompt | undefined }>({ prompt: undefined })
  #turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly here: Here) {}

  async request({ method, params = [] }: Question): Promise<unknown> {
    const { chainId, account } = this.here
    if (method === 'eth_chainId') return toQuantity(chainId)
    if (method === 'eth_accounts' || method === 'eth_requestAccounts') return [account]
    if (method === 'wallet_getCapabilities') return { [toQuantity(chainId)]: { atomic: { status: 'supported' } } }
    if (method === 'wallet_getCallsStatus') return await this.sign(method, params)
    if (method !== 'wallet_sendCalls' && method !== 'eth_signTypedData_v4')
      throw Object.assign(new Error(`The demo wallet has no ${method}`), { code: 4200 })
    // One after the other: nobody can read two questions at once.
    const answer = this.#turn.then(async () => await this.#approved(method, params))
    this.#turn = answer.catch(() => undefined)
    return await answer
  }

  /** Has the server sign or tell, with no further question: for what the owner has approved in the wallet's own page. */
  async sign(method: string, params: readonly unknown[]): Promise<unknown> {
    const headers = { 'content-type': 'application/json' }
    const answered = await fetch('/api/wallet', { method: 'POST', headers, body: JSON.stringify({ method, params }) })
    const { result, error } = (await answered.json()) as { result?: unknown; error?: { message: string } }
    if (error !== undefined) throw Object.assign(new Error(error.message), error)
    return result
  }

  async #approved(method: string, params: readonly unknown[]): Promise<unknown> {
    const read = await this.#read(method, params)
    const isApproved = await new Promise<boolean>((answer) => this.store.set({ prompt: { ...read, answer } }))
    this.store.set({ prompt: undefined })
    if (!isApproved) throw Object.assign(new Error('The owner declined'), { code: 4001 })
    return await this.sign(method, params)
  }

  async #read(method: string, [first, second]: readonly unknown[]): Promise<ReadQuestion> {
    const known = await whatIsKnown(this.here)
    try {
      return method === 'wallet_sendCalls' ? readCalls(callsOf(first), known) : readTypedData(String(second), known)
    } catch (thrown) {
      const refused = `This wallet cannot read what is asked: ${String(thrown)}`
      return { title: 'Socio3 asks for something unknown', texts: [], worst: undefined, findings: [], refused }
    }
  }
}

/** As ERC-5792 writes calls: values are quantities. */
function callsOf(params: unknown): readonly CallLike[] {
  const { calls } = params as { calls: readonly { to: Hex; value?: Hex; data?: Hex }[] }
  return calls.map(({ to, value = '0x0', data = '0x' }) => ({ to, data, value: BigInt(value) }))
}
