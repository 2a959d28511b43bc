// What wallets throw, in the client's words: the codes of EIP-1193, EIP-1474 and ERC-5792, and what ethers makes of them.
import type { Address } from '../contracts'
import { isLatchkeyError, LatchkeyError } from '../errors'

const REJECTED = [4001, 5750]
const DISCONNECTED = [4900, 4901]
const NO_METHOD = [4200, -32601]
const NOT_AUTHORISED = 4100
const NOT_ATOMIC = [5700, 5760]

/**
 * @internal The error to throw on.
 *
 * @param method Which question was refused.
 * @param about The account and the number of calls, where they are known.
 */
export function asOwnerError(
  method: string,
  thrown: unknown,
  about?: { readonly account: Address; readonly calls: number },
): LatchkeyError {
  if (isLatchkeyError(thrown)) return thrown
  const context = { cause: thrown }
  const { code, message } = reading(thrown)
  if (REJECTED.includes(code)) return new LatchkeyError('OwnerRejected', { method }, context)
  if (DISCONNECTED.includes(code)) return new LatchkeyError('OwnerDisconnected', { method }, context)
  if (NO_METHOD.includes(code)) return new LatchkeyError('OwnerMethodMissing', { method }, context)
  if (about !== undefined && code === NOT_AUTHORISED)
    return new LatchkeyError('OwnerNotConnected', { account: about.account }, context)
  if (about !== undefined && NOT_ATOMIC.includes(code)) return new LatchkeyError('OwnerNotAtomic', about, context)
  return new LatchkeyError('OwnerFailed', { method, code, message }, context)
}

/** ethers wraps the wallet's own error; its own code is a word. */
function reading(thrown: unknown): { readonly code: number; readonly message: string } {
  const { code, message, info, error } = fieldsOf(thrown)
  if (code === 'ACTION_REJECTED') return { code: 4001, message: String(message) }
  if (code === 'UNSUPPORTED_OPERATION') return { code: 4200, message: String(message) }
  if (typeof code === 'number') return { code, message: typeof message === 'string' ? message : 'no message' }
  const inner = error ?? fieldsOf(info)['error']
  if (inner !== undefined) return reading(inner)
  return { code: 0, message: typeof message === 'string' ? message : String(thrown) }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
