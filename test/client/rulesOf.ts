// The rules of a random demand, as an app gets them.
import { FunctionFragment } from 'ethers'

import { isLatchkeyError, type Rule } from '../../src'
import { argumentRules } from '../../src/session/argumentRules'
import type { RandomCall } from './randomArguments'

/** The rules; undefined if the part lies deeper than a path reaches, or takes more rules than there can be. */
export function rulesOf(
  { signature, demands }: Pick<RandomCall, 'signature' | 'demands'>,
  pin = true,
): readonly Rule[] | undefined {
  try {
    return argumentRules(FunctionFragment.from(`function ${signature}`), demands, pin)
  } catch (error) {
    if (isLatchkeyError(error, 'RulesTooMany')) return undefined
    if (isLatchkeyError(error, 'RuleNotPossible') && error.args.reason.includes('steps deep')) return undefined
    throw error
  }
}
