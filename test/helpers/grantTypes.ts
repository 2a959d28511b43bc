// What the owner signs, worked out by ethers from the text of docs/encoding.md. Nothing here comes from src.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { TypedDataEncoder, ZeroHash, type TypedDataDomain, type TypedDataField } from 'ethers'

import type { Rule, Session } from '../../src'

/** A grant on one chain, as the owner sees it. */
export interface Entry {
  readonly chainId: bigint
  readonly account: string
  readonly epoch: string
  readonly replaces: string
  readonly session: Session
}

/** An entry of another chain, as the module gets it. */
export interface SiblingFields {
  readonly chainId: bigint
  readonly account: string
  readonly epoch: string
  readonly replaces: string
  readonly sessionHash: string
}

/** What comes with a grant to the module. */
export interface Signed {
  readonly replaces: string
  readonly siblings: readonly SiblingFields[]
  readonly ownerSignature: string
}

/** Which module is asked, and what it says of itself. */
export interface Identity {
  readonly address: string
  readonly version: string
}

type Types = Record<string, TypedDataField[]>

const PAGE = readFileSync(join(__dirname, '../../docs/encoding.md'), 'utf8').split('## EIP-712')[1] ?? ''
const STRUCTS = new Map([...PAGE.matchAll(/^(\w+)\(([^)]*)\)$/gm)].map(([, name = '', fields = '']) => [name, fields]))

const KINDS = ['secp256k1', 'P-256', 'ERC-7913']
const COMPARISONS = ['oneOf', 'noneOf', 'between', 'betweenSigned', 'charge']
const CLASSES = [(n: number) => `uint${8 * n}`, (n: number) => `int${8 * n}`, (n: number) => `bytes${n}`]

/** A struct of the page with all that it refers to. */
export function typesOf(primary: string): Types {
  const found: Types = {}
  const add = (name: string): void => {
    const text = STRUCTS.get(name)
    if (text === undefined || found[name] !== undefined) return
    const fields = text.split(',').map((field) => field.split(' ') as [string, string])
    found[name] = fields.map(([type, field]) => ({ type, name: field }))
    for (const [type] of fields) add(type.replace('[]', ''))
  }
  add(primary)
  if (found[primary] === undefined) throw new Error(`docs/encoding.md has no ${primary}`)
  return found
}

const ruleMessage = (rule: Rule) => {
  const [kind, size] = [rule.wordType >> 8, rule.wordType & 0xff]
  const wordType = CLASSES[kind]?.(size) ?? (kind === 3 ? 'address' : 'bool')
  return { ...rule, wordType, comparison: COMPARISONS[rule.comparison] }
}

const sessionMessage = (session: Session) => ({
  ...session,
  signerKind: KINDS[session.signerKind],
  permissions: session.permissions.map((one) => ({ ...one, rules: one.rules.map(ruleMessage) })),
})

/** The domain of a module: no chain id. */
export const domainOf = ({ address, version }: Identity): TypedDataDomain => ({
  name: 'Latchkey',
  version,
  verifyingContract: address,
})

/** EIP-712's hashStruct of a session. */
export const sessionHashOf = (session: Session): string =>
  TypedDataEncoder.from(typesOf('Session')).hash(sessionMessage(session))

/** The message of these entries, in the order given. */
export const grantMessage = (entries: readonly Entry[]) => ({
  entries: entries.map((entry) => ({ ...entry, session: sessionMessage(entry.session) })),
})

/** The 32 bytes that ERC-1271 is asked about, for these entries in the order given. */
export const grantDigestOf = (
  identity: Identity,
  entries: readonly Entry[],
  domain: TypedDataDomain = domainOf(identity),
): string => TypedDataEncoder.hash(domain, typesOf('Grant'), grantMessage(entries))

export const siblingOf = ({ session, ...entry }: Entry): SiblingFields => ({
  ...entry,
  sessionHash: sessionHashOf(session),
})

/** Without siblings and without a session to replace. */
export const alone = (ownerSignature: string): Signed => ({ replaces: ZeroHash, siblings: [], ownerSignature })
