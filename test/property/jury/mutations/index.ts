// All that is done to ops.
import type { Mutation } from '../caseOf'
import { callDataMutations } from './callData'
import { calls } from './calls'
import { claims } from './claims'
import { limits } from './limits'
import { signatures } from './signatures'
import { payers, terms } from './terms'

export const MUTATIONS: readonly Mutation[] = [
  ...limits,
  ...calls,
  ...terms,
  ...payers,
  ...claims,
  ...callDataMutations,
  ...signatures,
]
