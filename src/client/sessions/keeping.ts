// What an app keeps: the session in use, and the one that the owner was asked for. A key is kept as long as its session is.
import { sessionId, type Session, type SessionId } from '../../session'
import { sameBytes } from '../../session/fields'
import type { StoredSession, VaultKey } from '../../store'
import type { SessionKey } from '../../userOp'
import type { SessionsContext } from './SessionsContext'

/** What is kept; undefined: nothing. */
interface Kept {
  readonly inUse: StoredSession | undefined
  readonly asked: StoredSession | undefined
}

/**
 * @internal The session that is in use from now on; nothing is asked for any more.
 *
 * @param key If it is not the app's own to keep, and not kept already.
 */
export async function keep(context: SessionsContext, entry: StoredSession, key?: SessionKey): Promise<void> {
  await replace(context, () => ({ inUse: entry, asked: undefined }), key)
}

/**
 * @internal What the owner is asked for from now on, until it is known to be granted; `key` as for {@link keep}.
 *
 * @param asked undefined: nothing, as the owner did not want it.
 */
export async function keepAsked(context: SessionsContext, asked?: StoredSession, key?: SessionKey): Promise<void> {
  await replace(context, ({ inUse }) => ({ inUse, asked }), key)
}

/** @internal A session that is kept is on the chain: nobody needs to bring it any more. If it was asked for, it is in use from now on. */
export async function keepGranted(context: SessionsContext, session: Session): Promise<void> {
  const isIt = (stored: StoredSession | undefined): boolean =>
    stored !== undefined && sessionId(stored.session) === sessionId(session)
  await replace(context, (kept) => {
    if (isIt(kept.asked)) return { inUse: { session }, asked: undefined }
    return isIt(kept.inUse) ? { ...kept, inUse: { session } } : kept
  })
}

/**
 * @internal A session that is over, or all.
 *
 * @throws As store and vault.
 */
export async function forget(context: SessionsContext, id?: SessionId): Promise<void> {
  const left = (stored: StoredSession | undefined): StoredSession | undefined =>
    stored !== undefined && id !== undefined && sessionId(stored.session) !== id ? stored : undefined
  await replace(context, ({ inUse, asked }) => ({ inUse: left(inUse), asked: left(asked) }))
}

// In turns of their own, which never wait for an owner: a session may end while the next is asked for.
async function replace(context: SessionsContext, next: (kept: Kept) => Kept, key?: SessionKey): Promise<void> {
  const { store, vault, place, asking } = context
  await context.inTurn(asking, async () => {
    const before: Kept = { inUse: await store.load(place), asked: await store.load(asking) }
    const after = next(before)
    const changes = [
      [place, before.inUse, after.inUse],
      [asking, before.asked, after.asked],
    ] as const
    for (const [where, old, entry] of changes) {
      if (entry === old) continue
      if (entry === undefined) await store.remove(where)
      else {
        const { signer } = entry.session
        // The key first: without it the session is of no use. Once: what is sealed again is another copy of a secret.
        if (key !== undefined && !isSameKey(key, await vault.load(signer))) await vault.save(signer, key)
        await store.save(where, entry)
      }
    }
    const kept = sessionsOf(after)
    for (const { signer } of sessionsOf(before))
      if (!kept.some((session) => sameBytes(session.signer, signer))) await vault.remove(signer)
  })
}

const isSameKey = (key: SessionKey, kept: VaultKey | undefined): boolean =>
  key === kept || (typeof kept === 'object' && 'privateKey' in key && key.privateKey === kept.privateKey)

const sessionsOf = ({ inUse, asked }: Kept): readonly Session[] =>
  [inUse, asked].flatMap((stored) => (stored === undefined ? [] : [stored.session]))
