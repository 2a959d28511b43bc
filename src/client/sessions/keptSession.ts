// Sessions that are kept, with their keys, and how they stand on the chain.
import { grantSignedCall } from '../../accounts'
import { encodeSigner } from '../../session'
import { sameBytes } from '../../session/fields'
import type { StoredSession, StorePlace } from '../../store'
import type { SessionKey } from '../../userOp'
import { lookAt, type Standing } from './lookAt'
import type { SessionsContext } from './SessionsContext'
import type { OwnKey } from './SessionsOptions'
import { sessionState, type SessionState } from './sessionState'

/** @internal A session that is kept. */
export interface KeptSession extends StoredSession, Standing {
  /** undefined: nobody has it here. */
  readonly key: SessionKey | undefined
  readonly state: SessionState
}

/**
 * @internal
 * @param own The key that the app brings, if any: another's session is of no use to it.
 */
export async function loadKept(
  context: SessionsContext,
  place: StorePlace,
  own?: OwnKey,
): Promise<KeptSession | undefined> {
  const { store, vault } = context
  const stored = await store.load(place)
  if (stored === undefined) return undefined
  const { session } = stored
  const [{ at, usage }, key] = await Promise.all([
    lookAt(context, session),
    own === undefined ? vault.load(session.signer) : ownKeyOf(own, stored),
  ])
  return { ...stored, key, usage, at, state: sessionState(session, usage, at) }
}

function ownKeyOf({ signer, key }: OwnKey, { session }: StoredSession): SessionKey | undefined {
  const named = encodeSigner(signer)
  return named.signerKind === session.signerKind && sameBytes(named.signer, session.signer) ? key : undefined
}

/** @internal Whether the chain takes its ops, or will once it has begun. */
export const isGranted = ({ state }: Pick<KeptSession, 'state'>): boolean => state === 'live' || state === 'notStarted'

/** @internal Whether somebody who has its key can use it, or what was signed for it, until it is ended. */
export const mayLive = (kept: Pick<KeptSession, 'state' | 'signedGrant'>): boolean =>
  isGranted(kept) || (kept.state === 'notGranted' && kept.signedGrant !== undefined)

/** @internal Whether its first op would still grant it: the account may have ended all grants since the owner signed. */
export async function isSignedFor(context: SessionsContext, kept: KeptSession): Promise<boolean> {
  const { session, signedGrant, state } = kept
  if (signedGrant === undefined || state !== 'notGranted') return false
  const { module, account, provider } = context
  try {
    await provider.call(grantSignedCall({ module, account, session, signedGrant }))
    return true
  } catch {
    return false
  }
}
