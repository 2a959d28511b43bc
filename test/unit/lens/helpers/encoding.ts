// The hashes and the wire form of a session, written directly with ethers from docs/encoding.md.
import {
  type BytesLike,
  concat,
  dataLength,
  dataSlice,
  getBytes,
  hexlify,
  keccak256,
  toBeHex,
  ZeroAddress,
  ZeroHash,
  zeroPadValue,
} from 'ethers'

import { MASK_NONE, type Permission, type Rule, type Session, UNLIMITED, UNLIMITED_CALLS } from './types'

const word = (value: BytesLike): string => zeroPadValue(value, 32)
const number = (value: number | bigint, bytes: number): string => (bytes === 0 ? '0x' : toBeHex(value, bytes))

export function leafOf(permission: Permission): string {
  const transfer = permission.functionSignature === '' ? 1 : 0
  const head = concat([permission.selector, number(transfer, 8), permission.target])
  const rulesHash = permission.rules.length === 0 ? ZeroHash : keccak256(packRules(permission.rules))
  return keccak256(concat([head, number(permission.maxValue, 32), rulesHash]))
}

export function packRules(rules: Rule[]): string {
  return concat(
    rules.map((rule) => {
      const hasMask = rule.mask !== MASK_NONE
      return concat([
        number(rule.path.length, 1),
        ...rule.path.map((step) => number(step, 4)),
        number(rule.wordType, 2),
        number(rule.comparison + (hasMask ? 128 : 0), 1),
        hasMask ? rule.mask : '0x',
        rule.comparison === 4 ? number(rule.allowance, 1) : '0x',
        number(rule.values.length, 1),
        ...rule.values,
      ])
    }),
  )
}

function pairHash(a: string, b: string): string {
  return keccak256(a < b ? concat([a, b]) : concat([b, a]))
}

/** The root above `nodes` and the siblings of `nodes[index]`, from the leaf upwards. */
export function treeOf(nodes: string[], index = 0): { root: string; proof: string[] } {
  const [only] = nodes
  if (only === undefined) throw new Error('A tree needs a leaf')
  if (nodes.length === 1) return { root: only, proof: [] }
  const pairs = nodes.flatMap((node, i) => (i % 2 === 0 ? [[node, nodes[i + 1]] as const] : []))
  const above = treeOf(
    pairs.map(([left, right]) => (right === undefined ? left : pairHash(left, right))),
    Math.floor(index / 2),
  )
  const sibling = nodes[index % 2 === 0 ? index + 1 : index - 1]
  return { root: above.root, proof: sibling === undefined ? above.proof : [sibling, ...above.proof] }
}

const limitsOf = (s: Session): string =>
  concat([number(s.maxFee, 10), number(s.maxValue, 10), number(s.maxCalls, 4), number(s.period, 4)])

export function sessionIdOf(session: Session): string {
  return keccak256(
    concat([
      concat([number(session.validAfter, 6), number(session.validUntil, 6), session.paymaster]),
      concat([limitsOf(session), '0x00000000']),
      treeOf(session.permissions.map(leafOf)).root,
      session.signerKind === 0
        ? word(session.signer)
        : concat([number(session.signerKind, 1), dataSlice(keccak256(session.signer), 0, 31)]),
    ]),
  )
}

/** The signature field before the key's signature: `indexes` are those of the calls' permissions. */
export function authorizationOf(
  session: Session,
  indexes: number[],
  periodIndex: number,
  sponsored: boolean,
  { grant = '0x', signatureLength = 64 } = {},
): string {
  const unmetered =
    session.maxCalls === UNLIMITED_CALLS &&
    session.maxFee === UNLIMITED &&
    session.maxValue === 0n &&
    session.period === 0
  const carriesPaymaster = !sponsored && session.paymaster !== ZeroAddress
  const headers = indexes.map((index, call) => {
    const permission = session.permissions[index]
    if (permission === undefined) return '0x00'
    if (call > 0 && indexes[call - 1] === index) return '0x04'
    const { proof } = treeOf(session.permissions.map(leafOf), index)
    const hasCap = permission.maxValue !== 0n
    const rules = packRules(permission.rules)
    const hasRules = permission.rules.length !== 0
    const flags = (hasCap ? 1 : 0) + (hasRules ? 2 : 0) + proof.length * 16
    const ruleBytes = hasRules ? concat([number(getBytes(rules).length, 2), rules]) : '0x'
    return concat([number(flags, 1), hasCap ? number(permission.maxValue, 10) : '0x', ruleBytes, ...proof])
  })
  return hexlify(
    concat([
      number(session.signerKind + (unmetered ? 0 : 4) + (carriesPaymaster ? 8 : 0) + (grant === '0x' ? 0 : 16), 1),
      number(session.validAfter, 6),
      number(session.validUntil, 6),
      unmetered ? '0x' : limitsOf(session),
      session.period === 0 ? '0x' : number(periodIndex, 4),
      carriesPaymaster ? session.paymaster : '0x',
      session.signerKind === 2 ? number(dataLength(session.signer), 2) : '0x',
      session.signer,
      session.signerKind === 2 ? number(signatureLength, 2) : '0x',
      grant === '0x' ? '0x' : number(dataLength(grant), 2),
      ...headers,
      grant,
    ]),
  )
}
