// The session that an app asks for, and whose key it is.
import { LatchkeyError } from '../../errors'
import { createSession, parseDuration, UNLIMITED_FEE, type Duration, type Session } from '../../session'
import { notValid, sameBytes } from '../../session/fields'
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
  /** Seconds that one that is there already must still last, if they were named. */
  readonly lasting: number | undefined
}

/**
 * @internal With the app's own key, or with a new one.
 *
 * @throws As `createSession`; FieldNotValid: `lasting`; PaymasterRequired: only a paymaster pays, and there is none here that it names. Before anybody
 * is asked.
 */
export async function requestedSession(
  { provider, paymaster, vault }: Pick<SessionsContext, 'provider' | 'paymaster' | 'vault'>,
  { key: own, lasting: named, ...terms }: EnsureRequest,
): Promise<RequestedSession> {
  const now = await chainTime(provider)
  const { signer, key } = own ?? (await vault.newKey?.()) ?? newKey()
  const session = createSession({ ...terms, signer, now })
  const isNamed = paymaster !== undefined && sameBytes(paymaster.address, session.paymaster)
  if (session.maxFee === UNLIMITED_FEE && !isNamed) throw new LatchkeyError('PaymasterRequired', {})
  const lasts = session.validUntil - now
  return { session, key, own, lasts, lasting: named === undefined ? undefined : atMostHalf(named, lasts) }
}

// Of what is asked for: of more no session would ever have enough left, and the owner would be asked each time.
function atMostHalf(lasting: Duration | number, lasts: number): number {
  const seconds = typeof lasting === 'string' ? parseDuration(lasting) : lasting
  if (!(seconds >= 0)) throw notValid('lasting', lasting, "a number of seconds, or a duration such as '10m'")
  return Math.min(seconds, lasts / 2)
}
