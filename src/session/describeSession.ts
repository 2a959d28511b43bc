// The plain-words text of an approval, for whoever is asked to give it.
import { ZeroAddress } from 'ethers'

import { timeText } from '../errors'
import { checkSession } from './checkSession'
import { durationText } from './durationText'
import { SIGNER_KINDS } from './encodeSigner'
import { CHARGE, UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Permission, type Session } from './Session'
import { spendingOn, wordsFrom, type Words, type WordsOptions } from './words'

/** What makes the text easier to read. */
export interface DescribeOptions extends WordsOptions {
  /** Seconds since 1970; shows how long the session still lasts. */
  readonly now?: number
}

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
  const { now } = options
  const words = wordsFrom(options)
  return [
    `Session for the ${SIGNER_KINDS[session.signerKind]} key ${session.signer}`,
    ...windowLines(session, now),
    '',
    'It may:',
    ...session.permissions.flatMap((permission) => permissionLines(permission, session.period, words)),
    '',
    `Limits ${session.period === 0 ? 'for the whole session' : `in each period of ${durationText(session.period)}`}:`,
    ...limitLines(session, words),
    ...allowanceLines(session, words),
    `  - ${payerText(session, words)}`,
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

function permissionLines(permission: Permission, period: number, { name, amount, rule: ruleText }: Words): string[] {
  const { target, functionSignature, maxValue, rules } = permission
  if (functionSignature === '') return [`  - send up to ${amount(maxValue)} at a time to ${name(target)}`]
  const value = maxValue === 0n ? '' : `, with up to ${amount(maxValue)} per call`
  return [
    `  - call ${functionSignature} on ${name(target)}${value}${rules.length > 0 ? ', only if' : ''}`,
    ...rules.map(
      (rule) => `      ${ruleText(permission, rule)}${rule.comparison === CHARGE ? chargeText(period) : ''}`,
    ),
  ]
}

// An allowance starts again with each period, as the limits do, and all rules that name its number draw on it.
const chargeText = (period: number): string =>
  `, over all calls of ${period === 0 ? 'the whole session' : `each period of ${durationText(period)}`}`

function limitLines({ maxCalls, maxValue, maxFee }: Session, { amount }: Words): string[] {
  const value = maxValue === UNLIMITED_VALUE ? 'no limit but those per call' : amount(maxValue)
  return [
    `  - calls: ${maxCalls === UNLIMITED_CALLS ? 'no limit' : maxCalls}`,
    `  - ${maxValue === 0n ? 'no value sent' : `value sent: ${value}`}`,
    `  - fees: ${maxFee === UNLIMITED_FEE ? 'no limit' : `at most ${amount(maxFee)} in worst-case fees, counted also when a call fails`}`,
  ]
}

// What several functions share is said once more where limits stand: each of them alone names the whole maximum.
function allowanceLines({ permissions }: Session, { spent }: Words): string[] {
  const spends = permissions.flatMap(({ rules }) => rules.filter(({ comparison }) => comparison === CHARGE))
  const caps = new Map(spends.map(({ allowance, values }) => [allowance, BigInt(values[0] ?? 0)] as const))
  return [...caps]
    .sort(([a], [b]) => a - b)
    .map(
      ([allowance, cap]) =>
        `  - allowance ${allowance}: at most ${spent(spendingOn(permissions, allowance), cap)}, over all calls that count towards it together`,
    )
}

function payerText({ paymaster, maxFee }: Session, { name }: Words): string {
  if (paymaster === ZeroAddress) return 'the account pays the fees'
  if (maxFee === UNLIMITED_FEE)
    return `${name(paymaster)} pays every fee; what it takes from the account in tokens is bounded by your approvals to it`
  return `the account pays the fees, or ${name(paymaster)} does, which may take tokens that you approved to it`
}
