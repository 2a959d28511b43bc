// A formula as alternatives: what one permission each can say.
import { LatchkeyError } from '../errors'
import { VALUES_MAX } from './checkRules'
import { ALTERNATIVES_MAX, type Alternative, type Formula } from './formula'
import { mergedRules, ruleKey, wordKey } from './mergedRules'
import { NONE_OF, ONE_OF, type Rule } from './Session'

/** How many combinations are looked at, of which most may turn out to be the same or impossible. */
const COMBINATIONS_MAX = 16 * ALTERNATIVES_MAX

/**
 * @internal Alternatives of which a call meets one exactly if it meets the formula; none: no call meets it.
 *
 * @throws TooManyAlternatives
 */
export function normalForm(formula: Formula): readonly Alternative[] {
  return checked(expanded(formula).flatMap(inParts))
}

function expanded(formula: Formula): readonly Alternative[] {
  if ('rule' in formula) return [mergedRules([formula.rule]) ?? []].filter(({ length }) => length > 0)
  if ('any' in formula) return checked(fewer(formula.any.flatMap(expanded)))
  return formula.all.reduce<readonly Alternative[]>((done, part) => combined(done, expanded(part)), [[]])
}

// One of these and one of those.
function combined(these: readonly Alternative[], those: readonly Alternative[]): readonly Alternative[] {
  checked(these, those.length * these.length, COMBINATIONS_MAX)
  const pairs = these.flatMap((one) => those.map((other) => mergedRules([...one, ...other])))
  return checked(fewer(pairs.filter((pair) => pair !== undefined)))
}

/** @internal Not more than can be. */
export function checked(
  alternatives: readonly Alternative[],
  count = alternatives.length,
  most = ALTERNATIVES_MAX,
): readonly Alternative[] {
  if (count > most) throw new LatchkeyError('TooManyAlternatives', { count, limit: ALTERNATIVES_MAX })
  return alternatives
}

// Without those that say no more than another.
function fewer(alternatives: readonly Alternative[]): readonly Alternative[] {
  const unique = [...new Map(united(alternatives).map((one) => [keyOf(one), one])).values()]
  const keys = unique.map((one) => new Set(one.map(ruleKey)))
  return unique.filter((_, i) => !keys.some((wider, j) => j !== i && isWider(wider, keys[i] ?? wider)))
}

// Who meets `narrow` meets `wide`, all of whose rules it has.
const isWider = (wide: ReadonlySet<string>, narrow: ReadonlySet<string>): boolean =>
  wide.size < narrow.size && [...wide].every((key) => narrow.has(key))

// Two that differ in one list of values are one, with both lists.
function united(alternatives: readonly Alternative[]): readonly Alternative[] {
  const done: Alternative[] = []
  const places = new Map<string, number>()
  const unitedBy = new Map<number, string>()
  for (const alternative of alternatives) {
    const lists = alternative.filter(({ comparison }) => comparison === ONE_OF)
    const keys = lists.map((list) => `${wordKey(list)} beside ${keyOf(alternative.filter((rule) => rule !== list))}`)
    const found = keys.findIndex((key) => {
      const place = places.get(key)
      return place !== undefined && (unitedBy.get(place) ?? key) === key
    })
    const [key, list] = [keys[found], lists[found]]
    if (key === undefined || list === undefined) {
      keys.filter((one) => !places.has(one)).forEach((one) => places.set(one, done.length))
      done.push(alternative)
      continue
    }
    const place = places.get(key) ?? 0
    unitedBy.set(place, key)
    done[place] = (done[place] ?? []).map((rule) => (isListOf(rule, list) ? withValues(rule, list.values) : rule))
  }
  return done.length < alternatives.length ? united(done) : done
}

const isListOf = (rule: Rule, list: Rule): boolean => rule.comparison === ONE_OF && wordKey(rule) === wordKey(list)

const withValues = (rule: Rule, values: Rule['values']): Rule => ({
  ...rule,
  values: [...new Set([...rule.values, ...values])].sort(),
})

const keyOf = (alternative: Alternative): string => alternative.map(ruleKey).sort().join(', ')

// A list that is too long for a rule becomes several alternatives; a ban several rules.
function inParts(alternative: Alternative): readonly Alternative[] {
  return alternative.reduce<readonly Alternative[]>(
    (done, rule) => {
      const parts = partsOf(rule)
      const ways = rule.comparison === NONE_OF ? [parts] : parts.map((part) => [part])
      return checked(done.flatMap((one) => ways.map((way) => [...one, ...way])))
    },
    [[]],
  )
}

const partsOf = (rule: Rule): readonly Rule[] =>
  Array.from({ length: Math.ceil(rule.values.length / VALUES_MAX) }, (_, i) => ({
    ...rule,
    values: rule.values.slice(i * VALUES_MAX, (i + 1) * VALUES_MAX),
  }))
