// Which contracts a session may call.
import type { Address } from '../contracts'
import { decodeTerms } from './decodeTerms'
import type { SessionHistory } from './SessionHistory'

/**
 * Each contract once. Reads no texts, so none can stop it. Empty of an id that was never granted.
 *
 * @throws JsonNotValid: the terms are not the encoding of a session.
 *
 * @example
 * ```ts
 * targetsOf({ terms: undefined }) // => []
 * ```
 */
export const targetsOf = ({ terms }: Pick<SessionHistory, 'terms'>): readonly Address[] =>
  terms === undefined
    ? []
    : decodeTerms(terms, ({ permissions }) => [...new Set(Array.from(permissions, ({ target }) => target as Address))])
