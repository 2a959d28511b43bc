// From what an app wants to a session that may do it, with no prompt where it has one, and with one where it has not.
import { isLatchkeyError } from '../../errors'
import { askOwner, NotAsked } from './askOwner'
import { keep, keepAsked, keepGranted } from './keeping'
import { isGranted, loadKept, mayLive, type KeptSession } from './keptSession'
import type { OpenedSession } from './OpenedSession'
import { requestedSession, type RequestedSession } from './requestedSession'
import type { SessionsContext } from './SessionsContext'
import type { EnsureRequest, OwnKey } from './SessionsOptions'
import { isGood, takeUp } from './takeUp'

/** @internal As {@link Sessions.ensure}. To be called by one at a time. */
export async function ensureSession(context: SessionsContext, request: EnsureRequest): Promise<OpenedSession> {
  const wanted = await requestedSession(context, request)
  const { own, lasts } = wanted
  const kept = await settle(context, own)
  const taken = await takeUp(context, kept, wanted)
  return {
    ...(taken ?? (await grantNext(context, { wanted, before: kept, endsAtOnce: false }))),
    request,
    own,
    lasts,
  }
}

/** @internal What the owner is to be asked for. */
export interface NextSession {
  readonly wanted: RequestedSession
  /** Ends if it could still be used. */
  readonly before: Pick<KeptSession, 'session' | 'state' | 'signedGrant'> | undefined
  /** Whether that one has to end at once, and not with the first op of the next. */
  readonly endsAtOnce: boolean
}

/** @internal Asks the owner for a session, and keeps it. */
export async function grantNext(
  context: SessionsContext,
  { wanted, before, endsAtOnce }: NextSession,
): Promise<Pick<OpenedSession, 'session' | 'key' | 'signedGrant'>> {
  const { own } = wanted
  const asked = await loadKept(context, context.asking, own)
  // The same session is asked for again, so that an answer that comes late and twice grants once.
  const isAgain = asked?.key !== undefined && asked.state === 'notGranted' && isGood(asked, wanted)
  const { session, key } = isAgain ? { session: asked.session, key: asked.key } : wanted
  const ours = own === undefined ? key : undefined
  // Before the prompt: what comes after it may not come to pass.
  await keepAsked(context, { session }, ours)
  const endsBefore = before !== undefined && mayLive(before)
  try {
    const signedGrant = await askOwner(context, { session, before: before?.session, endsBefore, endsAtOnce })
    // With its key once more: all may have been revoked, and forgotten, while the owner thought about it.
    await keep(context, { session, signedGrant }, ours).catch(unlessFull)
    return { session, key, signedGrant }
  } catch (thrown) {
    const isUnasked = thrown instanceof NotAsked
    if (isUnasked || isLatchkeyError(thrown, 'OwnerRejected')) await keepAsked(context)
    throw isUnasked ? thrown.cause : thrown
  }
}

// What the owner has said counts, though it cannot be kept: what was asked for is kept, and is taken up once the chain has it.
function unlessFull(thrown: unknown): undefined {
  if (!isLatchkeyError(thrown, 'StoreNotUsable')) throw thrown
}

/** @internal What was asked for and granted before anybody could keep it, takes its place now. */
export async function settle(context: SessionsContext, own: OwnKey | undefined): Promise<KeptSession | undefined> {
  const asked = await loadKept(context, context.asking, own)
  if (asked?.key === undefined || !isGranted(asked)) return await loadKept(context, context.place, own)
  await keepGranted(context, asked.session)
  return asked
}
