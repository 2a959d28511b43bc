// Fewer rules that say the same.
import type { Hex } from '../contracts'
import { ALL_BITS } from './conditions'
import type { Alternative } from './formula'
import { BETWEEN_SIGNED, CHARGE, NONE_OF, ONE_OF, type Rule } from './Session'
import { BOOL, BYTES } from './wordType'

/** @internal The word that a rule speaks of; and all that tells it from others. */
export const wordKey = ({ path, wordType, mask }: Rule): string => [path.join('.'), wordType, mask].join(' ')
export const ruleKey = (rule: Rule): string =>
  [wordKey(rule), rule.comparison, rule.allowance, ...rule.values].join(' ')

/**
 * @internal What all of these rules demand, with at most one list, one range and one ban for a word; undefined if no call
 * meets them. A list or a ban may have more values than the module takes.
 */
export function mergedRules(rules: Alternative): Alternative | undefined {
  const groups = new Map<string, Rule[]>()
  for (const rule of rules) groups.set(wordKey(rule), [...(groups.get(wordKey(rule)) ?? []), rule])
  const merged = [...groups.values()].map(mergedOfWord)
  return merged.some((group) => group === undefined) ? undefined : merged.flatMap((group) => group ?? [])
}

function mergedOfWord(rules: Alternative): Alternative | undefined {
  const of = (comparison: number): Rule[] => rules.filter((rule) => rule.comparison === comparison)
  const [lists, bans] = [of(ONE_OF), of(NONE_OF)]
  const charges = [...new Map(of(CHARGE).map((rule) => [ruleKey(rule), rule])).values()]
  const ranges = rules.filter(({ comparison }) => ![ONE_OF, NONE_OF, CHARGE].includes(comparison))

  const banned = new Set(bans.flatMap(({ values }) => values))
  const others = lists.slice(1).map(({ values }) => new Set(values))
  const isInRanges = (value: Hex): boolean =>
    ranges.every((range) => limit(range, 0) <= read(range, value) && read(range, value) <= limit(range, 1))

  const [list] = lists
  if (list !== undefined) {
    const values = list.values.filter(
      (value) => !banned.has(value) && isInRanges(value) && others.every((other) => other.has(value)),
    )
    return values.length === 0 ? undefined : [{ ...list, values }, ...charges]
  }
  const range = narrowed(ranges)
  if (range !== undefined && limit(range, 0) > limit(range, 1)) return undefined
  const [ban] = bans
  const values = [...banned].filter(isInRanges).sort()
  if (ban && ban.mask === ALL_BITS && BigInt(values.length) >= sizeOf(ban.wordType, range)) return undefined
  return [...(range ? [range] : []), ...(ban && values.length > 0 ? [{ ...ban, values }] : []), ...charges]
}

// From the highest low end to the lowest high end.
function narrowed(ranges: Alternative): Rule | undefined {
  const [first, ...others] = ranges
  return others.reduce<Rule | undefined>((a, b) => {
    if (a === undefined) return b
    const [low, high] = [limit(a, 0) > limit(b, 0) ? a : b, limit(a, 1) < limit(b, 1) ? a : b]
    return { ...a, values: [low.values[0] as Hex, high.values[1] as Hex] }
  }, first)
}

// How many values a word can have.
function sizeOf(wordType: number, range: Rule | undefined): bigint {
  const bits = 8n * BigInt(wordType & 0xff)
  if (range === undefined) return wordType >> 8 === BOOL ? 2n : 1n << bits
  return (limit(range, 1) - limit(range, 0)) / (wordType >> 8 === BYTES ? 1n << (256n - bits) : 1n) + 1n
}

const limit = (range: Rule, end: 0 | 1): bigint => read(range, range.values[end] ?? '0x00')

const read = ({ comparison }: Rule, value: Hex): bigint =>
  comparison === BETWEEN_SIGNED ? BigInt.asIntN(256, BigInt(value)) : BigInt(value)
