// Requests of ERC-7715 from anyone: the present form, and the one before it, `wallet_grantPermissions`.
import type { Address } from '../contracts'
import { LatchkeyError } from '../errors'
import { checksumAddress } from '../session/fields'
import {
  jsonArray,
  jsonInteger,
  jsonObject,
  jsonText,
  parsedJson,
  refused,
  type JsonFields,
} from '../session/jsonFields'
import type { Typed } from './PermissionRequest'

type ReadTyped = Typed<string, JsonFields>

/** @internal A request of either form. */
export interface ReadPermission {
  readonly chainId: bigint
  /** undefined: the wallet is to choose. */
  readonly from: Address | undefined
  readonly to: Address
  readonly permission: ReadTyped
  readonly rules: readonly ReadTyped[]
}

const NOW_KEYS = ['chainId', 'from', 'to', 'permission', 'rules']
const BEFORE_KEYS = ['chainId', 'address', 'expiry', 'signer', 'permission', 'isAdjustmentAllowed']

/** @internal @throws JsonNotValid · FieldNotValid · PermissionNotSupported: a signer that is no account. */
export function readPermission(json: unknown): ReadPermission {
  const parsed = parsedJson(json)
  const isBefore = typeof parsed === 'object' && parsed !== null && 'signer' in parsed
  return isBefore ? readBefore(parsed) : readNow(parsed)
}

function readNow(parsed: unknown): ReadPermission {
  const fields = jsonObject('request', withDefaults(parsed, { from: null, rules: [] }), NOW_KEYS)
  const rules = fields['rules'] === null ? [] : jsonArray('rules', fields)
  return { ...placeOf(fields, 'from'), to: addressOf('to', fields), rules: rules.map((rule) => typedOf('rule', rule)) }
}

function readBefore(parsed: object): ReadPermission {
  const defaults = { address: null, isAdjustmentAllowed: false }
  const fields = jsonObject('request', withDefaults(parsed, defaults), BEFORE_KEYS)
  const signer = typedOf('signer', fields['signer'])
  if (signer.type !== 'account') throw notSupported(`a signer of type ${JSON.stringify(signer.type)} is no address`)
  const expiry: ReadTyped = { type: 'expiry', data: { timestamp: jsonInteger('expiry', fields) } }
  return { ...placeOf(fields, 'address'), to: addressOf('address', signer.data), rules: [expiry] }
}

const placeOf = (fields: JsonFields, from: string): Pick<ReadPermission, 'chainId' | 'from' | 'permission'> => ({
  chainId: quantityOf('chainId', fields),
  from: fields[from] === null ? undefined : addressOf(from, fields),
  permission: typedOf('permission', fields['permission'], ['isAdjustmentAllowed']),
})

/** What a field is that may be missing. */
const withDefaults = (value: unknown, defaults: object): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { ...defaults, ...Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) }
    : value

function typedOf(name: string, value: unknown, more: readonly string[] = []): ReadTyped {
  const known = more.length === 0 ? value : withDefaults(value, { isAdjustmentAllowed: false })
  const fields = jsonObject(name, known, ['type', 'data', ...more])
  const { data } = fields
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw refused(`data of ${name} is not an object.`)
  return { type: jsonText('type', fields), data: data as JsonFields }
}

const addressOf = (name: string, fields: JsonFields): Address => checksumAddress(name, jsonText(name, fields))

/** @internal A number as JSON-RPC has it, or as toolkits have it. */
export function quantityOf(name: string, fields: JsonFields): bigint {
  const value = fields[name]
  if (typeof value === 'string' && /^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$/.test(value)) return BigInt(value)
  return BigInt(jsonInteger(name, fields))
}

/** @internal */
export const notSupported = (reason: string): LatchkeyError => new LatchkeyError('PermissionNotSupported', { reason })
