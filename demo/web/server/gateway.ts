// All that the page asks of this machine, on one port of 127.0.0.1: chain, bundler, and the demo wallet's signatures.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { Processes } from '../../../e2e/processes/Processes'
import { isLatchkeyError } from '../../../src'
import { askChain } from './askChain'
import type { WebBundler } from './bundler'
import type { WebStage } from './stage'
import type { SigningWallet } from './wallet'

/** What it stands before. */
export interface Backstage {
  readonly stage: WebStage
  readonly bundler: WebBundler
  readonly wallet: SigningWallet
}

const BODY_MAX = 1_000_000
const JSON_TYPE = { 'content-type': 'application/json', 'cache-control': 'no-store' }

/** Starts it, and answers its URL. */
export async function startGateway(processes: Processes, backstage: Backstage): Promise<string> {
  const server = createServer((request, response) => {
    route(backstage, request, response).catch((thrown: unknown) => {
      response.writeHead(500, JSON_TYPE).end(JSON.stringify({ error: errorOf(thrown) }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  processes.onEnd(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function route(backstage: Backstage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, text } = await answer(backstage, request)
  response.writeHead(status, { ...JSON_TYPE, ...sharedWith(request) }).end(text)
}

interface Answer {
  readonly status: number
  readonly text: string
}

async function answer({ stage, bundler, wallet }: Backstage, request: IncomingMessage): Promise<Answer> {
  const { method, url, headers } = request
  // A name of somebody else's that leads here is not this page's.
  if (!LOCAL.test(headers.host ?? '')) return NOTHING
  const shared = sharedWith(request)
  // Neither is another page, also of another port.
  if (shared === undefined && headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`)
    return NOTHING
  // Browsers ask this first on behalf of such a page.
  if (method === 'OPTIONS' && shared !== undefined) return { status: 204, text: '' }
  if (method === 'GET' && url === '/api/stage') return { status: 200, text: JSON.stringify(await described(stage)) }
  // Another site's form cannot send this type unasked.
  if (method !== 'POST' || !JSON_CONTENT.test(headers['content-type'] ?? '')) return NOTHING
  const body = await bodyOf(request)
  if (url === '/api/chain') return { status: 200, text: await askChain(stage, body) }
  if (url === '/api/wallet') return { status: 200, text: await askWallet(wallet, body) }
  if (url !== '/api/bundler') return NOTHING
  const text = await bundler.answer(body)
  return text === undefined ? { status: 503, text: '{}' } : { status: 200, text }
}

const LOCAL = /^(127\.0\.0\.1|localhost)(:\d+)?$/
const LOCAL_PAGE = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/
const JSON_CONTENT = /^application\/json(;|$)/
const NOTHING: Answer = { status: 404, text: '{}' }

/** Chain and bundler are there for a page of one's own too (docs/page.md), from another port of this machine; the wallet is not. */
function sharedWith({ url, headers: { origin } }: IncomingMessage): Readonly<Record<string, string>> | undefined {
  if ((url !== '/api/chain' && url !== '/api/bundler') || !LOCAL_PAGE.test(origin ?? '')) return undefined
  return { 'access-control-allow-origin': origin ?? '', 'access-control-allow-headers': 'content-type', vary: 'origin' }
}

/** All that the page has to be told: addresses and names. */
async function described(stage: WebStage): Promise<unknown> {
  const { account, chainId, entryPoint, names, socio3, ownerKey } = stage
  return {
    chainId: Number(chainId),
    account,
    owner: ownerKey.address,
    entryPoint,
    socio3: await socio3.getAddress(),
    names,
  }
}

async function askWallet(wallet: SigningWallet, body: string): Promise<string> {
  const { method, params } = JSON.parse(body) as { method: string; params: readonly unknown[] }
  try {
    return JSON.stringify({ result: await wallet.answer(method, params) })
  } catch (thrown) {
    return JSON.stringify({ error: errorOf(thrown) })
  }
}

const errorOf = (thrown: unknown): unknown => {
  const message = isLatchkeyError(thrown) ? `${thrown.title}. ${thrown.why}` : String(thrown)
  return { code: -32000, message }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    chunks.push(chunk as Buffer)
    length += (chunk as Buffer).length
    if (length > BODY_MAX) throw new Error('Too long')
  }
  return Buffer.concat(chunks).toString()
}
