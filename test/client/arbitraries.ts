// Random but valid sessions, userOps and calls for properties. LATCHKEY_RUNS sets another budget for all of them,
// FC_SEED repeats a run; fast-check prints seed and path of what it finds.
import { getAddress, id, keccak256, toBeHex } from 'ethers'
import fc from 'fast-check'

import {
  packRule,
  permissionLeaf,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Address,
  type Call,
  type Comparison,
  type Hex,
  type Permission,
  type Rule,
  type Session,
  type UserOp,
} from '../../src'

const seed = process.env['FC_SEED']
if (seed !== undefined) fc.configureGlobal({ seed: Number(seed) })

export const runs = (standard: number): { numRuns: number } => ({
  numRuns: Number(process.env['LATCHKEY_RUNS'] ?? standard),
})

export const bytes = (minLength: number, maxLength = minLength): fc.Arbitrary<Hex> =>
  fc.uint8Array({ minLength, maxLength }).map((array): Hex => `0x${Buffer.from(array).toString('hex')}`)

export const address: fc.Arbitrary<Address> = bytes(20)
  .filter((hex) => BigInt(hex) !== 0n)
  .map((hex) => getAddress(hex) as Address)

export const uint = (bits: number): fc.Arbitrary<bigint> =>
  fc.oneof(fc.bigInt(0n, 255n), fc.bigInt(0n, (1n << BigInt(bits)) - 1n), fc.constant((1n << BigInt(bits)) - 1n))

const type = fc.constantFrom('uint256', 'address', 'bytes', 'string', 'bool', '(uint256,address)[]', 'bytes32[3]')

const functionSignature = fc
  .tuple(fc.stringMatching(/^[a-zA-Z_$][a-zA-Z0-9_$]{0,12}$/), fc.array(type, { maxLength: 4 }))
  .map(([name, types]) => `${name}(${types.join(',')})`)

const wordType = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 32 })).map(([kind, size]) => (kind << 8) | size),
  fc.constantFrom(0x0314, 0x0401),
)

const rule: fc.Arbitrary<Rule> = fc
  .record({
    path: fc.array(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 8 }),
    wordType,
    comparison: fc.integer({ min: 0, max: 4 }) as fc.Arbitrary<Comparison>,
    mask: bytes(32),
    values: fc.array(bytes(32), { minLength: 1, maxLength: 4 }),
    allowance: fc.integer({ min: 0, max: 255 }),
  })
  .map((all) => ({
    ...all,
    mask: all.comparison <= 1 ? all.mask : (toBeHex((1n << 256n) - 1n) as Hex),
    allowance: all.comparison === 4 ? all.allowance : 0,
  }))

const rules = fc
  .uniqueArray(rule, { maxLength: 3, selector: (one) => packRule(one) })
  .map((all) => [...all].sort((a, b) => (keccak256(packRule(a)) < keccak256(packRule(b)) ? -1 : 1)))

export const permission: fc.Arbitrary<Permission> = fc.oneof(
  fc
    .record({ target: address, functionSignature, maxValue: uint(80), rules: fc.oneof(fc.constant([]), rules) })
    .map((all) => ({ ...all, selector: id(all.functionSignature).slice(0, 10) as Hex })),
  fc
    .record({ target: address, maxValue: uint(80) })
    .map((all) => ({ ...all, functionSignature: '', selector: '0x00000000' as const, rules: [] })),
)

export const permissions = (minLength: number, maxLength: number): fc.Arbitrary<readonly Permission[]> =>
  fc.uniqueArray(permission, { minLength, maxLength, selector: permissionLeaf })

/** In the order that a session has them. */
export const inOrder = (all: readonly Permission[]): readonly Permission[] =>
  [...all].sort((a, b) => (permissionLeaf(a) < permissionLeaf(b) ? -1 : 1))

const signer: fc.Arbitrary<Pick<Session, 'signerKind' | 'signer'>> = fc.oneof(
  address.map((hex) => ({ signerKind: 0 as const, signer: hex })),
  bytes(64).map((hex) => ({ signerKind: 1 as const, signer: `0x01${hex.slice(4)}` as const })),
  fc
    .tuple(address, bytes(1, 70))
    .map(([verifier, key]) => ({ signerKind: 2 as const, signer: `${verifier}${key.slice(2)}` as const })),
)

/** Whatever checkSession takes. */
export const session: fc.Arbitrary<Session> = fc
  .record({
    key: signer,
    validAfter: fc.integer({ min: 0, max: 2 ** 47 - 2 }),
    length: fc.integer({ min: 1, max: 2 ** 40 }),
    paymaster: address,
    limits: fc.constantFrom('unmetered', 'fees', 'all', 'period'),
    period: fc.integer({ min: 60, max: 2 ** 32 - 1 }),
    maxCalls: fc.integer({ min: 1, max: UNLIMITED_CALLS - 1 }),
    maxValue: uint(80),
    maxFee: fc.bigInt(0n, UNLIMITED_FEE - 1n),
    permissions: permissions(1, 5),
  })
  .map(({ key, validAfter, length, limits, ...all }) => ({
    ...key,
    validAfter,
    validUntil: Math.min(validAfter + length, 2 ** 47 - 1),
    paymaster: all.paymaster,
    period: limits === 'period' ? all.period : 0,
    maxCalls: limits === 'unmetered' || limits === 'fees' ? UNLIMITED_CALLS : all.maxCalls,
    maxValue: limits === 'unmetered' ? 0n : limits === 'fees' ? UNLIMITED_VALUE : all.maxValue,
    maxFee: limits === 'unmetered' ? UNLIMITED_FEE : all.maxFee,
    permissions: inOrder(all.permissions),
  }))

export const call: fc.Arbitrary<Call> = fc.record({
  to: address,
  value: uint(256),
  data: fc.oneof(fc.constant<Hex>('0x'), bytes(4, 100)),
})

const paymaster = fc.oneof(
  fc.constant({}),
  fc.record({
    paymaster: address.map((hex) => hex.toLowerCase() as Address),
    paymasterVerificationGasLimit: uint(128),
    paymasterPostOpGasLimit: uint(128),
    paymasterData: bytes(0, 80),
  }),
)

const factory = fc.oneof(
  fc.constant({}),
  fc.record({ factory: address.map((hex) => hex.toLowerCase() as Address), factoryData: bytes(1, 80) }),
)

export const userOp: fc.Arbitrary<UserOp> = fc
  .record({
    sender: address,
    nonce: uint(256),
    callData: bytes(0, 100),
    callGasLimit: uint(128),
    verificationGasLimit: uint(128),
    preVerificationGas: uint(128),
    maxFeePerGas: uint(128),
    maxPriorityFeePerGas: uint(128),
    signature: bytes(0, 100),
  })
  .chain((all) => fc.tuple(paymaster, factory).map(([pays, makes]) => ({ ...all, ...pays, ...makes })))
