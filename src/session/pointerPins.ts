// Rules that pin pointers to where the ABI coder puts them. The module follows pointers as Solidity's decoder does, so pins add
// nothing for a callee that decodes; one that reads at fixed places could otherwise see another word than the rules do.
import type { ParamType } from 'ethers'

import { headsWords, staticWords, type ArgumentPlace } from './argumentPlace'
import { ALL_BITS } from './conditions'
import { ELEMENT, FOLLOW, LENGTH, pathStep } from './path'
import { ONE_OF, type Rule } from './Session'
import { toWord } from './wordRule'

/** An argument, component or element. */
type Part = readonly [type: ParamType, place: ArgumentPlace]

/** No rules determine the size of more elements than this, each of which takes one at least. */
const ELEMENTS_MAX = 64

/**
 * @internal One rule for every pointer that these rules follow, if its place is determined: if whatever dynamic stands before
 * it in the same structure has one size under these rules. So the first pointer of arguments and of tuples always is pinned.
 *
 * @param types Of the arguments, of which the first starts at `start`.
 */
export const pointerPins = (types: readonly ParamType[], start: ArgumentPlace, rules: readonly Rule[]): Rule[] => {
  const followed = new Set(rules.flatMap(({ path }) => prefixes(path)))
  const lengths = new Map(rules.flatMap((rule) => exactLength(rule)))

  const structurePins = (parts: readonly Part[], heads: number | undefined): Rule[] => {
    let position = heads
    return parts.flatMap((part) => {
      const [type, place] = part
      if (staticWords(type) !== undefined) return []
      const here = position
      position = plus(here, sizeOf(part))
      if (!followed.has(String(place.path))) return []
      const pins = here === undefined ? [] : [pointerRule(place.path, here)]
      return [...pins, ...insidePins(part)]
    })
  }

  const insidePins = ([type, place]: Part): Rule[] => {
    const count = countOf([type, place])
    const parts = partsOf([type, place], reached(place.target, count ?? Infinity))
    const heads = type.isTuple() ? headsWords(type.components) : count
    return structurePins(parts, heads === undefined ? undefined : 32 * heads)
  }

  // The elements that rules lead into, and the one before each: if no rule speaks of that one, nothing determines its size,
  // nor the place of any that follows.
  const reached = (target: readonly number[], count: number): readonly number[] => {
    const indexes = rules.flatMap(({ path }) => {
      const step = path[target.length]
      if (step === undefined || String(path.slice(0, target.length)) !== String(target)) return []
      const index = step >>> 24 === ELEMENT ? (step >>> 8) & 0xffff : step & 0xffffff
      return [index - 1, index]
    })
    return [...new Set(indexes)].filter((index) => index >= 0 && index < count).sort((a, b) => a - b)
  }

  // Bytes that a dynamic value takes behind its pointer, if there is one possibility.
  const sizeOf = ([type, place]: Part): number | undefined => {
    const count = countOf([type, place])
    if (count === undefined) return undefined
    const start = type.isTuple() || (type.isArray() && type.arrayLength !== -1) ? 0 : 32
    if (!type.isTuple() && !type.isArray()) return start + 32 * Math.ceil(count / 32)
    const words = type.isArray() ? staticWords(type.arrayChildren) : undefined
    if (words !== undefined) return start + 32 * words * count
    if (count > ELEMENTS_MAX) return undefined
    return partsOf([type, place], [...Array(count).keys()]).reduce<number | undefined>(
      (total, part) => plus(total, staticSize(part) ?? plus(32, sizeOf(part))),
      start,
    )
  }

  const countOf = ([type, place]: Part): number | undefined => {
    if (type.isTuple()) return type.components.length
    if (type.isArray() && type.arrayLength !== -1) return type.arrayLength
    return lengths.get(String([...place.target, pathStep(LENGTH)]))
  }

  return structurePins(row(types, start), 32 * headsWords(types))
}

// What stands behind the pointer of a dynamic tuple; or, of an array whose elements are dynamic, these elements.
function partsOf([type, place]: Part, indexes: readonly number[]): readonly Part[] {
  if (type.isTuple()) return row(type.components, place.followed)
  if (!type.isArray() || staticWords(type.arrayChildren) !== undefined) return []
  const { arrayChildren: child, arrayLength } = type
  return indexes.map((i) => [child, arrayLength === -1 ? place.element(i, 1) : place.followed.plus(i)])
}

const row = (types: readonly ParamType[], start: ArgumentPlace): readonly Part[] =>
  types.map((type, i) => [type, start.plus(headsWords(types.slice(0, i)))])

const staticSize = ([type]: Part): number | undefined => {
  const words = staticWords(type)
  return words === undefined ? undefined : 32 * words
}

const plus = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b

const pointerRule = (path: readonly number[], offset: number): Rule => ({
  path,
  wordType: 0x0020,
  comparison: ONE_OF,
  mask: ALL_BITS,
  values: [toWord(BigInt(offset))],
  allowance: 0,
})

// The paths to the pointers that a path follows.
const prefixes = (path: readonly number[]): readonly string[] =>
  path.flatMap((step, i) => (step === pathStep(FOLLOW) ? [String(path.slice(0, i))] : []))

const exactLength = ({ path, comparison, values }: Rule): readonly (readonly [string, number])[] =>
  path.at(-1) === pathStep(LENGTH) && comparison === ONE_OF && values.length === 1
    ? [[String(path), Number(values[0])]]
    : []
