// A session as its typed data shows it: words in place of numbers.
import { SIGNER_KINDS } from './encodeSigner'
import type { Permission, Rule, Session } from './Session'
import { wordTypeText } from './wordTypeText'

/** The comparisons' words, by number. */
export const COMPARISONS = ['oneOf', 'noneOf', 'between', 'betweenSigned', 'charge'] as const

/** A rule as typed data. */
export interface RuleMessage extends Omit<Rule, 'wordType' | 'comparison'> {
  readonly wordType: string
  readonly comparison: (typeof COMPARISONS)[number]
}

/** A session as typed data. */
export interface SessionMessage extends Omit<Session, 'signerKind' | 'permissions'> {
  readonly signerKind: (typeof SIGNER_KINDS)[number]
  readonly permissions: readonly (Omit<Permission, 'rules'> & { readonly rules: readonly RuleMessage[] })[]
}

/**
 * The message of a session in typed data.
 *
 * @throws FieldNotValid: a word type that does not exist.
 *
 * @example
 * ```ts
 * sessionMessage(session).signerKind // => 'secp256k1'
 * ```
 */
export const sessionMessage = (session: Session): SessionMessage => ({
  ...session,
  signerKind: SIGNER_KINDS[session.signerKind],
  permissions: session.permissions.map((permission) => ({ ...permission, rules: permission.rules.map(ruleMessage) })),
})

const ruleMessage = (rule: Rule): RuleMessage => ({
  ...rule,
  wordType: wordTypeText(rule.wordType),
  comparison: COMPARISONS[rule.comparison],
})
