// The formula of one condition of one word.
import { AbiCoder, isAddress } from 'ethers'

import type { Hex } from '../contracts'
import { ALL_BITS } from './conditions'
import { isHex } from './fields'
import type { Formula } from './formula'
import { negatedRules } from './negatedRules'
import { PATH_MAX } from './path'
import { notPossible, type Part } from './subject'
import { wordRule, type WordTerms } from './wordRule'

/**
 * @internal That the word meets the condition; or, if negated, that it does not.
 *
 * @throws RuleNotPossible: no rule can express it.
 */
export function wordFormula(
  { name, type, place, negated }: Part,
  terms: WordTerms['terms'],
  mask: Hex = ALL_BITS,
): Formula {
  const { path } = place
  if (path.length > PATH_MAX) throw notPossible(name, `it is ${path.length} steps deep; a path has at most ${PATH_MAX}`)
  const terse = wordRule({ type: type.type, terms, encode: (value) => encode(name, type.type, value) })
  if (typeof terse === 'string') throw notPossible(name, terse)
  const rule = { path, mask, ...terse }
  if (!negated) return { rule }
  const rules = negatedRules(rule)
  if (rules === undefined) throw notPossible(name, 'there is no opposite of spend()')
  return { any: rules.map((one) => ({ rule: one })) }
}

// Strictly by type: the coder would take 'false' for true, and names for addresses.
function encode(name: string, type: string, value: unknown): bigint {
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  if (!isOfType(type, value)) throw notPossible(name, `${text} is no ${type}`)
  try {
    return BigInt(AbiCoder.defaultAbiCoder().encode([type], [value]))
  } catch {
    throw notPossible(name, `${text} is no ${type}`)
  }
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'bool') return typeof value === 'boolean'
  if (/^u?int/.test(type)) return typeof value === 'bigint' || typeof value === 'number'
  return typeof value === 'string' && isHex(value) && (type !== 'address' || isAddress(value))
}
