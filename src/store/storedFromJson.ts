// Reads stored sessions: what lies in a store may be torn, old, or somebody else's.
import { isLatchkeyError, LatchkeyError } from '../errors'
import { sessionFromJson, signedGrantFromJson } from '../session'
import { placeText } from './placeText'
import type { StoredSession, StorePlace } from './SessionStore'
import { STORED_FORMAT } from './storedToJson'

const KEYS = ['format', 'place', 'session', 'signedGrant']

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
  return grant === undefined ? { session } : { session, signedGrant: signedGrantFromJson(grant) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw new Error('it is no JSON')
  }
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fieldsOf(name: string, value: unknown, keys: readonly string[]): Fields {
  if (!isObject(value)) throw new Error(`${name} is not an object`)
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw new Error(`${name} has an unknown field ${JSON.stringify(unknown)}`)
  return value
}
