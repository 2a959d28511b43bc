// Alternatives from demands: each is the rules of one permission, and a call has to meet one of them.
import { keccak256, type FunctionFragment } from 'ethers'

import { ArgumentPlace } from './argumentPlace'
import { checkRules } from './checkRules'
import type { Demand } from './conditions'
import { demandFormula } from './demandFormula'
import type { Alternative } from './formula'
import { ruleKey } from './mergedRules'
import { normalForm } from './normalForm'
import { packRule } from './packRules'
import { pointerPins } from './pointerPins'
import type { Rule } from './Session'
import { notPossible, type CallInBytes } from './subject'

/**
 * The rules that permissions must have for calls to be allowed exactly if they meet this demand of a function's arguments.
 *
 * @param pin Also pin the pointers that the rules follow to where the ABI coder puts them, as far as that is determined.
 * @throws RuleNotPossible: a demand that no rules can express, or that no call can meet; TooManyAlternatives, and the errors
 * of rules that cannot be granted.
 *
 * @example
 * ```ts
 * const transfer = FunctionFragment.from('function transfer(address to, uint256 amount)')
 * argumentAlternatives(transfer, { amount: not(between(5n, 9n)) }).length // => 2
 * ```
 */
export function argumentAlternatives(fragment: FunctionFragment, demand: Demand, pin = false): readonly Alternative[] {
  const { name, inputs } = fragment
  const calls: CallInBytes[] = []
  const start = ArgumentPlace.start
  const alternatives = normalForm(demandFormula({ name, type: inputs, place: start, negated: false, calls }, demand))
  if (alternatives.length === 0) throw notPossible(name, 'no call can meet what is demanded')
  const caps = new Map<number, bigint>()
  return alternatives.map((rules) => {
    const pins = pin ? [...pointerPins(inputs, start, rules), ...pinsInside(calls, rules)] : []
    const all = ordered([...rules, ...pins])
    checkRules(all, caps)
    return all
  })
}

// Of the calls in bytes that these rules demand.
function pinsInside(calls: readonly CallInBytes[], rules: Alternative): Alternative {
  const keys = new Set(rules.map(ruleKey))
  const demanded = calls.filter(({ is }) => 'rule' in is && keys.has(ruleKey(is.rule)))
  return demanded.flatMap(({ inputs, start }) => pointerPins(inputs, start, rules))
}

// As a permission has them.
function ordered(rules: Alternative): readonly Rule[] {
  const hashed = new Map(rules.map((rule, i) => [keccak256(packRule(rule, i)), rule]))
  return [...hashed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule)
}
