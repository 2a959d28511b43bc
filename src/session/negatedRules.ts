// The opposite of a rule, as rules.
import { CHARGE, NONE_OF, ONE_OF, type Rule } from './Session'
import { BYTES } from './wordType'
import { rangeOf, toWord } from './wordRule'

/**
 * @internal The rules of which a word that can be read, and is canonical, meets one exactly if it does not meet this rule.
 * None: every such word meets it. undefined: a charge has no opposite.
 */
export function negatedRules(rule: Rule): readonly Rule[] | undefined {
  const { comparison, wordType, values } = rule
  if (comparison === ONE_OF) return [{ ...rule, comparison: NONE_OF }]
  if (comparison === NONE_OF) return [{ ...rule, comparison: ONE_OF }]
  if (comparison === CHARGE) return undefined
  const [low, high] = values.map((value) => BigInt(value)) as [bigint, bigint]
  const [least, most] = rangeOf(wordType)
  // Bytes of fixed length stand at the start of a word.
  const one = wordType >> 8 === BYTES ? 1n << (256n - 8n * BigInt(wordType & 0xff)) : 1n
  const between = (from: bigint, to: bigint): Rule => ({ ...rule, values: [from, to].map(inWord) })
  return [...(low === least ? [] : [between(least, low - one)]), ...(high === most ? [] : [between(high + one, most)])]
}

const inWord = (value: bigint): Rule['values'][number] => toWord(BigInt.asUintN(256, value))
