// Renewal, where the session may have been replaced meanwhile.
import type { EnsureRequest, LiveSession, Sessions } from '../client'
import { isLatchkeyError } from '../errors'

/** @internal One prompt at most: where another session took its place, nobody has been asked yet. */
export async function renewOrEnsure(
  sessions: Sessions,
  last: LiveSession,
  request: EnsureRequest,
): Promise<LiveSession> {
  try {
    return await sessions.renew(last, request)
  } catch (thrown) {
    if (!isLatchkeyError(thrown, 'SessionClosed')) throw thrown
    return await sessions.ensure(request)
  }
}
