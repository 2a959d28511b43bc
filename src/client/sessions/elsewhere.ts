// Sessions that are approved in another program: what it is asked, and what its answer is worth.
import type { GrantedSession, SessionRequest } from '../../approval'
import { LatchkeyError } from '../../errors'
import { sessionId } from '../../session'
import { notValid, sameBytes } from '../../session/fields'
import type { OpenedSession } from './OpenedSession'
import { keep, keepAsked } from './keeping'
import { isGranted, isSignedFor, loadKept, mayLive } from './keptSession'
import { requestedSession } from './requestedSession'
import type { SessionsContext } from './SessionsContext'
import type { EnsureRequest, OwnKey } from './SessionsOptions'

/** @internal As `Sessions.request`. */
export async function requestElsewhere(context: SessionsContext, request: EnsureRequest): Promise<SessionRequest> {
  const { account, module, chainId, place } = context
  const { session, key, own } = await requestedSession(context, request)
  const before = await loadKept(context, place, own)
  await keepAsked(context, { session }, own === undefined ? key : undefined)
  const isEnding = before !== undefined && mayLive(before)
  return { app: place.app, chainId, account, module, session, before: isEnding ? before.session : undefined }
}

/** @internal As `Sessions.accept`. */
export async function acceptGranted(
  context: SessionsContext,
  granted: GrantedSession,
  own: OwnKey | undefined,
): Promise<OpenedSession> {
  const { chainId, account, module, asking } = context
  const { session, signedGrant } = granted
  if (granted.chainId !== chainId) throw notValid('chainId', granted.chainId, String(chainId))
  if (!sameBytes(granted.account, account)) throw notValid('account', granted.account, account)
  if (!sameBytes(granted.module, module)) throw notValid('module', granted.module, module)
  const asked = await loadKept(context, asking, own)
  // What was not asked for here is another's session, or another session.
  if (asked === undefined || sessionId(asked.session) !== sessionId(session))
    throw notValid('session', sessionId(session), 'the session that was asked for last')
  const { key } = asked
  if (key === undefined) throw new LatchkeyError('SessionKeyMissing', { signer: session.signer })
  // With its key once more, as in `grantNext`: all may have been forgotten meanwhile.
  const ours = own === undefined ? key : undefined
  await keepAsked(context, { session, signedGrant }, ours)
  const kept = await loadKept(context, asking)
  if (kept === undefined || !(isGranted(kept) || (await isSignedFor(context, kept))))
    throw new LatchkeyError('GrantNotSeen', { id: sessionId(session) })
  const opened = { session, signedGrant: isGranted(kept) ? undefined : signedGrant }
  await keep(context, opened, ours)
  return { ...opened, key, own }
}
