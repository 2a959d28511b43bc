// Fields of JSON that may come from anyone: each is required, of its type, and no other is taken. All throw JsonNotValid.
import { LatchkeyError } from '../errors'

/** @internal */
export type JsonFields = Readonly<Record<string, unknown>>

/** @internal The value of a text; of anything else, itself. */
export function parsedJson(json: unknown): unknown {
  if (typeof json !== 'string') return json
  try {
    return JSON.parse(json) as unknown
  } catch (cause) {
    throw new LatchkeyError('JsonNotValid', { reason: 'The text is no JSON.' }, { cause })
  }
}

/** @internal An object with exactly these keys. */
export function jsonObject(name: string, value: unknown, keys: readonly string[]): JsonFields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused(`${name} is not an object.`)
  const unknown = Object.keys(value).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw refused(`${name} has an unknown field ${JSON.stringify(unknown)}.`)
  const missing = keys.find((key) => !Object.hasOwn(value, key))
  if (missing !== undefined) throw refused(`${name} has no field ${missing}.`)
  return value as JsonFields
}

/** @internal */
export function jsonArray(key: string, fields: JsonFields): readonly unknown[] {
  const value = fields[key]
  if (!Array.isArray(value)) throw refused(`${key} is not a list.`)
  return value as unknown[]
}

/** @internal */
export function jsonText(key: string, fields: JsonFields): string {
  const value = fields[key]
  if (typeof value !== 'string') throw refused(`${key} is not text.`)
  return value
}

/** @internal */
export function jsonInteger(key: string, fields: JsonFields): number {
  const value = fields[key]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || Object.is(value, -0))
    throw refused(`${key} is not a whole number.`)
  return value
}

/** @internal A decimal number as text, of so many digits at most. */
export function jsonAmount(key: string, fields: JsonFields, digits = 25, what = 'of wei '): bigint {
  const value = jsonText(key, fields)
  if (!/^(0|[1-9][0-9]*)$/.test(value) || value.length > digits)
    throw refused(`${key} is not a decimal number ${what}as text.`)
  return BigInt(value)
}

/** @internal */
export const refused = (reason: string): LatchkeyError => new LatchkeyError('JsonNotValid', { reason })
