// What a grant requires of a session: the checks of the module, before anything is sent.
import { ZeroAddress } from 'ethers'

import type { Address, Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkPermission } from './checkPermission'
import { checkAddress, checkAmount, checkHex, checkNumber, sameBytes } from './fields'
import { isP256Point } from './isP256Point'
import { permissionLeaf } from './permissionLeaf'
import * as S from './Session'

/** Where a session is to be granted, as far as it is known. */
export interface GrantPlace {
  readonly account?: Address
  readonly module?: Address
}

/**
 * Refuses a session that the module would refuse, for the same reason, and values that do not fit its fields.
 *
 * @param session To be checked in every field.
 * @param place The account and the module, which are no targets, paymasters or verifiers of a session.
 * @throws SignerKindNotSupported · SignerNotValid · WindowEmpty · ValidUntilTooLate · PaymasterNotAllowed · PaymasterRequired · MaxCallsZero ·
 * PeriodTooShort · PeriodWithoutLimit · PermissionsEmpty · PermissionsTooMany · PermissionsNotAscending · FieldNotValid,
 * and as {@link checkPermission}.
 *
 * @example
 * ```ts
 * checkSession(session) // => undefined
 * ```
 */
export function checkSession(session: S.Session, { account, module }: GrantPlace = {}): void {
  const banned = [account, module].filter((address) => address !== undefined)
  checkSigner(session, banned)
  checkPaymaster(session, banned)
  const caps = checkPermissions(session.permissions, banned)
  checkWindow(session)
  checkLimits(session, caps.size > 0)
}

function checkSigner({ signerKind, signer }: S.Session, banned: readonly Hex[]): void {
  checkNumber('signerKind', signerKind, 255)
  if (signerKind > 2) throw new LatchkeyError('SignerKindNotSupported', { signerKind: BigInt(signerKind) })
  const length = checkHex('signer', signer).length / 2 - 1
  const lengths = [length === 20, length === 64 && isP256Point(signer), length > 20 && length <= 65_535]
  // Of an ERC-7913 signer the verifier must be above the addresses of precompiles; what a key may be is for it to say.
  const key = signerKind === 2 ? (signer.slice(0, 42) as Hex) : signer
  if (
    lengths[signerKind] !== true ||
    BigInt(key) <= (signerKind === 2 ? 0xffffn : 0n) ||
    (signerKind === 2 && banned.some((address) => sameBytes(address, key)))
  )
    throw new LatchkeyError('SignerNotValid', { signerKind: BigInt(signerKind), signer })
}

function checkPaymaster({ paymaster }: S.Session, banned: readonly Hex[]): void {
  checkAddress('paymaster', paymaster)
  if (banned.some((address) => sameBytes(address, paymaster)))
    throw new LatchkeyError('PaymasterNotAllowed', { paymaster })
}

function checkWindow({ validAfter, validUntil }: S.Session): void {
  checkNumber('validAfter', validAfter, 2 ** 48 - 1)
  checkNumber('validUntil', validUntil, 2 ** 48 - 1)
  if (validAfter >= validUntil)
    throw new LatchkeyError('WindowEmpty', { validAfter: BigInt(validAfter), validUntil: BigInt(validUntil) })
  if (validUntil >= S.VALID_UNTIL_END)
    throw new LatchkeyError('ValidUntilTooLate', { validUntil: BigInt(validUntil), end: BigInt(S.VALID_UNTIL_END) })
}

function checkLimits(session: S.Session, hasAllowance: boolean): void {
  const { paymaster, period, maxCalls, maxValue, maxFee } = session
  checkAmount('maxFee', maxFee, S.UNLIMITED_FEE)
  checkNumber('maxCalls', maxCalls, S.UNLIMITED_CALLS)
  checkAmount('maxValue', maxValue, S.UNLIMITED_VALUE)
  checkNumber('period', period, 2 ** 32 - 1)
  if (maxFee === S.UNLIMITED_FEE && paymaster === ZeroAddress) throw new LatchkeyError('PaymasterRequired', {})
  if (maxCalls === 0) throw new LatchkeyError('MaxCallsZero', {})
  if (period === 0) return
  if (period < S.PERIOD_MIN)
    throw new LatchkeyError('PeriodTooShort', { period: BigInt(period), minimum: BigInt(S.PERIOD_MIN) })
  const counted =
    hasAllowance ||
    maxCalls < S.UNLIMITED_CALLS ||
    (maxValue > 0n && maxValue < S.UNLIMITED_VALUE) ||
    (maxFee > 0n && maxFee < S.UNLIMITED_FEE)
  if (!counted) throw new LatchkeyError('PeriodWithoutLimit', { period: BigInt(period) })
}

function checkPermissions(permissions: readonly S.Permission[], banned: readonly Hex[]): ReadonlyMap<number, bigint> {
  const count = permissions.length
  if (count === 0) throw new LatchkeyError('PermissionsEmpty', {})
  if (count > S.PERMISSIONS_MAX)
    throw new LatchkeyError('PermissionsTooMany', { count: BigInt(count), maximum: BigInt(S.PERMISSIONS_MAX) })
  const caps = new Map<number, bigint>()
  permissions.reduce<Hex>((previous, permission, index) => {
    checkPermission(permission, banned, caps)
    const leaf = permissionLeaf(permission)
    if (leaf <= previous) throw new LatchkeyError('PermissionsNotAscending', { index: BigInt(index), leaf, previous })
    return leaf
  }, '0x')
  return caps
}
