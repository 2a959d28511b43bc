// A session from what an app wants to do. Deny by default: what is not said is not allowed.
import { ZeroAddress } from 'ethers'

import type { Address } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkSession } from './checkSession'
import { encodeSigner, type Signer } from './encodeSigner'
import { checkNumber, checksumAddress, notValid } from './fields'
import { parseDuration, type Duration } from './parseDuration'
import { permissionLeaf } from './permissionLeaf'
import { UNLIMITED_CALLS, UNLIMITED_FEE, type Permission, type Session } from './Session'

/** A moment: a duration from `now`, a Date, or seconds since 1970. */
export type Moment = Duration | Date | number

/** Who pays, and how much at most (wei of worst-case fees). A sponsor alone pays without limit, and for every op. */
export type Fees =
  { readonly max: bigint; readonly sponsor?: Address } | { readonly sponsor: Address; readonly max?: bigint }

/** What {@link createSession} makes a session of. */
export interface SessionOptions {
  /** The public part of the session key. */
  readonly signer: Signer
  /** What may be called, in any order; see {@link allow}, {@link allowAny}, {@link allowAll} and {@link allowTransfer}. */
  readonly allow: readonly (Permission | readonly Permission[])[]
  /** The last second of the session. */
  readonly expires: Moment
  /** Omitted: as soon as it is granted; with a period, one minute before `now`, for clocks that differ. */
  readonly starts?: Moment
  readonly fees: Fees
  /** Executed calls per period; no limit if omitted. */
  readonly calls?: number
  /** Wei over all calls per period; 0 if omitted, and required where a permission has a maxValue. */
  readonly value?: bigint
  /** After which the limits start again, at least one minute; the limits are for the whole session if omitted. */
  readonly period?: Duration | number
  /** Seconds since 1970; best the time of the chain's latest block. */
  readonly now: number
}

const START_MARGIN = 60

// Times are below this (the year 5138): what is larger was given in milliseconds.
const SECONDS_MAX = 99_999_999_999

/**
 * Builds the session that the owner is asked to grant, with the module's checks made in advance.
 *
 * @throws ExpiryMissing · ExpiryPassed · FeesMissing · ValueMissing · DurationNotValid · PermissionDuplicate ·
 * FieldNotValid: no permission, such as a template whole; and as {@link checkSession}.
 *
 * @example
 * ```ts
 * const session = createSession({
 *   signer: KEY_ADDRESS,
 *   allow: [allow(socio3, 'upvotePost')],
 *   expires: '1h',
 *   fees: { max: parseEther('0.002') },
 *   now: 1_700_000_000,
 * })
 * session.validUntil // => 1_700_003_600
 * session.maxValue // => 0n
 * ```
 */
export function createSession(options: SessionOptions): Session {
  const now = checkNumber('now', options.now, SECONDS_MAX)
  const period = typeof options.period === 'string' ? parseDuration(options.period) : (options.period ?? 0)
  options.allow.flat().forEach(checkItem)
  const session: Session = {
    ...encodeSigner(options.signer),
    validAfter: startOf(options.starts, now, period),
    validUntil: expiryOf(options.expires, now),
    ...feesOf(options.fees),
    period,
    maxCalls: options.calls ?? UNLIMITED_CALLS,
    maxValue: valueOf(options.value, options.allow.flat()),
    permissions: sorted(options.allow),
  }
  checkSession(session)
  return session
}

function expiryOf(expires: Moment | null | undefined, now: number): number {
  if (expires === undefined || expires === null) throw new LatchkeyError('ExpiryMissing', {})
  const validUntil = secondsOf('expires', expires, now)
  if (validUntil <= now) throw new LatchkeyError('ExpiryPassed', { validUntil, now })
  return validUntil
}

function startOf(starts: Moment | undefined, now: number, period: number): number {
  if (starts !== undefined) return secondsOf('starts', starts, now)
  return period === 0 ? 0 : Math.max(0, now - START_MARGIN)
}

function secondsOf(field: string, moment: Moment, now: number): number {
  if (typeof moment === 'string') return now + parseDuration(moment)
  if (typeof moment === 'number') return checkNumber(field, moment, SECONDS_MAX)
  const seconds = Math.floor(moment.getTime() / 1000)
  if (Number.isNaN(seconds)) throw notValid(field, moment, 'a valid Date')
  return seconds
}

function feesOf(fees: Fees | undefined): Pick<Session, 'paymaster' | 'maxFee'> {
  if (fees?.max === undefined && fees?.sponsor === undefined) throw new LatchkeyError('FeesMissing', {})
  const paymaster =
    fees.sponsor === undefined ? (ZeroAddress as Address) : checksumAddress('fees.sponsor', fees.sponsor)
  return { paymaster, maxFee: fees.max ?? UNLIMITED_FEE }
}

function valueOf(value: bigint | undefined, permissions: readonly Permission[]): bigint {
  const capped = permissions.filter(({ maxValue }) => maxValue > 0n)
  if (value === undefined && capped.length > 0)
    throw new LatchkeyError('ValueMissing', { functions: capped.map(permissionText) })
  return value ?? 0n
}

// What two lists have in common counts once; one that stands twice by itself is a mistake.
function sorted(allowed: SessionOptions['allow']): readonly Permission[] {
  const leaves = allowed.flatMap((item) => {
    const isAlone = !Array.isArray(item)
    return [item].flat().map((permission) => ({ permission, leaf: permissionLeaf(permission), isAlone }))
  })
  leaves.sort((a, b) => (a.leaf === b.leaf ? Number(b.isAlone) - Number(a.isAlone) : a.leaf < b.leaf ? -1 : 1))
  return leaves
    .filter(({ permission, leaf, isAlone }, i) => {
      const before = leaves[i - 1]
      if (leaf !== before?.leaf) return true
      if (isAlone && before.isAlone)
        throw new LatchkeyError('PermissionDuplicate', { permission: permissionText(permission), leaf })
      return false
    })
    .map(({ permission }) => permission)
}

// What stands in the list in place of a permission is mostly a template, whole.
function checkItem(given: unknown): void {
  if (typeof given === 'object' && given !== null && 'functionSignature' in given) return
  throw notValid('allow', given, 'what allow() and its like make, and of a template its `permissions`')
}

const permissionText = ({ functionSignature, target }: Permission): string =>
  `${functionSignature || 'transfer'} on ${target}`
