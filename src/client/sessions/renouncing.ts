// A session that its own key gives back.
import { renounceCall } from '../../accounts'
import { renounceDigest, sessionId, type Call } from '../../session'
import { signDigest } from '../../wire'
import type { OpenedSession } from './OpenedSession'
import type { SessionsContext } from './SessionsContext'

/** @internal The call that ends it for good, signed by its key. */
export async function renouncing(
  { module, chainId, account }: Pick<SessionsContext, 'module' | 'chainId' | 'account'>,
  { session, key }: Pick<OpenedSession, 'session' | 'key'>,
): Promise<Call> {
  const digest = renounceDigest({ module, chainId, account, sessionId: sessionId(session) })
  const signature = typeof key === 'function' ? await key(digest) : signDigest(key, digest)
  return renounceCall({ module, account, session, signature })
}
