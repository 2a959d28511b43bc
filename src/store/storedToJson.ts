// A stored session as JSON. Public data only: it has no field for a key.
import { sessionToJson, type SessionJson, type Sibling, type SignedGrant } from '../session'
import { placeText } from './placeText'
import type { StoredSession, StorePlace } from './SessionStore'

/** The `format` that this version writes and reads. */
export const STORED_FORMAT = 'latchkey-stored-session-1'

/** A sibling as JSON: the chain id is decimal text. */
export interface SiblingJson extends Omit<Sibling, 'chainId'> {
  readonly chainId: string
}

/** A signed grant as JSON. */
export interface SignedGrantJson extends Omit<SignedGrant, 'siblings'> {
  readonly siblings: readonly SiblingJson[]
}

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
  ...(signedGrant !== undefined && { signedGrant: grantToJson(signedGrant) }),
})

// Field by field: what else an object may carry is not written.
const grantToJson = ({ replaces, siblings, ownerSignature }: SignedGrant): SignedGrantJson => ({
  replaces,
  siblings: siblings.map(({ chainId, account, epoch, replaces, sessionHash }) => ({
    chainId: String(chainId),
    account,
    epoch,
    replaces,
    sessionHash,
  })),
  ownerSignature,
})
