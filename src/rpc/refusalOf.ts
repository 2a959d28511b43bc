// Finds the JSON-RPC error in what a request threw.

/** A JSON-RPC error. */
export interface Refusal {
  readonly code: number
  readonly message: string
  readonly data: unknown
}

/** Where ethers, wallets and proxies put it. */
const PLACES = ['error', 'info', 'data', 'originalError', 'cause'] as const

const DEPTH_MAX = 6

/** What wallets and proxies call an error of the service behind them. */
const WRAPPER = -32603

/**
 * The JSON-RPC error in an error of ethers, a wallet or an RPC service: the innermost one where they are nested.
 *
 * @example
 * ```ts
 * refusalOf({ info: { error: { code: -32500, message: 'AA21' } } }).code // => -32500
 * refusalOf(new Error('socket closed')) // => undefined
 * ```
 */
export function refusalOf(thrown: unknown, depth = 0): Refusal | undefined {
  if (typeof thrown !== 'object' || thrown === null || depth > DEPTH_MAX) return undefined
  const fields = thrown as Readonly<Record<string, unknown>>
  const { code, message, data } = fields
  const own = typeof code === 'number' && typeof message === 'string' ? { code, message, data } : undefined
  if (own !== undefined && own.code !== WRAPPER) return own
  for (const place of PLACES) {
    const found = refusalOf(fields[place], depth + 1)
    if (found !== undefined) return found
  }
  return own
}
