// Which permission of a session allows a call.
import { LatchkeyError } from '../errors'
import { toCall, type CallLike, type Permission, type Session } from '../session'
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
  const call = toCall(callLike, callIndex)
  const { to, value, data } = call
  const onTarget = session.permissions.filter(({ target }) => sameBytes(target, to))
  const named = onTarget.filter(({ functionSignature, selector }) =>
    data === '0x' ? functionSignature === '' : functionSignature !== '' && sameBytes(selector, selectorOf(data)),
  )
  if (named.length === 0)
    throw new LatchkeyError('CallNotPermitted', { callIndex, to, reason: reasonOf(onTarget, data) })

  const ruleless = named.filter(({ rules }) => rules.length === 0)
  if (ruleless.length === 0) throw new LatchkeyError('RulesNotSupported', {})
  const found = ruleless.find(({ maxValue }) => value <= maxValue)
  if (found !== undefined) return session.permissions.indexOf(found)

  const cap = ruleless.reduce((most, { maxValue }) => (maxValue > most ? maxValue : most), 0n)
  throw new LatchkeyError('ValueOverCap', { callIndex: BigInt(callIndex), value, cap })
}

const selectorOf = (data: `0x${string}`): `0x${string}` => data.slice(0, 10) as `0x${string}`

function reasonOf(onTarget: readonly Permission[], data: `0x${string}`): string {
  if (onTarget.length === 0) return 'the session does not name this target'
  const allowed = onTarget.map(({ functionSignature }) => functionSignature || 'transfer').join(', ')
  const wanted = data === '0x' ? 'a plain transfer' : `the function ${selectorOf(data)}`
  return `the session does not allow ${wanted} there, only ${allowed}`
}
