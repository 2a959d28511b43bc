// Sessions as JSON: between an app and a wallet, or over a reload. Public data only; a session holds no secret.
import type { Permission, Rule, Session } from './Session'

/** The `format` that this version writes and reads. */
export const SESSION_FORMAT = 'latchkey-session-1'

/** A permission as JSON: amounts are decimal text. */
export interface PermissionJson extends Omit<Permission, 'maxValue'> {
  readonly maxValue: string
}

/** A session as JSON: amounts are decimal text, times numbers of seconds. */
export interface SessionJson extends Omit<Session, 'maxValue' | 'maxFee' | 'permissions'> {
  readonly format: typeof SESSION_FORMAT
  readonly maxValue: string
  readonly maxFee: string
  readonly permissions: readonly PermissionJson[]
}

/**
 * A session as plain data for JSON.stringify. Reading it back gives an equal session.
 *
 * @example
 * ```ts
 * sessionFromJson(JSON.stringify(sessionToJson(session))) // => session
 * ```
 */
export const sessionToJson = (session: Session): SessionJson => ({
  format: SESSION_FORMAT,
  signerKind: session.signerKind,
  signer: session.signer,
  validAfter: session.validAfter,
  validUntil: session.validUntil,
  paymaster: session.paymaster,
  period: session.period,
  maxCalls: session.maxCalls,
  maxValue: String(session.maxValue),
  maxFee: String(session.maxFee),
  permissions: session.permissions.map(permissionToJson),
})

// Field by field: what else an object may carry is not written.
const permissionToJson = (permission: Permission): PermissionJson => ({
  target: permission.target,
  functionSignature: permission.functionSignature,
  selector: permission.selector,
  maxValue: String(permission.maxValue),
  rules: permission.rules.map(ruleToJson),
})

const ruleToJson = (rule: Rule): Rule => ({
  path: rule.path,
  wordType: rule.wordType,
  comparison: rule.comparison,
  mask: rule.mask,
  values: rule.values,
  allowance: rule.allowance,
})
