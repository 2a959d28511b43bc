// Random but valid sessions, userOps and calls for properties. LATCHKEY_RUNS sets another budget for all of them,
// FC_SEED repeats a run; fast-check prints seed and path of what it finds.
import { createECDH } from 'node:crypto'

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

// Of each class of types: how a number of 256 bits becomes the word of a value, and what a word can be compared by.
const masked = (bits: number) => (value: bigint) => BigInt.asUintN(bits, value)
const wordType: fc.Arbitrary<readonly [number, (value: bigint) => bigint, readonly Comparison[]]> = fc.oneof(
  fc.integer({ min: 1, max: 32 }).map((size) => [size, masked(8 * size), [0, 1, 2, 4]] as const),
  fc
    .integer({ min: 1, max: 32 })
    .map((size) => [0x0100 | size, (v: bigint) => BigInt.asUintN(256, BigInt.asIntN(8 * size, v)), [0, 1, 3]] as const),
  fc
    .integer({ min: 1, max: 32 })
    .map(
      (size) =>
        [0x0200 | size, (v: bigint) => (v >> BigInt(256 - 8 * size)) << BigInt(256 - 8 * size), [0, 1, 2]] as const,
    ),
  fc.constant([0x0314, masked(160), [0, 1]] as const),
  fc.constant([0x0401, masked(1), [0, 1]] as const),
)

const index = fc.nat(2 ** 16 - 1)
const path: fc.Arbitrary<readonly number[]> = fc.oneof(
  index.map((i) => [i]),
  fc.tuple(index, index).map(([i, j]) => [i, 0x0100_0000, j]),
  fc.tuple(index, index).map(([i, j]) => [i, 0x0100_0000, 0x0200_0001 + j * 256]),
  fc.tuple(index, index, index).map(([i, j, k]) => [i, 0x0100_0000, 0x0200_0005 + j * 256, k]),
  index.map((i) => [i, 0x0100_0000, 0x0300_0000]),
  fc.tuple(index, index).map(([i, j]) => [i, 0x0100_0000, 0x0400_0000 + j]),
  fc.tuple(index, index).map(([i, j]) => [i, 0x0100_0000, 0x0500_0000, j]),
)

const ALL_ONES = (1n << 256n) - 1n
const asWord = (value: bigint): Hex => toBeHex(value, 32) as Hex

// An allowance's number is its cap's lowest byte, so that no session gives one number two caps.
const rule: fc.Arbitrary<Rule> = fc
  .record({
    path,
    wordType,
    pick: fc.nat(3),
    mask: fc.oneof(fc.constant(ALL_ONES), fc.bigInt(1n, ALL_ONES)),
    values: fc.array(fc.bigInt(0n, ALL_ONES), { minLength: 2, maxLength: 4 }),
    cap: fc.integer({ min: 1, max: 255 }),
  })
  .map(({ path, wordType: [type, canonical, comparisons], pick, mask, values, cap }) => {
    const comparison = comparisons[pick % comparisons.length] ?? 0
    const rest = { path, wordType: type, comparison }
    if (comparison === 4) return { ...rest, mask: asWord(ALL_ONES), values: [asWord(BigInt(cap))], allowance: cap }
    const bits = comparison <= 1 ? mask : ALL_ONES
    const own = [...new Set(values.map((value) => canonical(value) & bits))].filter((word) => canonical(word) === word)
    const read = (word: bigint): bigint => (comparison === 3 ? BigInt.asIntN(256, word) : word)
    const sorted = (own.length === 0 ? [0n] : own).sort((a, b) => (read(a) < read(b) ? -1 : 1))
    const two = [sorted[0] ?? 0n, sorted[sorted.length - 1] ?? 0n]
    return { ...rest, mask: asWord(bits), values: (comparison <= 1 ? sorted : two).map(asWord), allowance: 0 }
  })

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

// The public key of a private one: x ‖ y.
function p256Point(privateKey: string): Hex {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(privateKey, 'hex')
  return `0x${pair.getPublicKey('hex').slice(2)}`
}

const signer: fc.Arbitrary<Pick<Session, 'signerKind' | 'signer'>> = fc.oneof(
  address.map((hex) => ({ signerKind: 0 as const, signer: hex })),
  bytes(31).map((hex) => ({ signerKind: 1 as const, signer: p256Point(`01${hex.slice(2)}`) })),
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
