// Requests and approvals as JSON, between programs that do not trust each other.
import type { Hex } from '../contracts'
import {
  sessionFromJson,
  sessionToJson,
  signedGrantFromJson,
  signedGrantToJson,
  type SessionJson,
  type SignedGrantJson,
} from '../session'
import { checkAddress, checkHex } from '../session/fields'
import { jsonAmount, jsonObject, jsonText, parsedJson, refused, type JsonFields } from '../session/jsonFields'
import type { GrantedSession, SessionRequest } from './SessionRequest'

/** The `format` of a request that this version writes and reads. */
export const REQUEST_FORMAT = 'latchkey-request-1'

/** The `format` of an approval that this version writes and reads. */
export const GRANTED_FORMAT = 'latchkey-granted-1'

interface PlaceJson {
  /** Decimal text. */
  readonly chainId: string
  readonly account: Hex
  readonly module: Hex
  readonly session: SessionJson
}

/** A request as JSON; docs/session-request.schema.json. */
export interface SessionRequestJson extends PlaceJson {
  readonly format: typeof REQUEST_FORMAT
  readonly app: string
  readonly before: SessionJson | null
}

/** An approval as JSON. */
export interface GrantedSessionJson extends PlaceJson {
  readonly format: typeof GRANTED_FORMAT
  readonly signedGrant: SignedGrantJson | null
  readonly ended: Hex | null
}

const DIGITS = 78
const APP_LENGTH_MAX = 200
const REQUEST_KEYS = ['format', 'app', 'chainId', 'account', 'module', 'session', 'before']
const GRANTED_KEYS = ['format', 'chainId', 'account', 'module', 'session', 'signedGrant', 'ended']

/**
 * A request as plain data for JSON.stringify.
 *
 * @example
 * ```ts
 * const request = { app: 'socio3', chainId: 1n, account: ACCOUNT, module: MODULE, session, before: undefined }
 * requestFromJson(JSON.stringify(requestToJson(request))) // => request
 * ```
 */
export const requestToJson = ({ app, before, ...place }: SessionRequest): SessionRequestJson => ({
  format: REQUEST_FORMAT,
  app,
  ...placeToJson(place),
  before: before === undefined ? null : sessionToJson(before),
})

/**
 * Reads a request that may come from anyone; each of its sessions could be granted.
 *
 * @param json The text, or the object parsed from it.
 * @throws JsonNotValid · FieldNotValid, and as `checkSession`.
 *
 * @example
 * ```ts
 * const refusal = await Promise.resolve('{}').then(requestFromJson).catch((error) => error)
 * refusal.code // => 'JsonNotValid'
 * ```
 */
export function requestFromJson(json: unknown): SessionRequest {
  const fields = jsonObject('request', parsedJson(json), REQUEST_KEYS)
  requireFormat(fields, REQUEST_FORMAT)
  const app = jsonText('app', fields)
  if (app === '' || app.length > APP_LENGTH_MAX || HIDDEN.test(app) || app.trim() !== app)
    throw refused('app is no name that can be shown.')
  const { before } = fields
  return { app, ...placeFromJson(fields), before: before === null ? undefined : sessionFromJson(before) }
}

/** What can make a text look like another: line breaks, marks of direction, strange spaces, and letters that show nothing. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\u115f\u1160\u2800\u3164\uffa0]/u

/**
 * An approval as plain data for JSON.stringify.
 *
 * @example
 * ```ts
 * const granted = { chainId: 1n, account: ACCOUNT, module: MODULE, session, signedGrant: undefined, ended: undefined }
 * grantedFromJson(JSON.stringify(grantedToJson(granted))) // => granted
 * ```
 */
export const grantedToJson = ({ signedGrant, ended, ...place }: GrantedSession): GrantedSessionJson => ({
  format: GRANTED_FORMAT,
  ...placeToJson(place),
  signedGrant: signedGrant === undefined ? null : signedGrantToJson(signedGrant),
  ended: ended ?? null,
})

/**
 * Reads an approval. What it says of the chain is for the chain to say.
 *
 * @param json The text, or the object parsed from it.
 * @throws JsonNotValid · FieldNotValid, and as `checkSession`.
 *
 * @example
 * ```ts
 * const refusal = await Promise.resolve('{}').then(grantedFromJson).catch((error) => error)
 * refusal.code // => 'JsonNotValid'
 * ```
 */
export function grantedFromJson(json: unknown): GrantedSession {
  const fields = jsonObject('approval', parsedJson(json), GRANTED_KEYS)
  requireFormat(fields, GRANTED_FORMAT)
  const { signedGrant, ended } = fields
  return {
    ...placeFromJson(fields),
    signedGrant: signedGrant === null ? undefined : signedGrantFromJson(signedGrant),
    ended: ended === null ? undefined : checkHex('ended', jsonText('ended', fields), 32),
  }
}

type Place = Pick<SessionRequest, 'chainId' | 'account' | 'module' | 'session'>

const placeToJson = ({ chainId, account, module, session }: Place): PlaceJson => ({
  chainId: String(chainId),
  account,
  module,
  session: sessionToJson(session),
})

const placeFromJson = (fields: JsonFields): Place => ({
  chainId: jsonAmount('chainId', fields, DIGITS, ''),
  account: checkAddress('account', jsonText('account', fields)),
  module: checkAddress('module', jsonText('module', fields)),
  session: sessionFromJson(fields['session']),
})

function requireFormat(fields: JsonFields, format: string): void {
  if (fields['format'] !== format) throw refused(`format is not ${format}.`)
}
