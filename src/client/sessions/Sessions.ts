// The sessions of one app on one account: the one prompt, and what ends it.
import type { GrantedSession, SessionRequest } from '../../approval'
import type { Hex } from '../../contracts'
import type { Session, SignedGrant } from '../../session'
import type { SessionKey } from '../../userOp'
import { acceptGranted, requestElsewhere } from './elsewhere'
import { endAllSessions, endSession } from './endSessions'
import { ensureSession } from './ensureSession'
import { idOf } from './idOf'
import { OpenedSessions } from './OpenedSessions'
import { forget, keep } from './keeping'
import { loadKept } from './keptSession'
import type { LiveSession } from './LiveSession'
import { lookAt } from './lookAt'
import { renewSession, type RenewChanges } from './renewSession'
import { resumeSession } from './resumeSession'
import type { SessionsContext } from './SessionsContext'
import type { EnsureRequest, OwnKey } from './SessionsOptions'
import { sessionStatus, type SessionStatusReport } from './sessionStatus'

/** Sessions on one account. Made by `openSessions`. */
export class Sessions {
  readonly #open: OpenedSessions

  /** @internal */
  constructor(private readonly context: SessionsContext) {
    this.#open = new OpenedSessions(context, async (session) => await this.renew(session))
  }

  /**
   * A session that may do what is asked, with at most one prompt, and with none where the app has one: kept here with its key,
   * live on the chain, and at least as wide. Else the owner is asked once: to install the module if it is absent, and to grant.
   *
   * @throws As `createSession` and the owner (OwnerRejected); OwnerCallsReverted · GrantNotSeen. Nothing is lost by calling it
   * again.
   */
  async ensure(request: EnsureRequest): Promise<LiveSession> {
    return await this.#inTurn(async () => this.#open.take(await ensureSession(this.context, request)))
  }

  /** The session that the app has here and can use, with no prompt; undefined if it has none, or none that covers `request`. */
  async resume(request?: EnsureRequest): Promise<LiveSession | undefined> {
    // Not in turn: a page that is loaded while another asks the owner has what is in use.
    const found = await resumeSession(this.context, request)
    return found && this.#open.take(found)
  }

  /**
   * Ends a session and grants the next on its terms, for as long as before, or as `changes` say, with a key of its own: one
   * prompt, which shows the difference, and none where another tab did it. The old one ends at once; within its last five
   * minutes, with the next one's first op.
   *
   * @throws ExpiryMissing · SessionClosed: another one took its place; and as {@link Sessions.ensure}.
   */
  async renew(session: LiveSession, changes: RenewChanges = {}): Promise<LiveSession> {
    return await this.#inTurn(async () => this.#open.take(await renewSession(this.context, session.opened, changes)))
  }

  /**
   * Uses a session that was granted elsewhere, and keeps it; `signedGrant` if it is not on the chain yet.
   *
   * @param key This app's from now on: removed with the session.
   * @throws KeyNotOfSession, KeyNotStorable, and as the store.
   */
  async open(session: Session, key: SessionKey, signedGrant?: SignedGrant): Promise<LiveSession> {
    return await this.#inTurn(async () => {
      await keep(this.context, { session, signedGrant }, key)
      return this.#open.take({ session, key, signedGrant })
    })
  }

  /** What another program is asked, such as a wallet on another device: see `approve`. The key is made and kept here. */
  async request(request: EnsureRequest): Promise<SessionRequest> {
    return await this.#inTurn(async () => await requestElsewhere(this.context, request))
  }

  /**
   * Uses the session that the other program approved.
   *
   * @param key If the request named one of the app's own.
   * @throws FieldNotValid: not what was asked for last · SessionKeyMissing · GrantNotSeen: neither granted nor rightly signed.
   */
  async accept(granted: GrantedSession, key?: OwnKey): Promise<LiveSession> {
    return await this.#inTurn(async () => this.#open.take(await acceptGranted(this.context, granted, key)))
  }

  /**
   * Ends a session for good: one prompt, which waits for none that is open. Resolves when it is ended on the chain.
   *
   * @param session Also by its id, and also one of another app.
   * @throws As the owner; OwnerCallsReverted · RevocationNotSeen: the chain does not bear out what the owner’s side says · as the store,
   * once it is ended.
   */
  async revoke(session: LiveSession | Session | Hex): Promise<void> {
    const id = idOf(session)
    await endSession(this.context, id)
    // All are silent before anything else may fail.
    await this.#open.end(id)
    await forget(this.context, id)
  }

  /**
   * Ends every session of the account, those of other apps too, and every grant that was signed and not used: one prompt.
   *
   * @throws As {@link Sessions.revoke}.
   */
  async revokeAll(): Promise<void> {
    await endAllSessions(this.context)
    await this.#open.end()
    await forget(this.context)
  }

  /** How a session stands, by the module's storage and the chain's time. */
  async status(session: LiveSession | Session): Promise<SessionStatusReport> {
    const terms = 'opened' in session ? session.session : session
    const { at, usage } = await lookAt(this.context, terms)
    return sessionStatus(terms, usage, at)
  }

  /** What this app has here: the session in use, and one that the owner was asked for and whose answer is not known. */
  async list(): Promise<readonly SessionStatusReport[]> {
    const { place, asking } = this.context
    const kept = await Promise.all([loadKept(this.context, place), loadKept(this.context, asking)])
    return kept.flatMap((one) => (one === undefined ? [] : [sessionStatus(one.session, one.usage, one.at)]))
  }

  /** Calls back when this tab or another has granted or ended a session: `resume()` has the one to use now. Returns what ends it. */
  onChange(listener: () => void): () => void {
    return this.#open.onChange(listener)
  }

  /** Sends nothing more for any session. What is kept stays so. */
  close(): void {
    this.#open.closeAll('all sessions were closed')
  }

  // So that of two who want a session one asks the owner.
  async #inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    return await this.context.inTurn(this.context.place, work)
  }
}
