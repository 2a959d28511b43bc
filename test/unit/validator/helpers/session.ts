// One happy session to vary. Its targets are addresses without code: validation looks at calls and never makes them.
import { concat, SigningKey, computeAddress, id, toBeHex, type Result } from 'ethers'

import { permissionLeaf, type Address, type Hex, type Permission, type Session } from '../../../../src'
import { aPermission, anAddress } from '../../../client/builders'

export { aPermission, anAddress, SOCIO3, PAYMASTER, word } from '../../../client/builders'

/** When sessions of these tests begin, in seconds. */
export const START = 2_000_000_000
export const HOUR = 3_600

export const keyOf = (name: string): SigningKey => new SigningKey(id(`a session key: ${name}`))
export const addressOf = (key: SigningKey): Address => computeAddress(key.publicKey) as Address

/** The session's key, and one that was granted nothing. */
export const KEY = keyOf('session')
export const OTHER_KEY = keyOf('other')

/** An hour, one permission, a hundred calls, 10^15 wei of fees, no native value; the account pays. */
export const aSession = (overrides: Partial<Session> = {}): Session => ({
  signerKind: 0,
  signer: addressOf(KEY),
  validAfter: START,
  validUntil: START + HOUR,
  paymaster: anAddress(0),
  period: 0,
  maxCalls: 100,
  maxValue: 0n,
  maxFee: 10n ** 15n,
  permissions: [aPermission()],
  ...overrides,
})

/** A plain transfer to `target`. */
export const aTransfer = (target: Address, maxValue = 0n): Permission =>
  aPermission({ target, functionSignature: '', maxValue })

/** Permissions in the order that a grant wants. */
export const inOrder = (permissions: readonly Permission[]): Permission[] =>
  [...permissions].sort((a, b) => (permissionLeaf(a) < permissionLeaf(b) ? -1 : 1))

/** `count` permissions for different targets, in order. */
export const manyPermissions = (count: number, overrides: Partial<Permission> = {}): Permission[] =>
  inOrder(Array.from({ length: count }, (_, i) => aPermission({ target: anAddress(0x2001 + i), ...overrides })))

/** What the ABI decoder makes of a session: its fields in order. */
export const sessionFields = (session: Session): unknown[] => [
  BigInt(session.signerKind),
  session.signer.toLowerCase(),
  BigInt(session.validAfter),
  BigInt(session.validUntil),
  session.paymaster,
  BigInt(session.period),
  BigInt(session.maxCalls),
  session.maxValue,
  session.maxFee,
  session.permissions.map(({ target, functionSignature, selector, maxValue }) => [
    target,
    functionSignature,
    selector,
    maxValue,
    [],
  ]),
]

/** The other way: a session as the ABI decoder gives it, without rules, as the client has it. */
export const sessionOf = (decoded: Result): Session => {
  const { signerKind, signer, validAfter, validUntil, paymaster, period, maxCalls, maxValue, maxFee, permissions } =
    decoded.toObject() as unknown as Record<keyof Session, unknown> & { permissions: Result }
  return aSession({
    signerKind: Number(signerKind) as 0,
    signer: signer as Hex,
    validAfter: Number(validAfter),
    validUntil: Number(validUntil),
    paymaster: paymaster as Address,
    period: Number(period),
    maxCalls: Number(maxCalls),
    maxValue: maxValue as bigint,
    maxFee: maxFee as bigint,
    permissions: permissions.map((one: unknown) => {
      const [target, functionSignature, selector, maxCallValue] = one as [Address, string, Hex, bigint]
      return aPermission({ target, functionSignature, selector, maxValue: maxCallValue })
    }),
  })
}

/** Fields of a usage word. */
export interface Used {
  readonly fee?: bigint
  readonly value?: bigint
  readonly calls?: bigint
  readonly period?: bigint
  /** The epoch counter of the grant; a first install makes it 1. */
  readonly epoch?: bigint
}

/** fee 80 | value 80 | calls 32 | period index 32 | epoch counter of the grant 32. */
export const usageWord = ({ fee = 0n, value = 0n, calls = 0n, period = 0n, epoch = 1n }: Used): Hex =>
  concat([toBeHex(fee, 10), toBeHex(value, 10), toBeHex(calls, 4), toBeHex(period, 4), toBeHex(epoch, 4)]) as Hex
