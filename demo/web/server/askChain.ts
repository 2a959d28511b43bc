// The page's questions to the chain: those that it has, and no other of the many that a development chain answers.
import type { WebStage } from './stage'

/** What this page asks, and one that is made after docs/page.md. None of them changes anything. */
const READS = new Set([
  'eth_accounts',
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_getBalance',
  'eth_getBlockByNumber',
  'eth_getCode',
  'eth_getLogs',
  'eth_getStorageAt',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_maxPriorityFeePerGas',
])

/** JSON-RPC's "method not found". */
const NOT_FOUND = -32601

interface Question {
  readonly id?: unknown
  readonly method?: unknown
  readonly params?: unknown
}

/**
 * The chain's answer to a JSON-RPC question or a batch of them, as text. What is not for pages is answered with an error, with all
 * that came in one batch with it.
 *
 * @throws SyntaxError: it is no JSON.
 */
export async function askChain(stage: Pick<WebStage, 'url' | 'entryPoint'>, body: string): Promise<string> {
  const asked = JSON.parse(body) as unknown
  const questions = [asked].flat().map((one) => Object(one) as Question)
  const refused = questions
    .filter((question) => !isForPages(stage, question))
    .map(({ method }) => (typeof method === 'string' ? method : 'no method'))
  if (refused.length > 0) {
    const message = `Pages cannot ask this of the demo's chain: ${refused.join(', ')}`
    const errors = questions.map(({ id = null }) => ({ jsonrpc: '2.0', id, error: { code: NOT_FOUND, message } }))
    return JSON.stringify(Array.isArray(asked) ? errors : errors[0])
  }
  // As it was read here, so that nobody reads it otherwise.
  const sent = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked) }
  return await (await fetch(stage.url, sent)).text()
}

function isForPages({ entryPoint }: Pick<WebStage, 'entryPoint'>, { method, params }: Question): boolean {
  if (typeof method !== 'string') return false
  if (method !== 'eth_sendTransaction') return READS.has(method)
  // "Try what is forbidden" brings its bundles there, for the development chain's own money.
  const [transaction] = Array.isArray(params) ? (params as readonly unknown[]) : []
  const { to } = Object(transaction) as { readonly to?: unknown }
  return typeof to === 'string' && to.toLowerCase() === entryPoint.address.toLowerCase()
}
