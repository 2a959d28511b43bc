// The only knower of the wire: every byte of a userOp's signature field before the session key's own signature, as
// docs/encoding.md draws it. One meaning has one encoding.
import { AbiCoder, concat, toBeHex, ZeroAddress } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import {
  packRules,
  permissionProof,
  sessionStruct,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  type Permission,
  type Session,
  type SignedGrant,
} from '../session'
import { checkNumber, notValid } from '../session/fields'
import { sessionParamType } from '../session/sessionParamType'
import { SIGNED_GRANT_TYPE } from '../session/SignedGrant'

const LIMITS_FOLLOW = 1 << 2
const PAYMASTER_FOLLOWS = 1 << 3
const GRANT_FOLLOWS = 1 << 4

const CAP_FOLLOWS = 1
const RULES_FOLLOW = 1 << 1
const SAME_PERMISSION = '0x04'

/** What an op claims. */
export interface AuthorizationOptions {
  /** From createSession or sessionFromJson: it is not checked again. */
  readonly session: Session
  /** For each call, in order, the permission that it claims: its index in `session.permissions`. Not compared with calls. */
  readonly permissionIndexes: readonly number[]
  /** Whether the session's paymaster pays (paymasterAndData is not empty). */
  readonly sponsored: boolean
  /** The claimed period; given if and only if the session has a period. */
  readonly periodIndex?: number | undefined
  /** Bytes of the session key's signature; only for ERC-7913 keys, whose signatures differ in length. */
  readonly signatureLength?: number | undefined
  /** The owner's signature, if the op is to bring its own grant. */
  readonly signedGrant?: SignedGrant | undefined
}

/**
 * Encodes what an op claims; {@link sessionDigest} binds it to the op, {@link joinSignature} completes it.
 *
 * @throws BatchEmpty · PermissionIndexNotValid · PeriodIndexMissing · PeriodIndexNotExpected · PaymasterNotAllowed ·
 * PaymasterRequired · SignatureLengthNotValid · FieldNotValid: an index that is none, or a grant of more than 65,535 bytes.
 *
 * @example
 * ```ts
 * const authorization = encodeAuthorization({ session, permissionIndexes: [0], sponsored: false })
 * authorization.slice(0, 4) // => '0x04'
 * ```
 */
export function encodeAuthorization(options: AuthorizationOptions): Hex {
  const { session, permissionIndexes, sponsored, signedGrant } = options
  checkPayer(session, sponsored)
  const limits = limitsPart(session)
  const paymaster = !sponsored && session.paymaster !== ZeroAddress ? session.paymaster : '0x'
  const grant = signedGrant === undefined ? '0x' : grantPart(session, signedGrant)
  const head =
    session.signerKind |
    (limits === '0x' ? 0 : LIMITS_FOLLOW) |
    (paymaster === '0x' ? 0 : PAYMASTER_FOLLOWS) |
    (grant === '0x' ? 0 : GRANT_FOLLOWS)
  return concat([
    toBeHex(head, 1),
    toBeHex(session.validAfter, 6),
    toBeHex(session.validUntil, 6),
    limits,
    periodPart(session, options.periodIndex),
    paymaster,
    signerPart(session),
    signatureLengthPart(session, options.signatureLength),
    grantLengthPart(grant),
    ...callHeaders(session.permissions, permissionIndexes),
    grant,
  ]) as Hex
}

function checkPayer({ paymaster, maxFee }: Session, sponsored: boolean): void {
  if (sponsored && paymaster === ZeroAddress) throw new LatchkeyError('PaymasterNotAllowed', { paymaster })
  if (!sponsored && maxFee === UNLIMITED_FEE) throw new LatchkeyError('PaymasterRequired', {})
}

// Without limits on the wire: unlimited calls and fees, no value, no period.
function limitsPart({ maxFee, maxValue, maxCalls, period }: Session): string {
  if (maxFee === UNLIMITED_FEE && maxValue === 0n && maxCalls === UNLIMITED_CALLS && period === 0) return '0x'
  return concat([toBeHex(maxFee, 10), toBeHex(maxValue, 10), toBeHex(maxCalls, 4), toBeHex(period, 4)])
}

const signerPart = ({ signerKind, signer }: Session): string => (signerKind === 2 ? withLength(signer) : signer)

function signatureLengthPart({ signerKind }: Session, length: number | undefined): string {
  if (signerKind !== 2) {
    if (length !== undefined && length !== 64)
      throw new LatchkeyError('SignatureLengthNotValid', { length, expected: '64' })
    return '0x'
  }
  if (length === undefined || !Number.isSafeInteger(length) || length < 0 || length > 0xffff)
    throw new LatchkeyError('SignatureLengthNotValid', { length: length ?? 0, expected: 'a length given, up to 65535' })
  return toBeHex(length, 2)
}

function grantLengthPart(grant: string): string {
  if (grant === '0x') return '0x'
  const length = grant.length / 2 - 1
  if (length > 0xffff) throw notValid('signedGrant', `${length} bytes long with its session`, 'at most 65535 bytes')
  return toBeHex(length, 2)
}

function periodPart({ period }: Session, periodIndex: number | undefined): string {
  if (periodIndex === undefined) {
    if (period === 0) return '0x'
    throw new LatchkeyError('PeriodIndexMissing', { period })
  }
  const index = checkNumber('periodIndex', periodIndex, 2 ** 32 - 1)
  if (period === 0) throw new LatchkeyError('PeriodIndexNotExpected', { periodIndex: BigInt(index) })
  return toBeHex(index, 4)
}

function callHeaders(permissions: readonly Permission[], indexes: readonly number[]): string[] {
  if (indexes.length === 0) throw new LatchkeyError('BatchEmpty', {})
  return indexes.map((index, callIndex) => {
    const permission = permissions[checkNumber('permissionIndexes', index, Number.MAX_SAFE_INTEGER)]
    if (permission === undefined)
      throw new LatchkeyError('PermissionIndexNotValid', { index: BigInt(index), count: BigInt(permissions.length) })
    if (callIndex > 0 && indexes[callIndex - 1] === index) return SAME_PERMISSION
    const proof = permissionProof(permissions, index)
    const { maxValue, rules } = permission
    const flags = (maxValue > 0n ? CAP_FOLLOWS : 0) | (rules.length > 0 ? RULES_FOLLOW : 0) | (proof.length << 4)
    return concat([
      toBeHex(flags, 1),
      maxValue > 0n ? toBeHex(maxValue, 10) : '0x',
      rules.length > 0 ? withLength(packRules(rules)) : '0x',
      ...proof,
    ])
  })
}

const grantPart = (session: Session, grant: SignedGrant): string =>
  AbiCoder.defaultAbiCoder().encode([sessionParamType, SIGNED_GRANT_TYPE], [sessionStruct(session), grant])

const withLength = (bytes: Hex): string => concat([toBeHex((bytes.length - 2) / 2, 2), bytes])
