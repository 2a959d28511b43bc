// The ABI type of a session, from the module's own ABI.
import { ParamType } from 'ethers'

import { sessionKeyValidatorInterface } from '../contracts'

// grant(Session) has one argument.
const [argument] = sessionKeyValidatorInterface.getFunction('grant').inputs as readonly [ParamType]

/** @internal The tuple `Session`, with the names of its fields. */
export const sessionParamType: ParamType = argument

/** @internal `Session[]`. */
export const sessionsParamType: ParamType = ParamType.from({
  ...(JSON.parse(argument.format('json')) as object),
  type: 'tuple[]',
})
