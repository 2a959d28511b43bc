// The plain-words text of an approval, for whoever is asked to give it.
import { ZeroAddress } from 'ethers'

import type { Address } from '../contracts'
import { timeText } from '../errors'
import { amountText } from '../errors/valueTexts'
import { checkSession } from './checkSession'
import { describeRule } from './describeRule'
import { durationText } from './durationText'
import { SIGNER_KINDS } from './encodeSigner'
import { CHARGE, UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Permission, type Session } from './Session'

/** What makes the text easier to read. */
export interface DescribeOptions {
  /** Names of addresses, also of those in rules, from a source that the reader trusts. The address is always shown beside the name. */
  readonly labels?: Readonly<Record<Address, string>>
  /** Seconds since 1970; shows how long the session still lasts. */
  readonly now?: number
  /** The chain's native token, 18 decimals; ETH if omitted. */
  readonly currency?: string
}

type Names = (address: string) => string

/**
 * Everything that a session allows, what it is limited to, and what it can never do. Lines are separated by `\n`.
 *
 * @throws as {@link checkSession}: a session that could not be granted is not described.
 *
 * @example
 * ```ts
 * const [first] = describeSession(session, { now: 1_700_000_000 }).split('\n')
 * first // => `Session for the secp256k1 key ${session.signer}`
 * ```
 */
export function describeSession(session: Session, options: DescribeOptions = {}): string {
  checkSession(session)
  const { now, currency = 'ETH' } = options
  const name = names(options.labels ?? {})
  const amount = (wei: bigint): string => amountText(wei, currency)
  return [
    `Session for the ${SIGNER_KINDS[session.signerKind]} key ${session.signer}`,
    ...windowLines(session, now),
    '',
    'It may:',
    ...session.permissions.flatMap((permission) => permissionLines(permission, session.period, name, amount)),
    '',
    `Limits ${session.period === 0 ? 'for the whole session' : `in each period of ${durationText(session.period)}`}:`,
    ...limitLines(session, amount),
    ...allowanceLines(session),
    `  - ${payerText(session, name)}`,
    '',
    'It cannot:',
    '  - call any function, contract or address that is not listed',
    '  - call the account itself or the session module: change its owners or modules there, grant or widen a session',
    '  - run code in the name of the account by delegatecall',
    '  - act after it has ended; you can revoke it at any time',
    '',
    'What a listed contract does when it is called is up to that contract.',
  ].join('\n')
}

function windowLines({ validAfter, validUntil }: Session, now: number | undefined): string[] {
  const left = now !== undefined && validUntil > now ? `, ${durationText(validUntil - now)} from now` : ''
  const over = now !== undefined && validUntil < now ? ' (over)' : ''
  const starts = validAfter > (now ?? 0) ? [`  starts: ${timeText(validAfter)}`] : []
  return [...starts, `  ends:   ${timeText(validUntil)}${left}${over}`]
}

function permissionLines(
  permission: Permission,
  period: number,
  name: Names,
  amount: (wei: bigint) => string,
): string[] {
  const { target, functionSignature, maxValue, rules } = permission
  if (functionSignature === '') return [`  - send up to ${amount(maxValue)} at a time to ${name(target)}`]
  const value = maxValue === 0n ? '' : `, with up to ${amount(maxValue)} per call`
  return [
    `  - call ${functionSignature} on ${name(target)}${value}${rules.length > 0 ? ', only if' : ''}`,
    ...rules.map((rule) => `      ${describeRule(rule, name)}${rule.comparison === CHARGE ? chargeText(period) : ''}`),
  ]
}

// An allowance starts again with each period, as the limits do, and all rules that name its number draw on it.
const chargeText = (period: number): string =>
  `, over all calls of ${period === 0 ? 'the whole session' : `each period of ${durationText(period)}`}`

function limitLines({ maxCalls, maxValue, maxFee }: Session, amount: (wei: bigint) => string): string[] {
  const value = maxValue === UNLIMITED_VALUE ? 'no limit but those per call' : amount(maxValue)
  return [
    `  - calls: ${maxCalls === UNLIMITED_CALLS ? 'no limit' : maxCalls}`,
    `  - ${maxValue === 0n ? 'no value sent' : `value sent: ${value}`}`,
    `  - fees: ${maxFee === UNLIMITED_FEE ? 'no limit' : `at most ${amount(maxFee)} in worst-case fees, counted also when a call fails`}`,
  ]
}

// What several functions share is said once more where limits stand: each of them alone names the whole maximum.
function allowanceLines({ permissions }: Session): string[] {
  const spends = permissions.flatMap(({ rules }) => rules.filter(({ comparison }) => comparison === CHARGE))
  const caps = new Map(spends.map(({ allowance, values }) => [allowance, BigInt(values[0] ?? 0)] as const))
  return [...caps]
    .sort(([a], [b]) => a - b)
    .map(
      ([allowance, cap]) => `  - allowance ${allowance}: at most ${cap}, over all calls that count towards it together`,
    )
}

function payerText({ paymaster, maxFee }: Session, name: Names): string {
  if (paymaster === ZeroAddress) return 'the account pays the fees'
  if (maxFee === UNLIMITED_FEE)
    return `${name(paymaster)} pays every fee; what it takes from the account in tokens is bounded by your approvals to it`
  return `the account pays the fees, or ${name(paymaster)} does, which may take tokens that you approved to it`
}

function names(labels: Readonly<Record<string, string>>): Names {
  const known = new Map(Object.entries(labels).map(([address, label]) => [address.toLowerCase(), label]))
  return (address) => {
    const label = known.get(address.toLowerCase())
    return label === undefined ? address : `${label} (${address})`
  }
}
