// JSON-RPC over HTTP.
import { LatchkeyError } from '../errors'
import type { Request, RpcEndpoint } from './Request'
import { RpcError } from './RpcError'

const TIMEOUT_MS = 30_000

/** Of an error that has none: -32000 is for servers to define. */
const NO_CODE = -32_000

/**
 * Sends each call as a POST of its own. Errors name the host only: the rest of a URL often holds a key.
 *
 * @throws FieldNotValid: no URL. What it returns: RpcError, what the service answered · RateLimited (HTTP 429) ·
 * ServiceNotReachable · AnswerNotValid.
 *
 * @example
 * ```ts
 * typeof httpRequest('https://bundler.example/rpc?apikey=1234') // => 'function'
 * ```
 */
export function httpRequest(url: string): Request {
  const service = hostOf(url)
  let id = 0
  return async ({ method, params }) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params })
    const response = await post(url, service, body)
    if (response.status === 429) throw new LatchkeyError('RateLimited', { message: `${service} answered 429` })
    const answer: unknown = await response.json().catch(() => undefined)
    return resultOf(answer, { method, service, status: response.status })
  }
}

/** What an endpoint comes down to: something that answers, in time or not at all. */
export const requestOf = (endpoint: RpcEndpoint): Request =>
  'request' in endpoint ? async (call) => await inTime(call.method, endpoint.request(call)) : httpRequest(endpoint.url)

// A wallet or a proxy may never answer: whoever waits would hold its place in the queue for ever.
async function inTime(method: string, answer: Promise<unknown>): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, refuse) => {
    const reason = `no answer to ${method} in time`
    timer = setTimeout(
      () => refuse(new LatchkeyError('ServiceNotReachable', { service: 'the service', reason })),
      TIMEOUT_MS,
    )
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

async function post(url: string, service: string, body: string): Promise<Response> {
  try {
    const headers = { 'content-type': 'application/json' }
    return await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (cause) {
    throw new LatchkeyError(
      'ServiceNotReachable',
      { service, reason: 'no connection, or no answer in time' },
      { cause },
    )
  }
}

interface Asked {
  readonly method: string
  readonly service: string
  readonly status: number
}

// Some services send JSON-RPC errors with a status that is none of success: the body is looked at first.
function resultOf(answer: unknown, { method, service, status }: Asked): unknown {
  if (typeof answer === 'object' && answer !== null) {
    const { error, result } = answer as { error?: unknown; result?: unknown }
    if (typeof error === 'object' && error !== null) {
      const { message, code, data } = error as { message?: unknown; code?: unknown; data?: unknown }
      throw new RpcError(String(message), typeof code === 'number' ? code : NO_CODE, data)
    }
    if (result !== undefined) return result
  }
  if (status >= 500) throw new LatchkeyError('ServiceNotReachable', { service, reason: `it answered ${status}` })
  throw new LatchkeyError('AnswerNotValid', { method, reason: `neither result nor error, HTTP status ${status}` })
}

function hostOf(url: string): string {
  try {
    return new URL(url).host
  } catch {
    throw new LatchkeyError('FieldNotValid', { field: 'url', value: 'none', expected: 'an absolute http or https URL' })
  }
}
