// A smart wallet as pages see it (EIP-1193, ERC-5792): it signs and sends for real, by the owner's key, and remembers what it
// was asked. Every answer can be put in its place.
import { concat, TypedDataEncoder } from 'ethers'

import type { Address, CallLike, GrantTypedData, Hex, SentCalls, WalletProvider } from '../../../src'
import type { Owned } from './ownedAccount'

export type Question = { readonly method: string; readonly params: readonly unknown[] }

/** Those that the owner sees. */
const PROMPTS = ['wallet_sendCalls', 'eth_signTypedData_v4', 'eth_requestAccounts']

type Payload = Pick<GrantTypedData, 'domain' | 'message'> & {
  readonly types: GrantTypedData['types']
  readonly primaryType: string
}

type SendCalls = { readonly from: Address; readonly chainId: Hex; readonly calls: readonly WireCall[] }
type WireCall = { readonly to: string; readonly value: Hex; readonly data: Hex }

export class WalletDouble implements WalletProvider {
  readonly questions: Question[] = []
  /** By method, in place of what the wallet would answer. */
  readonly instead = new Map<string, () => unknown>()
  readonly #sent = new Map<string, SentCalls>()

  constructor(private readonly owned: Owned) {}

  get prompts(): readonly string[] {
    return this.questions.map(({ method }) => method).filter((method) => PROMPTS.includes(method))
  }

  asked(method: string): readonly unknown[] | undefined {
    return this.questions.find((question) => question.method === method)?.params
  }

  /** An error as wallets throw it. */
  fails(method: string, code: number, message = `error ${code}`): void {
    this.instead.set(method, () => {
      throw Object.assign(new Error(message), { code })
    })
  }

  async request({ method, params = [] }: { method: string; params?: readonly unknown[] }): Promise<unknown> {
    this.questions.push({ method, params })
    const answer = this.instead.get(method)
    return answer === undefined ? await this.#answer(method, params) : await answer()
  }

  async #answer(method: string, params: readonly unknown[]): Promise<unknown> {
    const { chain, account } = this.owned
    const chainId = `0x${chain.chainId.toString(16)}`
    switch (method) {
      case 'eth_chainId':
        return chainId
      case 'eth_accounts':
        return [account.toLowerCase()]
      case 'wallet_getCapabilities':
        return { [chainId]: { atomic: { status: 'supported' } } }
      case 'wallet_sendCalls':
        return await this.#send(params[0] as SendCalls)
      case 'wallet_getCallsStatus':
        return await this.#status(params[0] as string)
      case 'eth_signTypedData_v4':
        return this.#sign(JSON.parse(params[1] as string) as Payload)
      default:
        throw Object.assign(new Error('no such method'), { code: 4200 })
    }
  }

  async #send({ from, chainId, calls }: SendCalls): Promise<unknown> {
    const wanted = calls.map(({ to, value, data }): CallLike => ({ to, value: BigInt(value), data }))
    const request = { chainId: BigInt(chainId), account: from, calls: wanted }
    const sent = await this.owned.ownerWith({ gas: { callGasLimit: 500_000n } }).sendCalls(request)
    const id = `calls ${this.#sent.size + 1}`
    this.#sent.set(id, sent)
    return { id }
  }

  async #status(id: string): Promise<unknown> {
    const sent = this.#sent.get(id)
    if (sent === undefined) throw Object.assign(new Error('unknown bundle'), { code: 5730 })
    const { success, transactionHash } = await sent.wait()
    const status = success ? '0x1' : '0x0'
    return { version: '2.0.0', id, status: success ? 200 : 500, receipts: [{ transactionHash, status }] }
  }

  // What the owner sees is what is signed: the payload alone.
  #sign({ types: all, domain, message }: Payload): Hex {
    const types = Object.fromEntries(Object.entries(all).filter(([name]) => name !== 'EIP712Domain'))
    const digest = TypedDataEncoder.hash(domain, types, message)
    const { opened } = this.owned
    const signature = opened.owner.signingKey.sign(digest).serialized
    return concat([opened.ownerValidator, signature]) as Hex
  }
}
