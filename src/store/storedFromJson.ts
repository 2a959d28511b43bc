// Reads stored sessions: what lies in a store may be torn, old, or somebody else's.
import type { Hex } from '../contracts'
import { isLatchkeyError, LatchkeyError } from '../errors'
import { sessionFromJson, type Sibling, type SignedGrant } from '../session'
import { checkAddress, checkHex } from '../session/fields'
import { placeText } from './placeText'
import type { StoredSession, StorePlace } from './SessionStore'
import { STORED_FORMAT } from './storedToJson'

const KEYS = ['format', 'place', 'session', 'signedGrant']
const GRANT_KEYS = ['replaces', 'siblings', 'ownerSignature']
const SIBLING_KEYS = ['chainId', 'account', 'epoch', 'replaces', 'sessionHash']

type Fields = Readonly<Record<string, unknown>>

/**
 * The stored session that `storedToJson` wrote, its session checked as a grant of it would be.
 *
 * @param place For which it must be.
 * @param where What it is kept as, for errors; the place if omitted.
 * @throws StoredSessionNotValid · StoredVersionUnknown · StoredPlaceDiffers.
 *
 * @example
 * ```ts
 * const place = { chainId: 1n, account: ACCOUNT, module: MODULE, app: 'socio3' }
 * const torn = await Promise.resolve().then(() => storedFromJson(place, '{"format":')).catch((error) => error)
 * torn.code // => 'StoredSessionNotValid'
 * ```
 */
export function storedFromJson(place: StorePlace, text: string, where = placeText(place)): StoredSession {
  try {
    return read(place, text, where)
  } catch (thrown) {
    const isSaid = isLatchkeyError(thrown, 'StoredVersionUnknown') || isLatchkeyError(thrown, 'StoredPlaceDiffers')
    if (isSaid || !(thrown instanceof Error)) throw thrown
    throw new LatchkeyError('StoredSessionNotValid', { where, reason: thrown.message }, { cause: thrown })
  }
}

function read(place: StorePlace, text: string, where: string): StoredSession {
  const parsed = parse(text)
  const format = isObject(parsed) ? parsed['format'] : undefined
  if (typeof format === 'string' && format !== STORED_FORMAT)
    throw new LatchkeyError('StoredVersionUnknown', { where, format, expected: STORED_FORMAT })
  const fields = fieldsOf('it', parsed, KEYS)
  if (format !== STORED_FORMAT) throw new Error('it has no format')
  const [kept, asked] = [fields['place'], placeText(place)]
  if (kept !== asked) throw new LatchkeyError('StoredPlaceDiffers', { where, kept: String(kept), asked })
  const session = sessionFromJson(fields['session'])
  const grant = fields['signedGrant']
  return grant === undefined ? { session } : { session, signedGrant: grantOf(grant) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new Error('it is no JSON')
  }
}

function grantOf(value: unknown): SignedGrant {
  const { replaces, siblings, ownerSignature } = fieldsOf('signedGrant', value, GRANT_KEYS)
  if (!Array.isArray(siblings)) throw new Error('siblings is not a list')
  return {
    replaces: hex('replaces', replaces, 32),
    siblings: siblings.map(siblingOf),
    ownerSignature: hex('ownerSignature', ownerSignature),
  }
}

function siblingOf(value: unknown): Sibling {
  const { chainId, account, epoch, replaces, sessionHash } = fieldsOf('sibling', value, SIBLING_KEYS)
  if (typeof chainId !== 'string' || !/^(0|[1-9][0-9]{0,77})$/.test(chainId)) throw new Error('chainId is no number')
  return {
    chainId: BigInt(chainId),
    account: checkAddress('account', String(account)),
    epoch: hex('epoch', epoch, 32),
    replaces: hex('replaces', replaces, 32),
    sessionHash: hex('sessionHash', sessionHash, 32),
  }
}

const hex = (field: string, value: unknown, length?: number): Hex => checkHex(field, String(value), length)

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fieldsOf(name: string, value: unknown, keys: readonly string[]): Fields {
  if (!isObject(value)) throw new Error(`${name} is not an object`)
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw new Error(`${name} has an unknown field ${JSON.stringify(unknown)}`)
  return value
}
