// Reads sessions from JSON that may come from anyone: every field is required, no other is taken.
import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkSession } from './checkSession'
import type { Comparison, Permission, Rule, Session, SignerKind } from './Session'
import { SESSION_FORMAT } from './sessionToJson'

const SESSION_KEYS =
  'format signerKind signer validAfter validUntil paymaster period maxCalls maxValue maxFee permissions'.split(' ')
const PERMISSION_KEYS = 'target functionSignature selector maxValue rules'.split(' ')
const RULE_KEYS = 'path wordType comparison mask values allowance'.split(' ')

type Fields = Readonly<Record<string, unknown>>

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
  const fields = object('session', typeof json === 'string' ? parse(json) : json, SESSION_KEYS)
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

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown
  } catch (cause) {
    throw new LatchkeyError('JsonNotValid', { reason: 'The text is no JSON.' }, { cause })
  }
}

function object(name: string, value: unknown, keys: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused(`${name} is not an object.`)
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw refused(`${name} has an unknown field ${JSON.stringify(unknown)}.`)
  const missing = keys.find((key) => !Object.hasOwn(value, key))
  if (missing !== undefined) throw refused(`${name} has no field ${missing}.`)
  return value as Fields
}

function array(key: string, fields: Fields): readonly unknown[] {
  const value = fields[key]
  if (!Array.isArray(value)) throw refused(`${key} is not a list.`)
  return value as unknown[]
}

function text(key: string, fields: Fields): string {
  const value = fields[key]
  if (typeof value !== 'string') throw refused(`${key} is not text.`)
  return value
}

function integer(key: string, fields: Fields): number {
  const value = fields[key]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || Object.is(value, -0))
    throw refused(`${key} is not a whole number.`)
  return value
}

function amount(key: string, fields: Fields): bigint {
  const value = text(key, fields)
  if (!/^(0|[1-9][0-9]{0,24})$/.test(value)) throw refused(`${key} is not a decimal number of wei as text.`)
  return BigInt(value)
}

const refused = (reason: string): LatchkeyError => new LatchkeyError('JsonNotValid', { reason })
