// A session that the app has already, where it is good for what is asked.
import { covers } from './covers'
import type { OpenedSession } from './OpenedSession'
import { isInstalled } from './isInstalled'
import { keepGranted } from './keeping'
import { isGranted, isSignedFor, type KeptSession } from './keptSession'
import type { RequestedSession } from './requestedSession'
import type { SessionsContext } from './SessionsContext'

/** @internal undefined: the owner has to be asked. */
export async function takeUp(
  context: SessionsContext,
  kept: KeptSession | undefined,
  wanted: RequestedSession,
): Promise<Pick<OpenedSession, 'session' | 'key' | 'signedGrant'> | undefined> {
  if (kept?.key === undefined || !isGood(kept, wanted)) return undefined
  const { session, key, signedGrant } = kept
  // To a module that was removed behind its back all its sessions are live.
  if (!(await isInstalled(context))) return undefined
  if (!isGranted(kept)) return (await isSignedFor(context, kept)) ? { session, key, signedGrant } : undefined
  // What the owner signed is on the chain: nobody needs to bring it any more.
  if (signedGrant !== undefined) await keepGranted(context, session)
  return { session, key }
}

/** @internal Whether a session that is kept may do what is asked, for as long. */
export const isGood = (
  { session, usage, at }: KeptSession,
  { session: wanted, lasting }: Pick<RequestedSession, 'session' | 'lasting'>,
): boolean => covers(session, wanted, { at, usage, lasting })
