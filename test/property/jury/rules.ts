// Rules for the arguments of a function, such as an owner could grant, and arguments that meet them, often just so.
import type { Comparison, Hex, Rule } from '../../../src'
import { bytesTail, encode, tail, word, type Argument } from './abi'
import { join, number, slice } from './bytes'
import { BYTES_WORD, element, ELEMENT, FOLLOW, LENGTH, NESTED, placesOf, WORD, type Form } from './forms'
import type { Random } from './Random'
import {
  ADDRESS,
  anyWord,
  BETWEEN,
  BETWEEN_SIGNED,
  BOOL,
  BYTES,
  CHARGE,
  classOf,
  bitsOf,
  edgesOfRule,
  holds,
  INT,
  isCanonical,
  NO_MASK,
  NONE_OF,
  ONE_OF,
  rulesInOrder,
  UINT,
} from './words'

/** A budget of a session. */
export interface Allowance {
  readonly number: number
  readonly cap: bigint
}

/** What a word adds to all the allowances that these rules of it name. */
export type Amounts = (charges: readonly Rule[]) => bigint

export const ruleOf = (
  change: Partial<Omit<Rule, 'values' | 'comparison'>> & {
    readonly comparison?: number
    readonly values?: readonly bigint[]
  },
): Rule => ({
  path: [WORD],
  wordType: 32,
  mask: NO_MASK,
  allowance: 0,
  ...change,
  comparison: (change.comparison ?? ONE_OF) as Comparison,
  values: (change.values ?? [1n]).map((value) => number(value, 32)),
})

/** At most `most` rules that can all be met at once; each of these allowances that fits is charged somewhere. */
export function anyRules(
  args: readonly Form[],
  most: number,
  allowances: readonly Allowance[],
  random: Random,
): readonly Rule[] {
  const all = [0, random.pick([0, 1, 2])].flatMap((index) => placesOf(args, index))
  const places = [...new Map(all.map((place) => [place.path.join(), place])).values()]
  const wanted = shuffled(places, random).slice(0, most)
  const rules: Rule[] = []
  for (const { path, kind, wordType } of wanted) {
    if (kind === 'length') continue
    const read = kind === 'word' ? wordType : random.pick([wordType, 0x0204, 0x0214, 0x0020, 0x0314, 0x0104])
    rules.push(...rulesOfWord(path, read, kind === 'word' ? allowances : [], random))
  }
  // The innermost first: a length inside an element needs that element.
  const inwards = [...wanted].sort((a, b) => b.path.length - a.path.length)
  for (const { path, kind } of inwards) if (kind === 'length') rules.push(ruleOfLength(path, args, rules, random))
  return rulesInOrder(rules).slice(0, most)
}

function rulesOfWord(
  path: readonly number[],
  wordType: number,
  allowances: readonly Allowance[],
  random: Random,
): readonly Rule[] {
  const fitting = allowances.filter(
    ({ cap }) => classOf(wordType) === UINT && isCanonical(cap, wordType) && bitsOf(wordType) > 8,
  )
  if (fitting.length > 0 && !random.oneIn(3)) {
    const charged = random.oneIn(2) ? fitting : [random.pick(fitting)]
    return charged.map(({ number: allowance, cap }) =>
      ruleOf({ path, wordType, comparison: CHARGE, values: [cap], allowance }),
    )
  }
  const rule = anyRule(path, wordType, random)
  // A second look at the same word: not this one of those that meet the first.
  const [kept, out] = edgesOfRule(rule, random).filter((value) => holds(rule, value))
  if (kept === undefined || out === undefined || kept === out || !random.oneIn(4)) return [rule]
  return [rule, ruleOf({ path, wordType, comparison: NONE_OF, values: [out] })]
}

function anyRule(path: readonly number[], wordType: number, random: Random): Rule {
  const kind = classOf(wordType)
  const values = (count: number): bigint[] => ascending(Array.from({ length: count }, () => anyWord(wordType, random)))
  const few = (): number => 1 + random.below(3)
  if (kind === BOOL) return ruleOf({ path, wordType, comparison: random.below(2), values: [BigInt(random.below(2))] })
  if (kind === INT && random.oneIn(2)) {
    const [low = 0n, high = low] = values(2).sort((a, b) => (BigInt.asIntN(256, a) < BigInt.asIntN(256, b) ? -1 : 1))
    return ruleOf({ path, wordType, comparison: BETWEEN_SIGNED, values: [low, high] })
  }
  if ((kind === UINT || kind === BYTES) && random.oneIn(2)) {
    const [low = 0n, high = low] = values(2)
    return ruleOf({ path, wordType, comparison: BETWEEN, values: [low, high] })
  }
  if (kind !== ADDRESS && random.oneIn(2)) {
    // Some bits that the type has.
    const mask = (anyWord(wordType, random) | (kind === BYTES ? 1n << 255n : 1n)) & (kind === BYTES ? -1n : 0xffffn)
    const bits = BigInt.asUintN(256, mask)
    const masked = ascending(values(few()).map((value) => value & bits)).filter((value) => isCanonical(value, wordType))
    if (masked.length > 0) return ruleOf({ path, wordType, comparison: ONE_OF, mask: number(bits, 32), values: masked })
  }
  return ruleOf({ path, wordType, comparison: random.pick([ONE_OF, ONE_OF, NONE_OF]), values: values(few()) })
}

/** As many values as there can be, or as many rules, on one argument. */
export const longestRules = (what: 'values' | 'rules', random: Random): readonly Rule[] => {
  const values = (count: number): bigint[] => ascending(Array.from({ length: count }, () => BigInt(random.bytes(32))))
  const rule = (count: number, comparison: number): Rule =>
    ruleOf({ path: [WORD + 1], comparison, values: values(count) })
  if (what === 'values') return [rule(VALUES_MAX, random.below(2))]
  return rulesInOrder(Array.from({ length: RULES_MAX }, () => rule(1, NONE_OF)))
}

const ascending = (values: readonly bigint[]): bigint[] => [...new Set(values)].sort((a, b) => (a < b ? -1 : 1))

function ruleOfLength(path: readonly number[], args: readonly Form[], rules: readonly Rule[], random: Random): Rule {
  const inside = path.slice(0, -1)
  const least = BigInt(leastLength(inside, rules))
  const at = formAt(args, inside)
  // What is inside decides about the length of a call inside the call.
  if (at !== undefined && 'nested' in at) return ruleOf({ path, comparison: BETWEEN, values: [4n, 1n << 16n] })
  if (at !== undefined && 'array' in at && random.oneIn(2))
    return ruleOf({ path, comparison: ONE_OF, values: [least, least + 1n] })
  return ruleOf({ path, comparison: BETWEEN, values: [least, least + 40n] })
}

/** So long that all that these rules speak of is there, in whole words of `bytes`. */
function leastLength(inside: readonly number[], rules: readonly Rule[]): number {
  const steps = rules.flatMap(({ path }) =>
    path.length > inside.length && inside.every((step, i) => step === path[i]) ? [path[inside.length]!] : [],
  )
  return Math.max(
    0,
    ...steps.map((step) =>
      step >= BYTES_WORD
        ? 32 * (step - BYTES_WORD)
        : step >= LENGTH
          ? 0
          : step >= ELEMENT
            ? ((step >> 8) & 0xffff) + 1
            : 0,
    ),
  )
}

function formAt(args: readonly Form[], inside: readonly number[]): Form | undefined {
  let [heads, form]: [readonly Form[], Form | undefined] = [args, undefined]
  for (const step of inside)
    if (step < FOLLOW) form = heads[step]
    else if (step >= FOLLOW && form !== undefined) {
      if (step === FOLLOW) heads = 'tuple' in form ? form.tuple : heads
      else if (step === NESTED) heads = 'nested' in form ? form.nested : heads
      else if ('array' in form) [heads, form] = [form.array, form.array.length === 1 ? form.array[0] : form]
    }
  return form
}

/** Arguments that meet the rules, if any do: some that a mutation made are met by none. */
export function argumentsFor(args: readonly Form[], rules: readonly Rule[], amounts: Amounts, random: Random): Hex {
  const byPath = new Map<string, Rule[]>()
  for (const rule of rules) byPath.set(rule.path.join(), [...(byPath.get(rule.path.join()) ?? []), rule])
  return new Filler(byPath, rules, amounts, random).fill(args, [])
}

const TRIES = 100
const RULES_MAX = 12
const VALUES_MAX = 64

class Filler {
  constructor(
    private readonly byPath: ReadonlyMap<string, readonly Rule[]>,
    private readonly rules: readonly Rule[],
    private readonly amounts: Amounts,
    private readonly random: Random,
  ) {}

  fill(args: readonly Form[], path: readonly number[]): Hex {
    return encode(...args.map((arg, i) => this.argument(arg, [...path, WORD + i])))
  }

  private argument(arg: Form, path: readonly number[]): Argument {
    if ('word' in arg) return word(this.word(path, arg.word))
    const inside = [...path, FOLLOW]
    if ('tuple' in arg) return tail(this.fill(arg.tuple, inside))
    if ('nested' in arg) return bytesTail(join(arg.selector, this.fill(arg.nested, [...inside, NESTED])))
    if ('bytes' in arg) return bytesTail(this.bytes(inside))
    const { array } = arg
    const count = this.length(inside, leastLength(inside, this.rules), 1)
    const items = Array.from({ length: count }, (_, i) => {
      const one = [...inside, element(i, array.length)]
      return array.length === 1
        ? [this.argument(array[0]!, one)]
        : array.map((head, j) => this.argument(head, [...one, WORD + j]))
    })
    return tail(join(number(count, 32), encode(...items.flat())))
  }

  private bytes(inside: readonly number[]): Hex {
    const words = Math.ceil((leastLength(inside, this.rules) + 1) / 32)
    const known = Array.from({ length: words }, (_, i) => this.byPath.get([...inside, BYTES_WORD + i].join()))
    const content = join(
      ...known.map((rules, i) =>
        rules ? number(this.word([...inside, BYTES_WORD + i], 32), 32) : this.random.bytes(32),
      ),
    )
    const last = known.reduce((latest, rules, i) => (rules === undefined ? latest : i), -1)
    // The last word may be cut where only zeros follow.
    const needed =
      last < 0 ? 0 : Math.max(32 * last + 1, content.slice(0, 2 + 64 * (last + 1)).replace(/(00)+$/, '').length / 2 - 1)
    const length = this.length(inside, needed, 32)
    return slice(join(content, this.random.bytes(Math.max(0, length - 32 * words))), 0, length)
  }

  /** At least so long, and now and then longer. */
  private length(inside: readonly number[], least: number, unit: number): number {
    const rules = this.byPath.get([...inside, LENGTH].join()) ?? []
    const wished = [least, least, least + 1, least + unit, least + this.random.below(2 * unit + 1)]
    const fitting = [...wished, ...rules.flatMap(({ values }) => values.map(Number))].filter(
      (length) => length >= least && rules.every((rule) => holds(rule, BigInt(length))),
    )
    return fitting.length === 0 ? least : this.random.pick(fitting)
  }

  private word(path: readonly number[], wordType: number): bigint {
    const rules = this.byPath.get(path.join())
    if (rules === undefined) return anyWord(wordType, this.random)
    const charges = rules.filter(({ comparison }) => comparison === CHARGE)
    if (charges.length > 0) return this.amounts(charges)
    const fits = (value: bigint): boolean =>
      rules.every((rule) => isCanonical(value, rule.wordType) && holds(rule, value))
    for (let i = 0; i < TRIES; i++) {
      const fitting = rules.flatMap((rule) => edgesOfRule(rule, this.random)).filter(fits)
      if (fitting.length > 0) return this.random.pick(fitting)
    }
    return anyWord(wordType, this.random)
  }
}

export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const rest = [...list]
  return list.map(() => rest.splice(random.below(rest.length), 1)[0]!)
}
