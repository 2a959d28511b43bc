// Time, money, payer and key of a session.
import { ZeroAddress } from 'ethers'

import { timeText } from '../errors'
import { amountText } from '../errors/valueTexts'
import { durationText } from '../session/durationText'
import { UNLIMITED_CALLS, UNLIMITED_FEE, UNLIMITED_VALUE, type Session } from '../session/Session'
import { finding, type Finding } from './Finding'
import { worstCase } from './worstCase'

/** @internal */
export interface LimitContext {
  readonly now: number
  readonly highValue: bigint
  readonly highFees: bigint
  readonly currency: string
  /** Whether a paymaster is known to charge nothing. */
  readonly isSponsor: (address: string) => boolean
  readonly others: readonly Session[]
  readonly name: (address: string) => string
}

const MONTH = 30 * 86_400

/** @internal */
export const reviewLimits = (session: Session, context: LimitContext): readonly Finding[] => [
  ...reviewTime(session, context),
  ...reviewMoney(session, context),
  ...reviewPayer(session, context),
  ...(context.others.some((other) => isSameKey(other, session))
    ? [finding('KeyReused', `The key ${session.signer} has another session already.`)]
    : []),
]

function reviewTime({ validAfter, validUntil }: Session, { now }: LimitContext): readonly Finding[] {
  if (validUntil < now) return [finding('AlreadyOver', `The session ended at ${timeText(validUntil)}.`)]
  const seconds = validUntil - Math.max(now, validAfter)
  return seconds > MONTH ? [finding('TooLong', `The session lasts ${durationText(seconds)}.`)] : []
}

function reviewMoney(session: Session, { now, highValue, highFees, currency }: LimitContext): readonly Finding[] {
  const { native, fees } = worstCase(session, { now })
  const { maxCalls, maxValue, permissions } = session
  const sends = permissions.some(({ maxValue: cap }) => cap > 0n)
  const high = (most: bigint | undefined, bound: bigint): boolean => most !== undefined && most > bound
  return [
    ...(sends && maxValue === UNLIMITED_VALUE ? [finding('ValueUnlimited', 'Native value has no limit in all.')] : []),
    ...(high(native.inAll, highValue)
      ? [finding('ValueHigh', `Up to ${amountText(native.inAll ?? 0n, currency)} can be sent.`)]
      : []),
    ...(high(fees.inAll, highFees)
      ? [finding('FeesHigh', `Up to ${amountText(fees.inAll ?? 0n, currency)} can go into fees.`)]
      : []),
    ...(maxCalls === UNLIMITED_CALLS ? [finding('CallsUnlimited', 'Calls have no limit.')] : []),
  ]
}

function reviewPayer({ paymaster, maxFee }: Session, { isSponsor, name }: LimitContext): readonly Finding[] {
  if (paymaster === ZeroAddress) return []
  const who = name(paymaster)
  return [
    ...(isSponsor(paymaster)
      ? []
      : [finding('PaymasterMayCharge', `The paymaster ${who} may take what the account approved to it, in tokens.`)]),
    ...(maxFee === UNLIMITED_FEE
      ? [finding('FeesUnlimited', `Fees have no limit; ${who} must pay for every op.`)]
      : []),
  ]
}

const isSameKey = (one: Session, other: Session): boolean =>
  one.signerKind === other.signerKind && one.signer.toLowerCase() === other.signer.toLowerCase()
