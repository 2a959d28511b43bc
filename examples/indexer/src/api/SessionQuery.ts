// What is asked, from the text of a request.
import { getAddress, isAddress, isHex, pad, size, type Hex } from 'viem'

/** Which sessions: those for which all of it holds. */
export interface SessionQuery {
  readonly account: Hex | undefined
  /** The signer word of the session's key. */
  readonly key: Hex | undefined
  readonly target: Hex | undefined
  /** live: granted, not ended, and inside of its window · ended: by an event or by the clock. What has yet to begin is neither. */
  readonly is: 'live' | 'ended' | undefined
  /** When: seconds since 1970. */
  readonly at: number
  readonly limit: number
  /** The last session of the page before. */
  readonly after: SessionPlace | undefined
}

/** A session id on an account. */
export interface SessionPlace {
  readonly account: Hex
  readonly id: Hex
}

/** A request that says nothing that can be answered. */
export class QueryNotValid extends Error {}

const LIMIT = 100
const LIMIT_MAX = 1_000
const KNOWN = ['account', 'key', 'target', 'is', 'at', 'limit', 'after']

/**
 * Reads a query. What is not known is refused: passed over, a mistyped name would list the sessions of everybody.
 *
 * @throws QueryNotValid
 */
export function readQuery(fields: Readonly<Record<string, string>>, now: number): SessionQuery {
  const unknown = Object.keys(fields).find((name) => !KNOWN.includes(name))
  if (unknown !== undefined) throw new QueryNotValid(`${unknown} is not one of ${KNOWN.join(', ')}`)
  const { account, key, target, is, at, limit, after } = fields
  if (is !== undefined && is !== 'live' && is !== 'ended') throw new QueryNotValid('is: live or ended')
  return {
    account: account === undefined ? undefined : address('account', account),
    key: key === undefined ? undefined : signerWord(key),
    target: target === undefined ? undefined : address('target', target),
    is,
    at: at === undefined ? now : integer('at', at, Number.MAX_SAFE_INTEGER),
    limit: limit === undefined ? LIMIT : integer('limit', limit, LIMIT_MAX),
    after: after === undefined ? undefined : place(after),
  }
}

/** As a page's `next`. */
export const placeText = ({ account, id }: SessionPlace): string => `${account}-${id}`

function place(text: string): SessionPlace {
  const [account = '', id = ''] = text.split('-')
  return { account: address('after', account), id: word('after', id) }
}

function address(name: string, text: string): Hex {
  if (!isAddress(text, { strict: false })) throw new QueryNotValid(`${name} is no address`)
  return getAddress(text).toLowerCase() as Hex
}

/** A secp256k1 key is told by its address; others by what `signerWord` of latchkey says of them. */
const signerWord = (key: string): Hex => (size(key as Hex) === 20 ? pad(address('key', key)) : word('key', key))

function word(name: string, text: string): Hex {
  if (!isHex(text) || text.length !== 66) throw new QueryNotValid(`${name} has no 32 bytes`)
  return text.toLowerCase() as Hex
}

function integer(name: string, text: string, max: number): number {
  const value = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NaN
  if (!(value <= max)) throw new QueryNotValid(`${name} is no number from 1 to ${max}`)
  return value
}
