// The end of sessions: what the owner is asked for, and what is forgotten then.
import type { Call } from '../../session'
import { LatchkeyError } from '../../errors'
import { sessionId, type SessionId } from '../../session'
import type { SessionsContext } from './SessionsContext'

/**
 * @internal One prompt; resolves when the calls are executed.
 *
 * @throws As the owner; OwnerCallsReverted.
 */
export async function askForEnd(context: SessionsContext, calls: readonly Call[]): Promise<void> {
  const { owner, chainId, account } = context
  const sent = await owner.sendCalls({ chainId, account, calls })
  const { success, transactionHash } = await sent.wait()
  if (!success) throw new LatchkeyError('OwnerCallsReverted', { transactionHash })
}

/** @internal What is kept of them, keys included. */
export async function forget(
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
