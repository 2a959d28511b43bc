// One userOp of a session with one happy default, and every byte of it in the hands of the test. The authorization is put
// together here from docs/encoding.md, so that it can also be wrong.
import { concat, dataLength, id, keccak256, toBeHex, ZeroAddress, zeroPadValue, type SigningKey } from 'ethers'

import {
  encodeExecute,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  type Address,
  type CallLike,
  type Permission,
  type Session,
} from '../../../../src'
import { packRules } from './rules'
import type { Scene } from './scene'
import { KEY } from './session'

export interface Op {
  readonly sender: string
  readonly nonce: bigint
  readonly initCode: string
  readonly callData: string
  readonly accountGasLimits: string
  readonly preVerificationGas: bigint
  readonly gasFees: string
  readonly paymasterAndData: string
  readonly signature: string
}

/** The parts of an authorization, in the order of the wire; a part that is absent is '0x'. */
export interface Wire {
  readonly head: string
  readonly validAfter: string
  readonly validUntil: string
  readonly limits: string
  readonly periodIndex: string
  readonly paymaster: string
  readonly signer: string
  readonly headers: readonly string[]
}

export interface OpOptions {
  /** By default one call of the first permission, without value. */
  readonly calls?: readonly CallLike[]
  /** What the op claims, where that is not what the session says. */
  readonly wire?: Partial<Wire>
  /** Who pays, if not the account. */
  readonly sponsor?: Address
  readonly periodIndex?: number
  /** Whether all bytes before the signature, in place of `wire`. */
  readonly authorization?: string
  readonly key?: SigningKey
  /** The key's signature, in place of a right one. */
  readonly signature?: string
  /** What the key signs, in place of the right digest. */
  readonly digest?: string
  readonly op?: Partial<Op>
}

export const USER_OP_HASH = id('the hash of a userOp')

const LIMITS_FOLLOW = 0x04
const PAYMASTER_FOLLOWS = 0x08

/** Gas of 350,000 at 2 wei. */
export const DEFAULT_FEE = 700_000n

export const pair = (high: bigint, low: bigint): string => concat([toBeHex(high, 16), toBeHex(low, 16)])

/** paymaster 20 | verification gas limit 16 | post-op gas limit 16: 50,000 gas more. */
export const sponsorData = (paymaster: string): string => concat([paymaster, pair(40_000n, 10_000n)])

/** A call that the permission permits. */
export const callOf = ({ target, selector, functionSignature }: Permission, value = 0n): CallLike => ({
  to: target,
  value,
  data: functionSignature === '' ? '0x' : concat([selector, toBeHex(42, 32)]),
})

/** selector 32 | zero 63 | transfer 1 | target 160: the first word of the permission's leaf. */
export const headOf = ({ target, selector, functionSignature }: Permission): bigint =>
  (BigInt(selector) << 224n) | (functionSignature === '' ? 1n << 160n : 0n) | BigInt(target)

/** The first call of the op under the session's only permission; cap and rules as the permission has them. */
export function header(
  { maxValue, rules }: Pick<Permission, 'maxValue' | 'rules'>,
  proof: readonly string[] = [],
): string {
  const flags = (proof.length << 4) | (maxValue === 0n ? 0 : 1) | (rules.length === 0 ? 0 : 2)
  return concat([toBeHex(flags, 1), capPart(maxValue), rulesPart(rules), ...proof])
}

/** "The same permission as the call before." */
export const SAME = '0x04'

export const limitsPart = ({ maxFee, maxValue, maxCalls, period }: Session): string =>
  concat([toBeHex(maxFee, 10), toBeHex(maxValue, 10), toBeHex(maxCalls, 4), toBeHex(period, 4)])

/** What a right op of a session with one permission carries. */
export function wireOf(session: Session, options: OpOptions = {}): Wire {
  const { maxFee, maxValue, maxCalls, period, paymaster } = session
  const isUnmetered = maxFee === UNLIMITED_FEE && maxValue === 0n && maxCalls === UNLIMITED_CALLS && period === 0
  const carriesPaymaster = options.sponsor === undefined && paymaster !== ZeroAddress
  const count = options.calls?.length ?? 1
  return {
    head: toBeHex((isUnmetered ? 0 : LIMITS_FOLLOW) | (carriesPaymaster ? PAYMASTER_FOLLOWS : 0), 1),
    validAfter: toBeHex(session.validAfter, 6),
    validUntil: toBeHex(session.validUntil, 6),
    limits: isUnmetered ? '0x' : limitsPart(session),
    periodIndex: period === 0 ? '0x' : toBeHex(options.periodIndex ?? 0, 4),
    paymaster: carriesPaymaster ? paymaster : '0x',
    signer: session.signer,
    headers: Array.from({ length: count }, (_, i) => (i === 0 ? header(session.permissions[0]!) : SAME)),
    ...options.wire,
  }
}

export const encodeWire = (wire: Wire): string =>
  concat([
    ...[wire.head, wire.validAfter, wire.validUntil, wire.limits, wire.periodIndex, wire.paymaster, wire.signer],
    ...wire.headers,
  ])

/** What a session key signs. */
export const digestOf = ({ chainId, address }: Pick<Scene, 'chainId' | 'address'>, authorization: string): string =>
  keccak256(concat([USER_OP_HASH, toBeHex(chainId, 32), zeroPadValue(address, 32), authorization]))

/** An op of the session on the scene's account, signed by the session key. */
export function anOp(scene: Scene, session: Session, options: OpOptions = {}): Op {
  const authorization = options.authorization ?? encodeWire(wireOf(session, options))
  const digest = options.digest ?? digestOf(scene, authorization)
  const signature = options.signature ?? (options.key ?? KEY).sign(digest).compactSerialized
  return {
    sender: scene.account,
    nonce: 0n,
    initCode: '0x',
    callData: encodeExecute(options.calls ?? [callOf(session.permissions[0]!)]),
    accountGasLimits: pair(200_000n, 100_000n),
    preVerificationGas: 50_000n,
    gasFees: pair(1n, 2n),
    paymasterAndData: options.sponsor === undefined ? '0x' : sponsorData(options.sponsor),
    signature: concat([authorization, signature]),
    ...options.op,
  }
}

/** What the module says to the account about the op, without a transaction. */
export const check = async ({ validator }: Scene, op: Op): Promise<bigint> =>
  await validator.validateUserOp.staticCall(op, USER_OP_HASH)

/** Validates the op in a transaction, and answers what the module said. */
export async function validate(scene: Scene, op: Op): Promise<bigint> {
  const answer = await check(scene, op)
  await scene.validator.validateUserOp(op, USER_OP_HASH)
  return answer
}

/** validAfter 48 | validUntil 48 | 0. */
export const windowOf = (validAfter: number, validUntil: number): bigint =>
  (BigInt(validAfter) << 208n) | (BigInt(validUntil) << 160n)

const capPart = (cap: bigint): string => (cap === 0n ? '0x' : toBeHex(cap, 10))

function rulesPart(rules: Permission['rules']): string {
  const packed = packRules(rules)
  return rules.length === 0 ? '0x' : concat([toBeHex(dataLength(packed), 2), packed])
}
