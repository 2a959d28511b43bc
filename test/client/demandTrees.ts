// Random demands, and what they mean by themselves: of decoded values, without rules, alternatives or De Morgan's laws. A
// demand of what is not there is neither true nor false (Kleene's logic): it is undefined, and so is its opposite.
import { dataSlice, Interface, zeroPadBytes } from 'ethers'

import {
  and,
  atLeast,
  atMost,
  between,
  callOf,
  equals,
  every,
  noneOf,
  not,
  oneOf,
  or,
  some,
  spend,
  type ArgumentValue,
  type Condition,
  type Demand,
  type Demands,
} from '../../src'

/** Decoded; undefined: not there. */
export type Value =
  bigint | number | boolean | string | readonly Value[] | { readonly [name: string]: Value } | undefined

/** A demand, as a tree that code can look into. */
export type Tree =
  | { readonly is: 'any' | 'all' | 'list'; readonly of: readonly Tree[] }
  | { readonly is: 'not' | 'inner'; readonly of: Tree }
  | { readonly is: 'parts'; readonly of: Readonly<Record<string, Tree>> }
  | { readonly is: 'every' | 'some'; readonly of: Tree; readonly max: number | undefined }
  | { readonly is: 'oneOf' | 'noneOf'; readonly values: readonly ArgumentValue[] }
  | { readonly is: 'equals' | 'not equals'; readonly value: ArgumentValue }
  | { readonly is: 'between'; readonly low: ArgumentValue; readonly high: ArgumentValue }
  | { readonly is: 'atMost' | 'atLeast'; readonly value: ArgumentValue }
  | { readonly is: 'spend'; readonly max: bigint }

export const INNER = 'function g(uint8 x, bool y)'
const SELECTOR = new Interface([INNER]).getFunction('g')?.selector ?? '0x'

/** The demand as an app writes it. */
export function written(tree: Tree): Demand {
  switch (tree.is) {
    case 'any':
      return or(...tree.of.map(written))
    case 'all':
      return and(...tree.of.map(written))
    case 'list':
      return tree.of.map(written) as Condition[]
    case 'not':
      return not(written(tree.of))
    case 'inner':
      return callOf(INNER, written(tree.of) as Demands)
    case 'parts':
      return Object.fromEntries(Object.entries(tree.of).map(([key, one]) => [key, written(one)]))
    case 'every':
      return every(written(tree.of), tree.max === undefined ? {} : { max: tree.max })
    case 'some':
      return some(written(tree.of), tree.max === undefined ? {} : { max: tree.max })
    case 'oneOf':
      return oneOf(...tree.values)
    case 'noneOf':
      return noneOf(...tree.values)
    case 'equals':
      return equals(tree.value)
    case 'not equals':
      return not(tree.value)
    case 'between':
      return between(tree.low, tree.high)
    case 'atMost':
      return atMost(tree.value)
    case 'atLeast':
      return atLeast(tree.value)
    case 'spend':
      return spend({ max: tree.max })
  }
}

type Truth = boolean | undefined

const opposite = (truth: Truth): Truth => (truth === undefined ? undefined : !truth)
const allOf = (truths: readonly Truth[]): Truth =>
  truths.includes(false) ? false : truths.includes(undefined) ? undefined : true
const anyOf = (truths: readonly Truth[]): Truth =>
  truths.includes(true) ? true : truths.includes(undefined) ? undefined : false

/** Whether a value meets a demand. */
export function truth(tree: Tree, value: Value): Truth {
  switch (tree.is) {
    case 'any':
      return anyOf(tree.of.map((one) => truth(one, value)))
    case 'all':
    case 'list':
      return allOf(tree.of.map((one) => truth(one, value)))
    case 'not':
      return opposite(truth(tree.of, value))
    case 'parts':
      return allOf(Object.entries(tree.of).map(([key, one]) => truth(one, partOf(value, key))))
    case 'every':
    case 'some':
      return truthOfElements(tree.is === 'every' ? allOf : anyOf, tree, value as readonly Value[])
    case 'inner':
      return textOf(value).startsWith(SELECTOR) && truthOfCall(tree.of, textOf(value))
    default:
      return value === undefined ? undefined : truthOfWord(tree, value)
  }
}

function truthOfElements(
  join: (truths: readonly Truth[]) => Truth,
  tree: Tree & { is: 'every' | 'some' },
  elements: readonly Value[],
): Truth {
  if (elements.length === 0 || elements.length > (tree.max ?? elements.length)) return undefined
  return join(elements.map((one) => truth(tree.of, one)))
}

// With bytes behind its arguments it is neither this call nor another: only wrong arguments make it another.
function truthOfCall(tree: Tree, bytes: string): Truth {
  const ofArguments = truth(tree, argumentsOf(bytes))
  return ofArguments === true && bytes.length !== 2 + 2 * 68 ? undefined : ofArguments
}

type WordTree = Exclude<Tree, { readonly is: 'any' | 'all' | 'list' | 'not' | 'inner' | 'parts' | 'every' | 'some' }>

function truthOfWord(tree: WordTree, value: Value): boolean {
  const is = (one: ArgumentValue): boolean => textOf(one) === textOf(value)
  // Numbers have an order, and so has hex of equal length.
  const number = (one: Value): bigint => BigInt(one as string | bigint)
  switch (tree.is) {
    case 'oneOf':
      return tree.values.some(is)
    case 'noneOf':
      return !tree.values.some(is)
    case 'equals':
      return is(tree.value)
    case 'not equals':
      return !is(tree.value)
    case 'between':
      return number(value) >= number(tree.low) && number(value) <= number(tree.high)
    case 'atMost':
      return number(value) <= number(tree.value)
    case 'atLeast':
      return number(value) >= number(tree.value)
    case 'spend':
      return number(value) <= tree.max
  }
}

const textOf = (value: Value): string => (typeof value === 'object' ? '' : String(value).toLowerCase())

// Of bytes, as hex, the words; else elements and components by their names.
function partOf(value: Value, key: string): Value {
  if (value === undefined) return undefined
  if (typeof value === 'string') {
    const length = value.length / 2 - 1
    if (key === 'length') return BigInt(length)
    const start = 32 * Number(key)
    return start < length ? zeroPadBytes(dataSlice(value, start, Math.min(start + 32, length)), 32) : undefined
  }
  if (Array.isArray(value) && key === 'length') return BigInt(value.length)
  return (value as Readonly<Record<string, Value>>)[key]
}

// Of the call inside bytes; a word that no value is encoded as is none.
function argumentsOf(bytes: string): Value {
  const [x, y] = (bytes.slice(10).match(/.{64}/g) ?? []).map((word) => BigInt(`0x${word}`))
  return {
    x: x === undefined || x > 255n ? undefined : x,
    y: y === undefined || y > 1n ? undefined : y === 1n,
  }
}

/** Whether the opposite of a spend() is demanded somewhere. */
export function negatesSpend(tree: Tree, negated = false): boolean {
  if (tree.is === 'spend') return negated
  if (tree.is === 'not') return negatesSpend(tree.of, !negated)
  if (!('of' in tree)) return false
  return Object.values('is' in tree.of ? [tree.of as Tree] : tree.of).some((one: Tree) => negatesSpend(one, negated))
}
