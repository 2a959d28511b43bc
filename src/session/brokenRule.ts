// Whether a call meets the rules of a permission, as the module judges it.
import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { readArgument } from './readArgument'
import { BETWEEN, BETWEEN_SIGNED, CHARGE, ONE_OF, type Rule } from './Session'
import { isCanonicalWord } from './wordType'

/**
 * The error of the first rule that a call does not meet; undefined if it meets all. What allowances have left is not asked,
 * only that the call alone does not pass one.
 *
 * @param callIndex Where the call stands among the calls of an op; only for errors.
 *
 * @example
 * ```ts
 * const rule = { path: [0], wordType: 0x0020, comparison: 0, mask: MAX_WORD, values: [ONE_WORD], allowance: 0 } as const
 * brokenRule([rule], upvote.data).code // => 'RuleNotMet'
 * ```
 */
export function brokenRule(rules: readonly Rule[], data: Hex, callIndex = 0): LatchkeyError | undefined {
  for (const [index, rule] of rules.entries()) {
    const place = { callIndex: BigInt(callIndex), ruleIndex: BigInt(index) }
    const word = readArgument(data, rule.path)
    if (word === undefined) return new LatchkeyError('ArgumentNotReadable', place)
    if (!isCanonicalWord(word, rule.wordType))
      return new LatchkeyError('WordNotCanonical', { ...place, word, wordType: BigInt(rule.wordType) })
    if (!holds(rule, word))
      return rule.comparison === CHARGE
        ? new LatchkeyError('AllowanceOverCap', {
            allowance: BigInt(rule.allowance),
            amount: word,
            cap: BigInt(rule.values[0] ?? 0),
          })
        : new LatchkeyError('RuleNotMet', { ...place, word })
  }
  return undefined
}

function holds({ comparison, mask, values }: Rule, word: bigint): boolean {
  const signed = (value: bigint): bigint => (comparison === BETWEEN_SIGNED ? BigInt.asIntN(256, value) : value)
  const words = values.map((value) => signed(BigInt(value)))
  const [first = 0n, last = 0n] = words
  if (comparison === CHARGE) return word <= first
  if (comparison === BETWEEN || comparison === BETWEEN_SIGNED) return signed(word) >= first && signed(word) <= last
  return words.includes(word & BigInt(mask)) === (comparison === ONE_OF)
}
