// Which permission of a session allows a call.
import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { CHARGE, NO_SELECTOR, toCall, type CallLike, type Session } from '../session'
import { brokenRule } from '../session/brokenRule'
import { sameBytes } from '../session/fields'

/**
 * The index of the first permission that names the call's target and function (or is for plain transfers) and whose
 * maxValue and rules the call keeps; one that charges no allowance goes before those that do. Where none does, the error is that of the first whose maxValue it keeps.
 *
 * @param callIndex Where the call stands among the calls of an op; only for errors.
 * @throws CallNotPermitted · ValueOverCap · RuleNotMet · ArgumentNotReadable · WordNotCanonical · AllowanceOverCap ·
 * SelectorIncomplete · FieldNotValid.
 *
 * @example
 * ```ts
 * findPermission(session, upvote) // => session.permissions.findIndex(({ functionSignature }) => functionSignature !== '')
 * ```
 */
export function findPermission(session: Session, callLike: CallLike, callIndex = 0): number {
  const { to: target, value, data } = toCall(callLike, callIndex)
  const selector = data === '0x' ? NO_SELECTOR : (data.slice(0, 10) as Hex)
  const onTarget = session.permissions.filter((permission) => sameBytes(permission.target, target))
  const named = onTarget.filter(
    (permission) =>
      (permission.functionSignature === '') === (data === '0x') && sameBytes(permission.selector, selector),
  )
  if (named.length === 0) {
    const allowed = onTarget.map(({ functionSignature }) => functionSignature || 'plain transfers')
    throw new LatchkeyError('CallNotPermitted', { callIndex: BigInt(callIndex), target, selector, allowed })
  }

  const affordable = named.filter(({ maxValue }) => value <= maxValue)
  const accepting = affordable.filter(({ rules }) => brokenRule(rules, data, callIndex) === undefined)
  const found = accepting.find(({ rules }) => rules.every(({ comparison }) => comparison !== CHARGE)) ?? accepting[0]
  if (found !== undefined) return session.permissions.indexOf(found)
  const [first] = affordable
  const broken = first && brokenRule(first.rules, data, callIndex)
  if (broken !== undefined) throw broken

  const cap = named.reduce((most, { maxValue }) => (maxValue > most ? maxValue : most), 0n)
  throw new LatchkeyError('ValueOverCap', { callIndex: BigInt(callIndex), value, cap })
}
