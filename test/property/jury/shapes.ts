// The sessions that ops are generated for: a few traits each, the rest drawn at random.
import { id, ZeroAddress } from 'ethers'

import {
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Address,
  type Hex,
  type Permission,
  type Rule,
  type Session,
} from '../../../src'
import { BYTES_WORD, FORMS, PATH_MAX } from './forms'
import { keyOf, type KeyName, type SessionKey } from './keys'
import type { Random } from './Random'
import { anyRules, longestRules, type Allowance } from './rules'
import { leafOf } from './wire'
import { BETWEEN_SIGNED, CHARGE, NO_MASK } from './words'
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
  /** At most so many rules in each permission. */
  readonly rules?: number
  /** What some rule must be, whatever is drawn. */
  readonly wants?: (rule: Rule) => boolean
  /** What there is as much of as there can be. */
  readonly longest?: 'values' | 'rules'
  /** How many allowances the rules have. */
  readonly allowances?: number
  /** secp256k1 if omitted. */
  readonly key?: KeyName
  /** Whether its key ended it once and the account granted it anew: what was used stays used. */
  readonly again?: true
  /** Whether it was revoked by a signed grant that replaces it. */
  readonly superseded?: true
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
  { status: 'renounced', permissions: 2 },
  { ...METERED, status: 'renounced', uses: 1, key: 'P-256' },
  { status: 'revoked', superseded: true, rules: 2, permissions: 2 },
  // With other keys.
  { key: 'P-256', permissions: 3 },
  { ...METERED, key: 'P-256', uses: 1 },
  { ...METERED, key: 'P-256', sponsor: true, period: 60, periodIndex: 1, uses: 1 },
  { key: 'ERC-7913 P-256', permissions: 2 },
  { ...METERED, key: 'ERC-7913 P-256', uses: 1, rules: 2 },
  { key: 'ERC-7913 RSA', fee: ETHER, calls: 9, permissions: 2 },
  // With rules on arguments.
  { rules: 1 },
  { rules: 4, permissions: 2, wants: ({ comparison }) => comparison === BETWEEN_SIGNED },
  { rules: 3, permissions: 2, wants: ({ mask }) => mask !== NO_MASK },
  { rules: 3, permissions: 2, wants: ({ path }) => path.length === PATH_MAX },
  { rules: 2, permissions: 2, wants: ({ path }) => path.at(-1)! >= BYTES_WORD },
  { longest: 'values' },
  { longest: 'rules' },
  { rules: 3, permissions: 3 },
  { rules: 1, permissions: 5 },
  { rules: 4, permissions: 3 },
  { rules: 7, permissions: 2 },
  { ...METERED, rules: 2, permissions: 3, uses: 1 },
  { ...METERED, rules: 3, permissions: 3, sponsor: true, period: 60, periodIndex: 2, uses: 1 },
  { rules: 2, permissions: 3, key: 'P-256' },
  // With allowances: unmetered, metered, per period, and with nothing else that is counted in it.
  { rules: 2, permissions: 1, allowances: 1 },
  { rules: 3, permissions: 2, allowances: 1, uses: 2 },
  { rules: 3, permissions: 3, allowances: 3, uses: 1 },
  { rules: 4, permissions: 1, allowances: 2, uses: 1 },
  { ...METERED, rules: 3, permissions: 2, allowances: 2, uses: 1 },
  { fee: ETHER, calls: 7, rules: 2, permissions: 3, allowances: 2, period: 60, periodIndex: 4, uses: 1 },
  { sponsor: true, rules: 2, permissions: 3, allowances: 1, period: 3600, periodIndex: 2, uses: 2 },
  { rules: 2, permissions: 2, allowances: 1, uses: 1, account: 'renewed' },
  { ...METERED, rules: 2, permissions: 3, allowances: 2, uses: 1, again: true, key: 'P-256' },
  // To be granted by ops.
  { status: 'never granted', permissions: 3, caps: true },
  { ...METERED, status: 'never granted', sponsor: true },
  { ...METERED, status: 'never granted', period: 60, key: 'P-256' },
  { status: 'never granted', rules: 2, permissions: 2, allowances: 1 },
  { status: 'never granted', rules: 3, permissions: 3, key: 'ERC-7913 P-256' },
  { status: 'older', account: 'renewed', rules: 2, permissions: 2, allowances: 1, uses: 1 },
]

/** A random session of this shape, and its key. */
export function sessionOf(shape: Shape, random: Random): { session: Session; key: SessionKey } {
  const key = keyOf(shape.key ?? 'secp256k1', random)
  const sponsored = shape.sponsor ?? shape.fee === undefined
  const starts = shape.starts ?? START + random.below(1000)
  const shortest = 1 + (shape.period ?? 0) * ((shape.periodIndex ?? 0) + 2)
  const allowances = allowancesFor(shape, random)
  // Two different ones, if there are to be several.
  const charges = allowances.slice(0, 2).map(
    ({ number }) =>
      ({ comparison, allowance }: Rule): boolean =>
        comparison === CHARGE && allowance === number,
  )
  const wanted = [...charges, ...(shape.wants ? [shape.wants] : [])]
  const draw = (): Permission[] =>
    distinct(Array.from({ length: 4 * (shape.permissions ?? 1) }, () => anyPermission(shape, allowances, random)))
  let permissions = draw()
  while (!wanted.every((wants) => permissions.slice(0, shape.permissions ?? 1).some(({ rules }) => rules.some(wants))))
    permissions = draw()
  const session: Session = {
    signerKind: key.signerKind,
    signer: key.signer,
    validAfter: starts,
    validUntil: shape.ends ?? starts + shortest + random.below(100_000),
    paymaster: sponsored ? (shape.paymaster ?? random.bytes(20)) : (ZeroAddress as Address),
    period: shape.period ?? 0,
    maxCalls: shape.calls ?? UNLIMITED_CALLS,
    maxValue: shape.value ?? 0n,
    maxFee: shape.fee ?? UNLIMITED_FEE,
    permissions: inOrder(permissions.slice(0, shape.permissions ?? 1)),
  }
  return { session, key }
}

/** In the order that a session has them. */
export const inOrder = (permissions: readonly Permission[]): readonly Permission[] =>
  permissions
    .map((permission) => ({ permission, leaf: leafOf(permission) }))
    .sort((a, b) => (a.leaf < b.leaf ? -1 : 1))
    .map(({ permission }) => permission)

const distinct = (permissions: readonly Permission[]): Permission[] => [
  ...new Map(permissions.map((permission) => [leafOf(permission), permission])).values(),
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

const WITH_RULES = [...FORMS.keys()]

/** Some of them so large that few types have room for them. */
const allowancesFor = ({ allowances = 0 }: Shape, random: Random): readonly Allowance[] =>
  Array.from({ length: allowances }, (_, i) => ({
    number: i === 0 ? random.pick([0, 1, 255]) : 1 + i,
    cap: random.pick([1n, 1000n, ETHER, (1n << 96n) - 1n, (1n << 192n) - 1n]),
  }))

function anyPermission(
  { caps = false, rules = 0, longest }: Shape,
  allowances: readonly Allowance[],
  random: Random,
): Permission {
  const cap = random.pick([0n, 1n, 10n ** 6n, 10n ** 17n, random.upTo(UNLIMITED_VALUE), UNLIMITED_VALUE])
  const some = rules > 0 && !random.oneIn(6) ? WITH_RULES : FUNCTIONS
  const functionSignature = longest === undefined ? random.pick(some) : 'transfer(address,uint256)'
  return {
    // Few where there are caps, so that some permissions differ in nothing else.
    target: random.pick(caps ? TARGETS.slice(0, 2) : TARGETS),
    functionSignature,
    selector: functionSignature === '' ? '0x00000000' : (id(functionSignature).slice(0, 10) as Hex),
    maxValue: caps ? cap : 0n,
    rules:
      longest === undefined
        ? anyRules(FORMS.get(functionSignature) ?? [], rules === 0 ? 0 : 1 + random.below(rules), allowances, random)
        : longestRules(longest, random),
  }
}
