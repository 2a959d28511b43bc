// The sessions that ops are generated for: a few traits each, the rest drawn at random.
import { computeAddress, id, SigningKey, ZeroAddress } from 'ethers'

import {
  permissionLeaf,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Address,
  type Hex,
  type Permission,
  type Session,
} from '../../../src'
import type { Random } from './Random'
import type { Status } from './Standing'

/** What is omitted is: paid for without limit by a sponsor, no native value, no limit on calls, one permission. */
export interface Shape {
  /** Limit on fees. */
  readonly fee?: bigint
  /** Whether a paymaster is named; so it is where fees have no limit. */
  readonly sponsor?: boolean
  /** Which paymaster is named, where one is; a random one if omitted. */
  readonly paymaster?: Address
  readonly calls?: number
  readonly value?: bigint
  readonly period?: number
  /** The period that usage has come to. */
  readonly periodIndex?: number
  readonly starts?: number
  readonly ends?: number
  readonly permissions?: number
  /** Whether permissions have caps on value. */
  readonly caps?: boolean
  /** How many ops were sent already. */
  readonly uses?: number
  /** `first` if omitted. What is live on `renewed` was granted before revokeAll, and again after. */
  readonly account?: 'first' | 'renewed' | 'gone'
  /** `live` if omitted. */
  readonly status?: Status
}

export const ETHER = 10n ** 18n
const START = 1_900_000_000
export const FOREVER = 2 ** 47 - 1

/** A limit that is counted, at the type's edge. */
const COUNTED = 2n ** 80n - 2n

export const METERED = { fee: ETHER, calls: 6, value: ETHER, caps: true, permissions: 5 } as const

export const SHAPES: readonly Shape[] = [
  // Unmetered.
  {},
  { permissions: 9, starts: 0, ends: FOREVER },
  { permissions: 3, caps: true },
  { permissions: 6, caps: true },
  // Metered, the account pays.
  { fee: ETHER },
  { fee: ETHER, permissions: 2, uses: 1 },
  { fee: ETHER, calls: 1, permissions: 2 },
  { fee: ETHER, calls: 5, permissions: 3, uses: 1 },
  { fee: ETHER, calls: 8, permissions: 33, uses: 2 },
  { fee: 0n, calls: 4, permissions: 2, caps: true, uses: 1 },
  { fee: COUNTED, value: COUNTED, calls: UNLIMITED_CALLS - 1, permissions: 4, caps: true, uses: 1 },
  { fee: ETHER, value: UNLIMITED_VALUE, permissions: 2, caps: true },
  METERED,
  { ...METERED, uses: 1 },
  { ...METERED, uses: 2, permissions: 8 },
  // Metered, a sponsor pays, or both do.
  { calls: 5, permissions: 2, uses: 1 },
  { value: UNLIMITED_VALUE, permissions: 3, caps: true },
  { value: 10n ** 6n, permissions: 3, caps: true, uses: 1 },
  { ...METERED, sponsor: true },
  { ...METERED, sponsor: true, uses: 1 },
  { fee: 0n, sponsor: true, permissions: 2 },
  // With periods: of a minute, of exactly a third of the session, longer than the session, up to the last index.
  { ...METERED, period: 60, periodIndex: 3, uses: 1 },
  { ...METERED, sponsor: true, period: 60, periodIndex: 1, uses: 1 },
  { fee: ETHER, calls: 2, period: 100, starts: START, ends: START + 299, periodIndex: 1, uses: 1 },
  { fee: ETHER, calls: 2, period: 100, starts: START, ends: START + 300, permissions: 3 },
  { fee: ETHER, calls: 3, period: 2 ** 32 - 1, starts: START, uses: 1, permissions: 2 },
  { fee: ETHER, calls: 3, period: 61, starts: 0, ends: FOREVER, periodIndex: 2 ** 32 - 3, uses: 1 },
  { calls: 4, period: 3600, starts: 1, permissions: 2, periodIndex: 7, uses: 1 },
  { value: ETHER, period: 86_400, permissions: 2, caps: true, periodIndex: 2, uses: 1 },
  // Granted, used, ended with an epoch, and granted anew.
  { permissions: 2, account: 'renewed' },
  { ...METERED, account: 'renewed', uses: 1 },
  { ...METERED, account: 'renewed', period: 60, periodIndex: 2, uses: 1 },
  // Not live.
  { status: 'revoked' },
  { ...METERED, status: 'revoked', uses: 1 },
  { ...METERED, status: 'revoked', period: 60, periodIndex: 1, uses: 1 },
  { status: 'older', account: 'renewed', permissions: 3 },
  { ...METERED, status: 'older', account: 'renewed', uses: 1 },
  { status: 'never granted' },
  { ...METERED, status: 'never granted' },
  { status: 'uninstalled', account: 'gone' },
  { ...METERED, status: 'uninstalled', account: 'gone', uses: 1 },
]

/** A random session of this shape, and its key. */
export function sessionOf(shape: Shape, random: Random): { session: Session; key: SigningKey } {
  const key = new SigningKey(random.bytes(32))
  const sponsored = shape.sponsor ?? shape.fee === undefined
  const starts = shape.starts ?? START + random.below(1000)
  const shortest = 1 + (shape.period ?? 0) * ((shape.periodIndex ?? 0) + 2)
  const permissions = Array.from({ length: 4 * (shape.permissions ?? 1) }, () => anyPermission(shape, random))
  const session: Session = {
    signerKind: 0,
    signer: computeAddress(key.publicKey) as Address,
    validAfter: starts,
    validUntil: shape.ends ?? starts + shortest + random.below(100_000),
    paymaster: sponsored ? (shape.paymaster ?? random.bytes(20)) : (ZeroAddress as Address),
    period: shape.period ?? 0,
    maxCalls: shape.calls ?? UNLIMITED_CALLS,
    maxValue: shape.value ?? 0n,
    maxFee: shape.fee ?? UNLIMITED_FEE,
    permissions: inOrder(distinct(permissions).slice(0, shape.permissions ?? 1)),
  }
  return { session, key }
}

/** In the order that a session has them. */
export const inOrder = (permissions: readonly Permission[]): readonly Permission[] =>
  permissions
    .map((permission) => ({ permission, leaf: permissionLeaf(permission) }))
    .sort((a, b) => (a.leaf < b.leaf ? -1 : 1))
    .map(({ permission }) => permission)

const distinct = (permissions: readonly Permission[]): Permission[] => [
  ...new Map(permissions.map((permission) => [permissionLeaf(permission), permission])).values(),
]

export const TARGETS = ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => id(name).slice(0, 42) as Address)

// One has selector zero, and is no plain transfer.
const FUNCTIONS = [
  'upvotePost(uint256)',
  'createPost(string)',
  'transfer(address,uint256)',
  'approve(address,uint256)',
  'deposit()',
  'f(bytes)',
  'g(uint256[])',
  'wycpnbqcyf()',
  '',
  '',
]

function anyPermission({ caps = false }: Shape, random: Random): Permission {
  const functionSignature = random.pick(FUNCTIONS)
  const cap = random.pick([0n, 1n, 10n ** 6n, 10n ** 17n, random.upTo(UNLIMITED_VALUE), UNLIMITED_VALUE])
  return {
    // Few where there are caps, so that some permissions differ in nothing else.
    target: random.pick(caps ? TARGETS.slice(0, 2) : TARGETS),
    functionSignature,
    selector: functionSignature === '' ? '0x00000000' : (id(functionSignature).slice(0, 10) as Hex),
    maxValue: caps ? cap : 0n,
    rules: [],
  }
}
