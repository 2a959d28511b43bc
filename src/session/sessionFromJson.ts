// Reads sessions from JSON that may come from anyone: every field is required, no other is taken.
import type { Hex } from '../contracts'
import { checkSession } from './checkSession'
import {
  jsonAmount as amount,
  jsonArray as array,
  jsonInteger as integer,
  jsonObject as object,
  jsonText as text,
  parsedJson,
  refused,
} from './jsonFields'
import type { Comparison, Permission, Rule, Session, SignerKind } from './Session'
import { SESSION_FORMAT } from './sessionToJson'

const SESSION_KEYS =
  'format signerKind signer validAfter validUntil paymaster period maxCalls maxValue maxFee permissions'.split(' ')
const PERMISSION_KEYS = 'target functionSignature selector maxValue rules'.split(' ')
const RULE_KEYS = 'path wordType comparison mask values allowance'.split(' ')

/**
 * The session that {@link sessionToJson} wrote, checked as a grant of it would be.
 *
 * @param json The text, or the object parsed from it.
 * @throws JsonNotValid: no JSON, an unknown format, a missing, unknown or mistyped field, and as {@link checkSession}.
 *
 * @example
 * ```ts
 * sessionFromJson(sessionToJson(session)) // => session
 * ```
 */
export function sessionFromJson(json: unknown): Session {
  const fields = object('session', parsedJson(json), SESSION_KEYS)
  if (fields['format'] !== SESSION_FORMAT) throw refused(`format is not ${SESSION_FORMAT}.`)
  const session: Session = {
    signerKind: integer('signerKind', fields) as SignerKind,
    signer: text('signer', fields) as Hex,
    validAfter: integer('validAfter', fields),
    validUntil: integer('validUntil', fields),
    paymaster: text('paymaster', fields) as Hex,
    period: integer('period', fields),
    maxCalls: integer('maxCalls', fields),
    maxValue: amount('maxValue', fields),
    maxFee: amount('maxFee', fields),
    permissions: array('permissions', fields).map(permission),
  }
  checkSession(session)
  return session
}

function permission(value: unknown): Permission {
  const fields = object('permission', value, PERMISSION_KEYS)
  return {
    target: text('target', fields) as Hex,
    functionSignature: text('functionSignature', fields),
    selector: text('selector', fields) as Hex,
    maxValue: amount('maxValue', fields),
    rules: array('rules', fields).map(rule),
  }
}

function rule(value: unknown): Rule {
  const fields = object('rule', value, RULE_KEYS)
  return {
    path: array('path', fields).map((step) => integer('step', { step })),
    wordType: integer('wordType', fields),
    comparison: integer('comparison', fields) as Comparison,
    mask: text('mask', fields) as Hex,
    values: array('values', fields).map((word) => text('value', { value: word }) as Hex),
    allowance: integer('allowance', fields),
  }
}
