// The signing half of the demo wallet: has the owner's key, and signs what was approved in the page. A wallet for a demo: anybody
// who reaches this server can have it sign.
import {
  grantTypedData,
  grantFromTypedData,
  isLatchkeyError,
  rpcBundler,
  signerOwner,
  type CallsOutcome,
  type Hex,
  type SentCalls,
} from '../../../src'
import type { WebBundler } from './bundler'
import type { WebStage } from './stage'

/** What the page's half asks once the owner has approved. */
export interface SigningWallet {
  /** How often it has signed, by method. */
  readonly signed: readonly string[]
  answer(method: string, params: readonly unknown[]): Promise<unknown>
}

/** As ERC-5792 writes calls: values are quantities. */
interface SendCallsParams {
  readonly calls: readonly { readonly to: Hex; readonly data?: Hex; readonly value?: Hex }[]
}

const POLL_EVERY = 150

export function signingWallet(stage: WebStage, bundler: WebBundler): SigningWallet {
  const { account, chainId, entryPoint, ownerKey: signer, signatures } = stage
  const owner = signerOwner({
    ...{ signer, account, signatures, entryPoint, every: POLL_EVERY },
    bundler: rpcBundler({ request: async (question) => await asked(bundler, question) }),
  })
  const signed: string[] = []
  const sent = new Map<string, { readonly calls: SentCalls; outcome?: CallsOutcome | 'none' }>()

  async function sendCalls({ calls: written }: SendCallsParams): Promise<unknown> {
    const calls = written.map(({ to, data = '0x', value = '0x0' }) => ({ to, data, value: BigInt(value) }))
    const approved = await owner.sendCalls({ chainId, account, calls })
    const entry: { readonly calls: SentCalls; outcome?: CallsOutcome | 'none' } = { calls: approved }
    sent.set(approved.id, entry)
    approved.wait().then(
      (outcome) => (entry.outcome = outcome),
      (reason: unknown) => isLatchkeyError(reason, 'OwnerCallsDropped') && (entry.outcome = 'none'),
    )
    return { id: approved.id }
  }

  function statusOf(id: string): unknown {
    const outcome = sent.get(id)?.outcome
    if (!sent.has(id) || outcome === 'none') return { id, status: 400 }
    if (outcome === undefined) return { id, status: 100 }
    const { transactionHash, success } = outcome
    return { id, status: success ? 200 : 500, receipts: [{ transactionHash, status: success ? '0x1' : '0x0' }] }
  }

  async function sign(json: unknown): Promise<unknown> {
    // Signs grants and nothing else.
    const { entries, ...identity } = grantFromTypedData(json)
    return await owner.signTypedData?.(grantTypedData(identity, entries))
  }

  return {
    signed,
    answer: async (method, [first, second]) => {
      if (method === 'wallet_getCallsStatus') return statusOf(String(first))
      signed.push(method)
      if (method === 'wallet_sendCalls') return await sendCalls(first as SendCallsParams)
      if (method === 'eth_signTypedData_v4') return await sign(second)
      throw new Error(`The demo wallet does not know ${method}`)
    },
  }
}

/** A question to the bundler, past no network. */
async function asked(
  bundler: WebBundler,
  question: { readonly method: string; readonly params: readonly unknown[] },
): Promise<unknown> {
  const text = await bundler.answer(JSON.stringify({ jsonrpc: '2.0', id: 1, ...question }))
  if (text === undefined) throw new Error('The bundler does not answer')
  const { result, error } = JSON.parse(text) as { result?: unknown; error?: { code: number; message: string } }
  // As providers throw it.
  if (error !== undefined) throw Object.assign(new Error(error.message), error)
  return result
}
