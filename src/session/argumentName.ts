// The argument that a rule's path leads to, as an ABI names it.
import type { ParamType } from 'ethers'

import { headWords, staticWords } from './argumentPlace'
import { BYTES_WORD, ELEMENT, FOLLOW, LENGTH, WORD } from './path'

/**
 * The name of what a path leads to, with the names of what encloses it; a position where the ABI has no name.
 *
 * @param inputs The arguments of the function that the rule is for.
 * @returns undefined: these arguments have nothing there, or it lies in a call in bytes.
 *
 * @example
 * ```ts
 * const { inputs } = FunctionFragment.from('swap((address to, uint256 amount) order, uint256[] ids)')
 * argumentName(inputs, [1]) // => 'order.amount'
 * argumentName(inputs, [2, 2 ** 24, 2 * 2 ** 24 + 3 * 256 + 1]) // => 'ids[3]'
 * argumentName(inputs, [3]) // => undefined
 * ```
 */
export const argumentName = (inputs: readonly ParamType[], path: readonly number[]): string | undefined =>
  ofStructure(inputs, '', path)

const operandOf = (step: number): number => step & 0xffffff
const isStep = (step: number | undefined, kind: number): step is number => step !== undefined && step >>> 24 === kind

/** The path's first step is a word of these heads. */
function ofStructure(types: readonly ParamType[], whole: string, [first, ...rest]: readonly number[]) {
  if (!isStep(first, WORD)) return undefined
  let word = operandOf(first)
  for (const [i, type] of types.entries()) {
    const name = type.name === '' ? String(i) : type.name
    if (word < headWords(type)) return ofType(type, whole === '' ? name : `${whole}.${name}`, word, rest)
    word -= headWords(type)
  }
  return undefined
}

/** @param word Of this argument's head. */
function ofType(type: ParamType, name: string, word: number, rest: readonly number[]): string | undefined {
  if (staticWords(type) === undefined) return isStep(rest[0], FOLLOW) ? ofTarget(type, name, rest.slice(1)) : undefined
  if (type.isTuple() || type.isArray()) return ofParts(type, name, word, rest)
  return rest.length === 0 ? name : undefined
}

/** What a pointer leads to. */
function ofTarget(type: ParamType, name: string, path: readonly number[]): string | undefined {
  const [step, ...rest] = path
  if (step === undefined) return undefined
  if (isStep(step, WORD) && !isList(type)) return ofParts(type, name, operandOf(step), rest)
  if (isStep(step, LENGTH)) return `${name}.length`
  if (isStep(step, BYTES_WORD)) return `${name}, its bytes from ${operandOf(step) * 32}`
  if (!isStep(step, ELEMENT) || !type.isArray()) return undefined
  const [index, size] = [operandOf(step) >>> 8, operandOf(step) & 0xff]
  const element = `${name}[${index}]`
  if (size === 1) return ofType(type.arrayChildren, element, 0, rest)
  const [inside, ...after] = rest
  return isStep(inside, WORD) ? ofType(type.arrayChildren, element, operandOf(inside), after) : undefined
}

const isList = (type: ParamType): boolean => type.isArray() && type.arrayLength === -1

function ofParts(type: ParamType, name: string, word: number, rest: readonly number[]): string | undefined {
  if (type.isTuple()) return ofStructure(type.components, name, [word, ...rest])
  if (!type.isArray()) return undefined
  const size = headWords(type.arrayChildren)
  const index = Math.floor(word / size)
  return index < type.arrayLength ? ofType(type.arrayChildren, `${name}[${index}]`, word % size, rest) : undefined
}
