// The session that the app has already, with nobody asked.
import { settle } from './ensureSession'
import { isInstalled } from './isInstalled'
import { isGranted, isSignedFor } from './keptSession'
import type { OpenedSession } from './OpenedSession'
import { requestedSession } from './requestedSession'
import type { SessionsContext } from './SessionsContext'
import type { EnsureRequest } from './SessionsOptions'
import { takeUp } from './takeUp'

/** @internal As `Sessions.resume`. */
export async function resumeSession(
  context: SessionsContext,
  request: EnsureRequest | undefined,
): Promise<OpenedSession | undefined> {
  if (request === undefined) return await anySession(context)
  const wanted = await requestedSession(context, request)
  const { own, lasts } = wanted
  const taken = await takeUp(context, await settle(context, own), wanted)
  return taken && { ...taken, request, own, lasts }
}

async function anySession(context: SessionsContext): Promise<OpenedSession | undefined> {
  const kept = await settle(context, undefined)
  if (kept?.key === undefined || !(await isInstalled(context))) return undefined
  const { session, key, signedGrant } = kept
  if (isGranted(kept)) return { session, key }
  return (await isSignedFor(context, kept)) ? { session, key, signedGrant } : undefined
}
