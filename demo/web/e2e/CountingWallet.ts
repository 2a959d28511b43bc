// The wallet of the tests: given to pages by EIP-6963 and EIP-1193, answers by itself, and counts what it was asked.
import type { BrowserContext } from 'playwright-core'

import { toQuantity } from 'ethers'

import type { Backstage } from '../server/gateway'

const PROMPTS = ['wallet_sendCalls', 'eth_signTypedData_v4']

interface Question {
  readonly method: string
  readonly params?: readonly unknown[]
}

export class CountingWallet {
  /** By method, oldest first. */
  readonly prompts: string[] = []
  /** What its owner says to the next questions. */
  says: 'yes' | 'no' = 'yes'

  constructor(private readonly backstage: Backstage) {}

  /** In every page that this context opens. */
  async giveTo(context: BrowserContext): Promise<void> {
    await context.exposeFunction('askTestWallet', async (question: Question) => {
      try {
        return { result: await this.#answer(question) }
      } catch (thrown) {
        const { code = -32000, message } = thrown as { code?: number; message: string }
        return { error: { code, message } }
      }
    })
    await context.addInitScript(announce)
  }

  async #answer({ method, params = [] }: Question): Promise<unknown> {
    const { stage, wallet } = this.backstage
    const chainId = toQuantity(stage.chainId)
    if (method === 'eth_chainId') return chainId
    if (method === 'eth_accounts') return [stage.account]
    if (method === 'wallet_getCapabilities') return { [chainId]: { atomic: { status: 'supported' } } }
    if (PROMPTS.includes(method)) {
      this.prompts.push(method)
      if (this.says === 'no') throw Object.assign(new Error('The owner declined'), { code: 4001 })
    }
    return await wallet.answer(method, params)
  }
}

/** Runs in the page, before the page's own scripts. */
function announce(): void {
  // Of the empty page, before any other is opened.
  if (!isSecureContext) return
  type Ask = (question: unknown) => Promise<{ result?: unknown; error?: { message: string } }>
  const request = async (question: unknown): Promise<unknown> => {
    const { result, error } = await (window as unknown as { askTestWallet: Ask }).askTestWallet(question)
    if (error !== undefined) throw Object.assign(new Error(error.message), error)
    return result
  }
  const info = { uuid: crypto.randomUUID(), name: 'Test wallet', icon: 'data:,', rdns: 'dev.latchkey.test' }
  const detail = Object.freeze({ info, provider: { request } })
  window.addEventListener('eip6963:requestProvider', () => {
    window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }))
  })
}
