// What a session that was granted permits.
import { sessionFromStruct, type Session } from '../session'
import { decodeTerms } from './decodeTerms'
import type { SessionHistory } from './SessionHistory'

/**
 * The session itself: key, window, limits and permissions. Undefined of an id that was never granted.
 *
 * @throws JsonNotValid: the terms are no session, or hold a text that is none. Whoever owns an account can grant such a text on
 * it: expect it when reading accounts of strangers.
 *
 * @example
 * ```ts
 * const history = newHistory({ chainId: 1n, module: SOCIO3 })
 * Array.from(sessionsIn(history), (entry) => termsOf(entry)?.validUntil) // => []
 * ```
 */
export const termsOf = ({ terms }: Pick<SessionHistory, 'terms'>): Session | undefined =>
  terms === undefined ? undefined : decodeTerms(terms, sessionFromStruct)
