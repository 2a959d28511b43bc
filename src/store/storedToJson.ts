// A stored session as JSON. Public data only: it has no field for a key.
import { sessionToJson, signedGrantToJson, type SessionJson, type SignedGrantJson } from '../session'
import { placeText } from './placeText'
import type { StoredSession, StorePlace } from './SessionStore'

/** The `format` that this version writes and reads. */
export const STORED_FORMAT = 'latchkey-stored-session-1'

/** A stored session as JSON, with the place that it is for. */
export interface StoredSessionJson {
  readonly format: typeof STORED_FORMAT
  readonly place: string
  readonly session: SessionJson
  readonly signedGrant?: SignedGrantJson
}

/**
 * A stored session as plain data for JSON.stringify. Reading it back gives an equal one.
 *
 * @throws FieldNotValid: the place.
 *
 * @example
 * ```ts
 * const place = { chainId: 1n, account: ACCOUNT, module: MODULE, app: 'socio3' }
 * storedFromJson(place, JSON.stringify(storedToJson(place, { session }))) // => { session }
 * ```
 */
export const storedToJson = (place: StorePlace, { session, signedGrant }: StoredSession): StoredSessionJson => ({
  format: STORED_FORMAT,
  place: placeText(place),
  session: sessionToJson(session),
  ...(signedGrant !== undefined && { signedGrant: signedGrantToJson(signedGrant) }),
})
