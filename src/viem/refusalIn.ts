// What stands at the bottom of an error of viem.
import { isLatchkeyError, LatchkeyError } from '../errors'
import { RpcError } from '../rpc'

/** viem's own, where there is no other. */
const UNKNOWN = -1

/** What a passkey's dialog answers when it is closed. */
const CLOSED = 'NotAllowedError'
const REJECTED = 4001

interface Fields {
  readonly name?: unknown
  readonly code?: unknown
  readonly status?: unknown
  readonly message?: unknown
  readonly shortMessage?: unknown
  readonly data?: unknown
  readonly cause?: unknown
}

/**
 * @internal The service's or the wallet's own answer, without what viem says around it: that names URLs, in which keys often are,
 * and the whole request.
 *
 * @param service Who was asked.
 */
export function refusalIn(thrown: unknown, service: string): LatchkeyError | RpcError {
  const layers = layersOf(thrown)
  const own = layers.find((layer) => isLatchkeyError(layer))
  if (own !== undefined) return own
  if (layers.some(({ name }) => name === CLOSED)) return new RpcError('the dialog was closed', REJECTED)
  const answer = [...layers].reverse().find(({ code }) => typeof code === 'number' && code !== UNKNOWN)
  if (answer !== undefined) return new RpcError(textOf(answer), Number(answer.code), answer.data)
  const http = layers.find(({ name }) => name === 'HttpRequestError')
  if (http?.status === 429) return new LatchkeyError('RateLimited', { message: `${service} answered 429` })
  const [outer = {}] = layers
  const isOut = layers.some(({ name }) =>
    /^(HttpRequest|Timeout|SocketClosed|WebSocketRequest)Error$/.test(String(name)),
  )
  return isOut
    ? new LatchkeyError('ServiceNotReachable', { service, reason: reasonOf(http) })
    : new RpcError(textOf(outer), 0)
}

const reasonOf = (http: Fields | undefined): string =>
  typeof http?.status === 'number' ? `it answered ${http.status}` : 'no connection, or no answer in time'

const textOf = ({ shortMessage, message }: Fields): string =>
  [shortMessage, message].find((text): text is string => typeof text === 'string') ?? 'no message'

function layersOf(thrown: unknown): readonly Fields[] {
  const layers: Fields[] = []
  for (let layer = thrown; typeof layer === 'object' && layer !== null && !layers.includes(layer);) {
    layers.push(layer)
    layer = (layer as Fields).cause
  }
  return layers
}
