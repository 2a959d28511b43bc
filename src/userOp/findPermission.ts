// Which permission of a session allows a call.
import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { NO_SELECTOR, toCall, type CallLike, type Session } from '../session'
import { sameBytes } from '../session/fields'

/**
 * The index of the first permission that names the call's target and function (or is for plain transfers) and whose
 * maxValue the call keeps. Permissions with rules are passed over: this version of the module refuses them.
 *
 * @param callIndex Where the call stands among the calls of an op; only for errors.
 * @throws CallNotPermitted · ValueOverCap · RulesNotSupported · SelectorIncomplete · FieldNotValid.
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

  const ruleless = named.filter(({ rules }) => rules.length === 0)
  if (ruleless.length === 0) throw new LatchkeyError('RulesNotSupported', {})
  const found = ruleless.find(({ maxValue }) => value <= maxValue)
  if (found !== undefined) return session.permissions.indexOf(found)

  const cap = ruleless.reduce((most, { maxValue }) => (maxValue > most ? maxValue : most), 0n)
  throw new LatchkeyError('ValueOverCap', { callIndex: BigInt(callIndex), value, cap })
}
