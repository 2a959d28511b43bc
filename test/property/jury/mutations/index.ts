// All that is done to ops.
import type { Mutation } from '../caseOf'
import { argumentMutations } from './arguments'
import { callDataMutations } from './callData'
import { calls } from './calls'
import { claims } from './claims'
import { grantMutations } from './grants'
import { limits } from './limits'
import { rulesOnWire } from './rulesOnWire'
import { signatures } from './signatures'
import { payers, terms } from './terms'

export const MUTATIONS: readonly Mutation[] = [
  ...limits,
  ...calls,
  ...argumentMutations,
  ...terms,
  ...payers,
  ...claims,
  ...rulesOnWire,
  ...grantMutations,
  ...callDataMutations,
  ...signatures,
]
