// An intent as the bytes of a userOp, before they are signed: the authorization in parts, written from docs/encoding.md
// and without the client, so that it can also say what the client refuses to say.
import { keccak256, ZeroAddress } from 'ethers'

import {
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  type Call,
  type Hex,
  type Permission,
  type Session,
  type SignedGrant,
} from '../../../src'
import { bytesTail, encode, tail, word } from './abi'
import { join, lengthOf, NOTHING, number } from './bytes'
import { encodeGrant, NO_GRANT, signGrant } from './grants'
import type { Intent } from './intent'
import { proofOf } from './tree'
import { packAll, rulesHashOf } from './words'

export interface CallHeader {
  flags: number
  cap: Hex
  rules: Hex
  proof: readonly Hex[]
}

/** The authorization, part by part; what does not follow is empty. */
export interface Parts {
  head: number
  validAfter: Hex
  validUntil: Hex
  limits: Hex
  periodIndex: Hex
  paymaster: Hex
  /** Of a key that is not of a fixed length with its length, and that of its signatures. */
  signer: Hex
  signatureLength: Hex
  grantLength: Hex
  headers: CallHeader[]
  grant: Hex
}

/** What the Lens is told beside the session. */
export interface Told {
  permissions: number[]
  periodIndex: number
  grant: SignedGrant
}

/** Mutable: a mutation changes what it is about. */
export interface Wire {
  callData: Hex
  paymasterAndData: Hex
  parts: Parts
  told: Told
}

export const HEAD = { limits: 4, paymaster: 8, grant: 16 } as const
export const FLAG = { cap: 1, rules: 2, same: 4 } as const
export const MODE = { single: number(0, 32), batch: number(1n << 248n, 32) } as const
export const EXECUTE: Hex = '0xe9ae5c53'
export const ZERO = ZeroAddress as Hex

export function wireOf(intent: Intent): Wire {
  const { calls, batch, permissions, periodIndex, session, grant } = intent
  const parts = partsOf(intent)
  const signedGrant = grant === undefined ? NO_GRANT : signGrant(intent.jury, session, grant)
  if (grant !== undefined) attach(parts, encodeGrant(grant.session ?? session, signedGrant))
  return {
    callData: batch ? execute(MODE.batch, batchOf(calls)) : execute(MODE.single, singleOf(calls[0]!)),
    paymasterAndData: paymasterAndDataOf(intent),
    parts,
    told: { permissions: [...permissions], periodIndex: periodIndex ?? 0, grant: signedGrant },
  }
}

/** Puts this in the place of the grant. */
export function attach(parts: Parts, grant: Hex): void {
  parts.head |= HEAD.grant
  parts.grant = grant
  parts.grantLength = number(lengthOf(grant) & 0xffff, 2)
}

export function partsOf({ session, paymaster, permissions, periodIndex, key }: Intent): Parts {
  const { maxFee, maxValue, maxCalls, period } = session
  const metered = !(maxFee === UNLIMITED_FEE && maxValue === 0n && maxCalls === UNLIMITED_CALLS && period === 0)
  const named = paymaster === undefined && session.paymaster !== ZeroAddress
  return {
    head: session.signerKind | (metered ? HEAD.limits : 0) | (named ? HEAD.paymaster : 0),
    validAfter: number(session.validAfter, 6),
    validUntil: number(session.validUntil, 6),
    limits: metered ? limitsOf(session) : NOTHING,
    periodIndex: period === 0 ? NOTHING : number(periodIndex ?? 0, 4),
    paymaster: named ? session.paymaster : NOTHING,
    signer: session.signerKind === 2 ? join(number(lengthOf(session.signer), 2), session.signer) : session.signer,
    signatureLength: session.signerKind === 2 ? number(key.signatureLength, 2) : NOTHING,
    grantLength: NOTHING,
    headers: headersOf(session.permissions, permissions),
    grant: NOTHING,
  }
}

export const limitsOf = ({ maxFee, maxValue, maxCalls, period }: Session): Hex =>
  join(number(maxFee, 10), number(maxValue, 10), number(maxCalls, 4), number(period, 4))

export const authorizationOf = (parts: Parts): Hex =>
  join(
    number(parts.head, 1),
    parts.validAfter,
    parts.validUntil,
    parts.limits,
    parts.periodIndex,
    parts.paymaster,
    parts.signer,
    parts.signatureLength,
    parts.grantLength,
    ...parts.headers.map(({ flags, cap, rules, proof }) => join(number(flags, 1), cap, rules, ...proof)),
    parts.grant,
  )

/** Where the period's index stands in the authorization of a session that has a period. */
export const PERIOD_INDEX_START = 1 + 12 + 28

export const sameHeader = (): CallHeader => ({ flags: FLAG.same, cap: NOTHING, rules: NOTHING, proof: [] })

/** A header that says all there is to say of a permission; of one that is not there, what leads nowhere. */
export function fullHeader(permissions: readonly Permission[], index: number): CallHeader {
  const permission = permissions[index]
  if (permission === undefined) return { flags: 1 << 4, cap: NOTHING, rules: NOTHING, proof: [number(0, 32)] }
  const { maxValue, rules } = permission
  const packed = packAll(rules)
  const proof = treeOf(permissions).proof(index)
  return {
    flags: (maxValue > 0n ? FLAG.cap : 0) | (packed === NOTHING ? 0 : FLAG.rules) | (proof.length << 4),
    cap: maxValue > 0n ? number(maxValue, 10) : NOTHING,
    rules: packed === NOTHING ? NOTHING : join(number(lengthOf(packed), 2), packed),
    proof,
  }
}

export const execute = (mode: Hex, execution: Hex): Hex => {
  const padding = (32 - (lengthOf(execution) % 32)) % 32
  return join(EXECUTE, mode, number(64, 32), number(lengthOf(execution), 32), execution, number(0, padding))
}

export const singleOf = ({ to, value, data }: Call): Hex => join(to, number(value, 32), data)

/** abi.encode(Execution[]). */
export const batchOf = (calls: readonly Call[]): Hex => {
  const executions = calls.map(({ to, value, data }) => tail(encode(word(to), word(value), bytesTail(data))))
  return encode(tail(join(number(calls.length, 32), encode(...executions))))
}

function headersOf(permissions: readonly Permission[], indexes: readonly number[]): CallHeader[] {
  return indexes.map((index, i) => (i > 0 && indexes[i - 1] === index ? sameHeader() : fullHeader(permissions, index)))
}

function paymasterAndDataOf({ paymaster, paymasterData, gas }: Intent): Hex {
  if (paymaster === undefined) return NOTHING
  return join(paymaster, number(gas.paymasterVerification, 16), number(gas.postOp, 16), paymasterData)
}

interface Tree {
  readonly proof: (index: number) => readonly Hex[]
}

const trees = new WeakMap<readonly Permission[], Tree>()

/** Each tree is built once, and each proof. */
function treeOf(permissions: readonly Permission[]): Tree {
  const known = trees.get(permissions)
  if (known !== undefined) return known
  const leaves = permissions.map(leafOf)
  const proofs = new Map<number, readonly Hex[]>()
  const proof = (index: number): readonly Hex[] => {
    const found = proofs.get(index) ?? proofOf(leaves, index)
    proofs.set(index, found)
    return found
  }
  trees.set(permissions, { proof })
  return { proof }
}

export function leafOf({ selector, functionSignature, target, maxValue, rules }: Permission): Hex {
  const head = join(selector, number(functionSignature === '' ? 1 : 0, 8), target)
  return keccak256(join(head, number(maxValue, 32), rulesHashOf(rules))) as Hex
}
