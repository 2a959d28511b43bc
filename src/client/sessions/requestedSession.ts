// The session that an app asks for, and whose key it is.
import { LatchkeyError } from '../../errors'
import { createSession, UNLIMITED_FEE, type Session } from '../../session'
import { sameBytes } from '../../session/fields'
import type { SessionKey } from '../../userOp'
import { chainTime } from './chainTime'
import { newKey } from './newKey'
import type { SessionsContext } from './SessionsContext'
import type { EnsureRequest, OwnKey } from './SessionsOptions'

/** @internal */
export interface RequestedSession {
  readonly session: Session
  readonly key: SessionKey
  /** If the app brought it. */
  readonly own: OwnKey | undefined
  /** Seconds for which it is asked. */
  readonly lasts: number
}

/**
 * @internal With the app's own key, or with a new one.
 *
 * @throws As `createSession`; PaymasterRequired: only a paymaster pays, and there is none here that it names. Before anybody
 * is asked.
 */
export async function requestedSession(
  { provider, paymaster }: Pick<SessionsContext, 'provider' | 'paymaster'>,
  { key: own, lasting: _lasting, ...terms }: EnsureRequest,
): Promise<RequestedSession> {
  const now = await chainTime(provider)
  const { signer, key } = own ?? newKey()
  const session = createSession({ ...terms, signer, now })
  const isNamed = paymaster !== undefined && sameBytes(paymaster.address, session.paymaster)
  if (session.maxFee === UNLIMITED_FEE && !isNamed) throw new LatchkeyError('PaymasterRequired', {})
  return { session, key, own, lasts: session.validUntil - now }
}
