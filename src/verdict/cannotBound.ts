// In words: what no limit of a session bounds.
import { ZeroAddress } from 'ethers'

import {
  CHARGE,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Permission,
  type Session,
} from '../session/Session'

/** @internal One sentence each. */
export function cannotBound(session: Session): readonly string[] {
  const { permissions, paymaster, maxFee, maxCalls, maxValue } = session
  const per = session.period === 0 ? 'in all' : 'in each period'
  const times = maxCalls === UNLIMITED_CALLS ? 'any number of times' : `${maxCalls} times ${per}`
  return [
    ...(hasUnboundedValue(session) ? ['Native value has no limit but those per call, and calls have none.'] : []),
    ...(maxValue === UNLIMITED_VALUE &&
    maxCalls !== UNLIMITED_CALLS &&
    permissions.some(({ maxValue: cap }) => cap > 0n)
      ? ['Native value has no limit of its own, only those per call.']
      : []),
    ...permissions
      .filter(
        ({ functionSignature, rules }) =>
          functionSignature !== '' && !rules.some(({ comparison }) => comparison === CHARGE),
      )
      .map(
        ({ target, functionSignature }) =>
          `What ${functionSignature} on ${target} moves or changes has no budget; it can be called ${times}.`,
      ),
    ...(permissions.some(isApproval)
      ? ['What was approved outlives the session: revoking it takes back no approval that was made.']
      : []),
    ...(paymaster === ZeroAddress
      ? []
      : [
          `The paymaster ${paymaster} may take tokens that the account approved to it${maxFee === UNLIMITED_FEE ? '; the session has no limit on fees' : ', its own surcharge among them'}.`,
        ]),
  ]
}

const hasUnboundedValue = ({ permissions, maxCalls, maxValue }: Session): boolean =>
  maxCalls === UNLIMITED_CALLS && maxValue === UNLIMITED_VALUE && permissions.some(({ maxValue: cap }) => cap > 0n)

const isApproval = ({ functionSignature }: Permission): boolean =>
  /^(approve|increaseAllowance|setApprovalForAll|permit|approveDelegation)\(/.test(functionSignature)
