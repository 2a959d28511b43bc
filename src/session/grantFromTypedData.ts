// What an app asks a wallet to sign by eth_signTypedData_v4, read as the grant that it is.
import { TypedDataEncoder } from 'ethers'

import { wordTypeName } from '../errors/wordTypeName'
import type { Hex } from '../contracts'
import { SIGNER_KINDS } from './encodeSigner'
import { checkAddress, isRecord } from './fields'
import { grantDigest } from './grantDigest'
import type { GrantEntry } from './GrantEntry'
import { jsonArray, jsonObject, jsonText, parsedJson, refused, type JsonFields } from './jsonFields'
import type { Comparison, Permission, Rule, Session, SignerKind } from './Session'
import { COMPARISONS } from './sessionMessage'
import type { ModuleIdentity } from './typedData'
import { typedDataTypes } from './typedDataTypes'

/** A grant that somebody asks the owner to sign. */
export interface ReadGrant extends Required<ModuleIdentity> {
  /** By ascending chain id. */
  readonly entries: readonly GrantEntry[]
}

const DOMAIN_TYPE = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'verifyingContract', type: 'address' },
]
const PARTS = ['types', 'primaryType', 'domain', 'message']

/**
 * The entries of a grant, for `describeGrant` and `review`. What is returned has the very hash that the wallet is asked to sign:
 * nothing is signed that is not in it. Whose module it is, is for the wallet to compare, with `RELEASE`.
 *
 * @param json The typed data, with EIP712Domain among its types or not; as text, or the object parsed from it.
 * @throws JsonNotValid: no grant, or not exactly the types, the domain and the order that a module takes; and as `grantEntries`.
 *
 * @example
 * ```ts
 * const entries = [{ chainId: 1n, account: ACCOUNT, epoch: ONE_WORD, replaces: ZeroHash, session }]
 * grantFromTypedData(grantTypedData({ module: MODULE }, entries)).entries // => entries
 * ```
 */
export function grantFromTypedData(json: unknown): ReadGrant {
  const { types, primaryType, domain, message } = jsonObject('typed data', parsedJson(json), PARTS)
  if (primaryType !== 'Grant') throw refused('primaryType is not Grant.')
  if (!isRecord(types)) throw refused('types is not an object.')
  const { EIP712Domain = DOMAIN_TYPE, ...own } = types
  if (!isSame(EIP712Domain, DOMAIN_TYPE) || !isSame(sorted(own), sorted(typedDataTypes.Grant)))
    throw refused('its types are not those of a grant.')
  const named = jsonObject('domain', domain, ['name', 'version', 'verifyingContract'])
  if (named['name'] !== 'Latchkey') throw refused('its domain is not Latchkey.')
  const module = checkAddress('verifyingContract', jsonText('verifyingContract', named))
  const version = jsonText('version', named)
  const entries = jsonArray('entries', jsonObject('message', message, ['entries'])).map(entryOf)
  const identity = { module, version }
  const digest = grantDigest(identity, entries)
  const asked = TypedDataEncoder.hash(named, typedDataTypes.Grant, message as object)
  if (asked !== digest) throw refused('its entries are not in the order in which they are signed.')
  return { ...identity, entries }
}

function entryOf(value: unknown): GrantEntry {
  const fields = jsonObject('entry', value, typedDataKeys('GrantEntry'))
  return {
    chainId: whole('chainId', fields),
    account: checkAddress('account', jsonText('account', fields)),
    epoch: jsonText('epoch', fields) as Hex,
    replaces: jsonText('replaces', fields) as Hex,
    session: sessionOf(fields['session']),
  }
}

function sessionOf(value: unknown): Session {
  const fields = jsonObject('session', value, typedDataKeys('Session'))
  return {
    signerKind: word('signerKind', SIGNER_KINDS, fields) as SignerKind,
    signer: jsonText('signer', fields) as Hex,
    validAfter: Number(whole('validAfter', fields)),
    validUntil: Number(whole('validUntil', fields)),
    paymaster: jsonText('paymaster', fields) as Hex,
    period: Number(whole('period', fields)),
    maxCalls: Number(whole('maxCalls', fields)),
    maxValue: whole('maxValue', fields),
    maxFee: whole('maxFee', fields),
    permissions: jsonArray('permissions', fields).map(permissionOf),
  }
}

function permissionOf(value: unknown): Permission {
  const fields = jsonObject('permission', value, typedDataKeys('Permission'))
  return {
    target: jsonText('target', fields) as Hex,
    functionSignature: jsonText('functionSignature', fields),
    selector: jsonText('selector', fields) as Hex,
    maxValue: whole('maxValue', fields),
    rules: jsonArray('rules', fields).map(ruleOf),
  }
}

function ruleOf(value: unknown): Rule {
  const fields = jsonObject('rule', value, typedDataKeys('Rule'))
  return {
    path: jsonArray('path', fields).map((step) => Number(whole('step', { step }))),
    wordType: WORD_TYPES[word('wordType', WORD_TYPES.map(wordTypeName), fields)] ?? 0,
    comparison: word('comparison', COMPARISONS, fields) as Comparison,
    mask: jsonText('mask', fields) as Hex,
    values: jsonArray('values', fields).map((one) => jsonText('value', { value: one }) as Hex),
    allowance: Number(whole('allowance', fields)),
  }
}

/** class << 8 | bytes, all that exist. */
const WORD_TYPES = Array.from({ length: 5 << 8 }, (_, i) => i).filter(
  (wordType) => wordTypeName(wordType) !== undefined,
)

const typedDataKeys = (type: string): readonly string[] => (typedDataTypes.Grant[type] ?? []).map(({ name }) => name)

/** The number that a word stands for. */
function word(key: string, words: readonly (string | undefined)[], fields: JsonFields): number {
  const index = words.indexOf(jsonText(key, fields))
  if (index < 0) throw refused(`${key} is none of the words that it may be.`)
  return index
}

/** A number, or one as text: wallets and libraries write either. */
function whole(key: string, fields: JsonFields): bigint {
  const value = fields[key]
  const isNumber = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
  const isText = typeof value === 'string' && /^(0|[1-9][0-9]{0,77}|0x[0-9a-fA-F]{1,64})$/.test(value)
  if (typeof value !== 'bigint' && !isNumber && !isText) throw refused(`${key} is not a whole number.`)
  return BigInt(value)
}

const sorted = (types: Readonly<Record<string, unknown>>): unknown =>
  Object.entries(types).sort(([a], [b]) => (a < b ? -1 : 1))

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
