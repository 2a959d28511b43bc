// The end of sessions: what the owner is asked for, and what is forgotten then.
import { randomSalt, revokeAllCall, revokeCall } from '../../accounts'
import { LatchkeyError } from '../../errors'
import { sessionId, type Call, type SessionId } from '../../session'
import type { SessionsContext } from './SessionsContext'

/** @internal As `Sessions.revoke`. */
export async function endSession(context: SessionsContext, id: SessionId): Promise<void> {
  await ask(context, revokeCall({ module: context.module, id }))
  await forget(context, (other) => other === id)
}

/** @internal As `Sessions.revokeAll`. */
export async function endAllSessions(context: SessionsContext): Promise<void> {
  await ask(context, revokeAllCall({ module: context.module, salt: randomSalt() }))
  await forget(context, () => true)
}

// Resolves when the call is executed.
async function ask({ owner, chainId, account }: SessionsContext, call: Call): Promise<void> {
  const sent = await owner.sendCalls({ chainId, account, calls: [call] })
  const { success, transactionHash } = await sent.wait()
  if (!success) throw new LatchkeyError('OwnerCallsReverted', { transactionHash })
}

// Keys included.
async function forget(
  { store, vault, place, asking }: SessionsContext,
  isOver: (id: SessionId) => boolean,
): Promise<void> {
  for (const where of [place, asking]) {
    const stored = await store.load(where)
    if (stored === undefined || !isOver(sessionId(stored.session))) continue
    await store.remove(where)
    await vault.remove(stored.session.signer)
  }
}
