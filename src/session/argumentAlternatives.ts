// Alternatives from demands: each is the rules of one permission, and a call has to meet one of them.
import { keccak256, type FunctionFragment } from 'ethers'

import type { Hex } from '../contracts'
import { ArgumentPlace } from './argumentPlace'
import { checkRules } from './checkRules'
import { SELECTOR_BITS } from './conditions'
import type { Demand } from './Demand'
import { demandFormula } from './demandFormula'
import type { Alternative } from './formula'
import { ruleKey, wordKey } from './mergedRules'
import { checked, normalForm } from './normalForm'
import { packRule } from './packRules'
import { pointerPins } from './pointerPins'
import { ONE_OF, type Rule } from './Session'
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
  const pinned = alternatives.flatMap((rules) =>
    pin ? pinnedInside(calls, [...rules, ...pointerPins(inputs, start, rules)]) : [rules],
  )
  return checked(pinned).map((rules) => {
    const all = ordered(rules)
    checkRules(all, caps)
    return all
  })
}

// With the pins of the calls in bytes that these rules demand. Where one list of selectors joins functions whose pins differ,
// an alternative for each of them.
function pinnedInside(calls: readonly CallInBytes[], rules: Alternative): readonly Alternative[] {
  const lists = rules.filter(({ comparison, mask }) => comparison === ONE_OF && mask === SELECTOR_BITS)
  return lists.reduce<readonly Alternative[]>(
    (done, list) => {
      const groups = new Map<string, { values: Hex[]; pins: Alternative }>()
      for (const value of list.values) {
        const same = calls.filter(({ is }) => 'rule' in is && isIn(is.rule, list) && is.rule.values.includes(value))
        const pins = same.flatMap(({ inputs, start }) => pointerPins(inputs, start, rules))
        const key = [...new Set(pins.map(ruleKey))].sort().join(', ')
        groups.set(key, { values: [...(groups.get(key)?.values ?? []), value], pins })
      }
      const ways = [...groups.values()]
      return done.flatMap((one) =>
        ways.map(({ values, pins }) => [...one.map((rule) => (rule === list ? { ...rule, values } : rule)), ...pins]),
      )
    },
    [rules],
  )
}

const isIn = (rule: Rule, list: Rule): boolean => wordKey(rule) === wordKey(list)

// As a permission has them.
function ordered(rules: Alternative): readonly Rule[] {
  const hashed = new Map(rules.map((rule, i) => [keccak256(packRule(rule, i)), rule]))
  return [...hashed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule)
}
