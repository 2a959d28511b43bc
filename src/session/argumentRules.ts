// Rules from demands that one permission can express.
import type { FunctionFragment } from 'ethers'

import { argumentAlternatives } from './argumentAlternatives'
import type { Demand } from './Demand'
import { notPossible } from './subject'
import type { Rule } from './Session'

/**
 * The rules that demand this of a function's arguments, in the order in which a permission has them.
 *
 * @param pin Also pin the pointers that the rules follow to where the ABI coder puts them, as far as that is determined.
 * @throws RuleNotPossible: it takes several permissions, and as {@link argumentAlternatives}.
 *
 * @example
 * ```ts
 * const transfer = FunctionFragment.from('function transfer(address to, uint256 amount)')
 * argumentRules(transfer, { amount: equals(1n) }).map(({ path }) => path) // => [[1]]
 * ```
 */
export function argumentRules(fragment: FunctionFragment, demand: Demand, pin = false): readonly Rule[] {
  const [rules = [], ...others] = argumentAlternatives(fragment, demand, pin)
  if (others.length === 0) return rules
  throw notPossible(fragment.name, `this takes ${others.length + 1} permissions, which allowAny() makes`)
}
