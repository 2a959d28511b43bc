// What another session would change, in plain words: for the prompt of a renewal.
import { ZeroAddress } from 'ethers'

import { timeText } from '../errors'
import { durationText } from '../session/durationText'
import { UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Permission, type Session } from '../session/Session'
import { wordsFrom, type Words, type WordsOptions } from '../session/words'

/**
 * Lines that say what `next` permits and `before` does not (`more: `), the reverse (`less: `), and what is just different
 * (`other: `). None: the sessions are equal.
 *
 * @example
 * ```ts
 * differenceOf(session, { ...session, maxFee: 2n * 10n ** 15n }) // => ['more: fees 0.002 ETH, before 0.001 ETH']
 * differenceOf(session, session) // => []
 * ```
 */
export function differenceOf(before: Session, next: Session, options: WordsOptions = {}): readonly string[] {
  const words = wordsFrom(options)
  return [
    ...permissionLines(before, next, words),
    ...limitLines(before, next, words),
    ...timeLines(before, next),
    ...payerLines(before, next, words),
    ...(isSame(before.signer, next.signer) && before.signerKind === next.signerKind
      ? []
      : [`other: the key is ${next.signer}, before ${before.signer}`]),
  ]
}

function permissionLines(before: Session, next: Session, words: Words): readonly string[] {
  const [old, fresh] = [unlike(before, next), unlike(next, before)]
  const text = (mark: string, permission: Permission): readonly string[] => {
    const [head = '', ...rules] = permissionText(permission, words)
    return [`${mark}${head}`, ...rules.map((rule) => `      ${rule}`)]
  }
  // Where a function stands in one permission of each, they are told as one.
  const [toOld, toFresh] = [partnerIn(fresh, old), partnerIn(old, fresh)]
  return [
    ...fresh.flatMap((permission) => {
      const earlier = toOld(permission)
      if (earlier === undefined) return text('more: may ', permission)
      return [...text(`${markOf(earlier, permission)}: may `, permission), ...text('      before: ', earlier)]
    }),
    ...old.flatMap((permission) => (toFresh(permission) === undefined ? text('less: may no longer ', permission) : [])),
  ]
}

/** The permissions that the other session does not have just so. */
function unlike({ permissions }: Session, other: Session): readonly Permission[] {
  const known = other.permissions.map(contentOf)
  return permissions.filter((permission) => !known.includes(contentOf(permission)))
}

/** Equal texts are equal permissions. */
const contentOf = ({ target, functionSignature, maxValue, rules }: Permission): string =>
  [target.toLowerCase(), functionSignature, maxValue, rulesOf(rules)].join(' ')

const rulesOf = (rules: unknown): string => JSON.stringify(rules).toLowerCase()

/** The one of the same function, if that is the only one here and there. */
const partnerIn =
  (own: readonly Permission[], others: readonly Permission[]) =>
  ({ target, functionSignature }: Permission): Permission | undefined => {
    const [mine, theirs] = [own, others].map((all) =>
      all.filter((one) => isSame(one.target, target) && one.functionSignature === functionSignature),
    )
    return mine?.length === 1 && theirs?.length === 1 ? theirs[0] : undefined
  }

/** All rules have to hold: with more of them less is allowed. A rule that is another one is not judged. */
function markOf(before: Permission, next: Permission): string {
  const isWithin = (one: Permission, other: Permission): boolean =>
    one.maxValue <= other.maxValue &&
    other.rules.every((rule) => one.rules.some((own) => rulesOf(own) === rulesOf(rule)))
  return isWithin(next, before) ? 'less' : isWithin(before, next) ? 'more' : 'other'
}

function permissionText(permission: Permission, { name, amount, rule: ruleText }: Words): readonly string[] {
  const { target, functionSignature, maxValue, rules } = permission
  if (functionSignature === '') return [`send up to ${amount(maxValue)} at a time to ${name(target)}`]
  const value = maxValue === 0n ? '' : ` with up to ${amount(maxValue)} per call`
  return [
    `call ${functionSignature} on ${name(target)}${value}${rules.length > 0 ? ', only if' : ''}`,
    ...rules.map((rule) => ruleText(permission, rule)),
  ]
}

function limitLines(before: Session, next: Session, { amount }: Words): readonly string[] {
  const money =
    (unlimited: bigint) =>
    (wei: bigint): string =>
      wei === unlimited ? 'without limit' : amount(wei)
  const count = (calls: number): string => (calls === UNLIMITED_CALLS ? 'without limit' : String(calls))
  return [
    ...(before.period === next.period
      ? []
      : [`other: limits are for ${spanText(next.period)}, before for ${spanText(before.period)}`]),
    ...change('calls', before.maxCalls, next.maxCalls, count),
    ...change('value', before.maxValue, next.maxValue, money(UNLIMITED_VALUE)),
    ...change('fees', before.maxFee, next.maxFee, money(UNLIMITED_FEE)),
  ]
}

const spanText = (period: number): string => (period === 0 ? 'the whole session' : `each ${durationText(period)}`)

function timeLines(before: Session, next: Session): readonly string[] {
  return [
    ...change('until', before.validUntil, next.validUntil, timeText),
    ...change('from', -before.validAfter, -next.validAfter, (seconds) => timeText(Math.abs(seconds))),
  ]
}

function payerLines({ paymaster: before }: Session, { paymaster: next }: Session, { name }: Words): readonly string[] {
  if (isSame(before, next)) return []
  const text = (address: string): string => (address === ZeroAddress ? 'none' : name(address))
  return [`other: the paymaster is ${text(next)}, before ${text(before)}`]
}

/** One line if the values differ; a larger one is more. */
function change<T extends number | bigint>(
  what: string,
  before: T,
  next: T,
  text: (value: T) => string,
): readonly string[] {
  if (before === next) return []
  return [`${next > before ? 'more' : 'less'}: ${what} ${text(next)}, before ${text(before)}`]
}

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()
