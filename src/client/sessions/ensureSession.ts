// From what an app wants to a session that may do it, with no prompt where it has one, and with one where it has not.
import { isLatchkeyError } from '../../errors'
import { parseDuration, type Session, type SignedGrant } from '../../session'
import type { SessionKey } from '../../userOp'
import { askOwner } from './askOwner'
import { covers } from './covers'
import { isGranted, isSignedFor, keep, loadKept, mayLive, type KeptSession } from './keptSession'
import { requestedSession } from './requestedSession'
import type { SessionsContext } from './SessionsContext'
import type { EnsureRequest, OwnKey } from './SessionsOptions'

/** @internal A session that can be used. */
export interface OpenedSession {
  readonly session: Session
  readonly key: SessionKey
  readonly signedGrant?: SignedGrant | undefined
  /** If the app brought it. */
  readonly own?: OwnKey | undefined
  /** What it was asked for with. */
  readonly request?: EnsureRequest | undefined
  /** Seconds for which it was asked. */
  readonly lasts?: number | undefined
}

/** @internal As {@link Sessions.ensure}. To be called by one at a time. */
export async function ensureSession(context: SessionsContext, request: EnsureRequest): Promise<OpenedSession> {
  const { session: wanted, key, own, lasts } = await requestedSession(context, request)
  const kept = await settle(context, own)
  const asked = await loadKept(context, context.asking, own)
  const about = { request, own, lasts }
  if (kept?.key !== undefined && isGood(kept, wanted, request)) {
    const isOnChain = isGranted(kept)
    // What the owner signed is on the chain: nobody needs to bring it any more.
    if (isOnChain && kept.signedGrant !== undefined) await keep(context, { session: kept.session })
    const signedGrant = isOnChain ? undefined : kept.signedGrant
    if (isOnChain || (await isSignedFor(context, kept)))
      return { ...about, session: kept.session, key: kept.key, signedGrant }
  }
  // The same session is asked for again, so that an answer that comes late and twice grants once.
  const isAgain = asked?.key !== undefined && asked.state === 'notGranted' && isGood(asked, wanted, request)
  const next = isAgain ? { session: asked.session, key: asked.key } : { session: wanted, key }
  return { ...about, ...(await grantNext(context, { ...next, before: kept, own })) }
}

/** @internal Asks the owner for a session, and keeps it. `before` ends if it could still be used. */
export async function grantNext(
  context: SessionsContext,
  {
    session,
    key,
    before,
    own,
  }: Pick<OpenedSession, 'session' | 'key' | 'own'> & { readonly before: KeptSession | undefined },
): Promise<OpenedSession> {
  const { store, vault, asking } = context
  // Before the prompt: what comes after it may not come to pass.
  if (own === undefined) await vault.save(session.signer, key)
  await store.save(asking, { session })
  const endsBefore = before !== undefined && mayLive(before)
  try {
    const signedGrant = await askOwner(context, { session, before: before?.session, endsBefore })
    await keep(context, { session, signedGrant })
    return { session, key, signedGrant, own }
  } catch (thrown) {
    if (isLatchkeyError(thrown, 'OwnerRejected')) {
      await store.remove(asking)
      if (own === undefined) await vault.remove(session.signer)
    }
    throw thrown
  }
}

// What was asked for and granted before anybody could keep it, takes its place now.
async function settle(context: SessionsContext, own: OwnKey | undefined): Promise<KeptSession | undefined> {
  const asked = await loadKept(context, context.asking, own)
  if (asked?.key === undefined || !isGranted(asked)) return await loadKept(context, context.place, own)
  await keep(context, { session: asked.session })
  return asked
}

function isGood({ session, usage, at }: KeptSession, wanted: Session, { lasting }: EnsureRequest): boolean {
  const seconds = typeof lasting === 'string' ? parseDuration(lasting) : lasting
  return covers(session, wanted, { at, usage, lasting: seconds })
}
