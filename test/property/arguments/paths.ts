// A way to one word of arguments: as a rule's path, and as the choices that Solidity would name.
import type { Random } from '../jury/Random'
import { headWords, isDynamic, type Value } from './types'

export type Path = {
  readonly steps: readonly number[]
  /** An argument, a field, an element, a word of `bytes`, or LENGTH. */
  readonly choices: readonly number[]
  readonly wordType: number
  /** What is there, if nothing is changed. */
  readonly word: bigint
  /** The value that the word is, or is of. */
  readonly target: Value
  /** Values on the way, the target too. */
  readonly visited: readonly Value[]
  /** Every element on the way: which steps and choices it is. */
  readonly elements: readonly Element[]
}

export type Element = {
  readonly list: Value
  readonly index: number
  readonly words: number
  readonly step: number
  readonly choice: number
}

export const LENGTH = 0xffff
const STEPS_MAX = 8
const UINT256 = 0x0020
const BYTES32 = 0x0220

export const STEP = {
  word: (index: number) => index,
  follow: 0x01000000,
  element: (index: number, words: number) => 0x02000000 | (index << 8) | words,
  length: 0x03000000,
  bytesWord: (index: number) => 0x04000000 | index,
  nested: 0x05000000,
} as const

export function choosePath(args: Value, random: Random): Path {
  const steps: number[] = []
  const choices: number[] = []
  const visited: Value[] = []
  const elements: Element[] = []
  const found = (wordType: number, word: bigint, target: Value): Path => {
    if (steps.length > STEPS_MAX) throw new Error(`A path of ${steps.length} steps`)
    return { steps, choices, wordType, word, target, visited, elements }
  }
  const choose = (choice: number): number => {
    choices.push(choice)
    return choice
  }

  /** In a tuple whose heads begin `offset` words after what a path has come to. */
  function inTuple(value: Value, offset: number): Path {
    if (!('items' in value)) throw new Error('No tuple')
    const index = choose(random.below(value.items.length))
    const before = value.items.slice(0, index).reduce((sum, item) => sum + headWords(item.type), 0)
    return inHead(value.items[index]!, offset + before)
  }

  /** The value's head is word number `position`. */
  function inHead(value: Value, position: number): Path {
    visited.push(value)
    if ('word' in value) {
      steps.push(STEP.word(position))
      return found(value.type.wordType, value.word, value)
    }
    if (!isDynamic(value.type)) return inTuple(value, position)
    steps.push(STEP.word(position), STEP.follow)
    return inTail(value)
  }

  function lengthOf(value: Value, length: number): Path {
    choose(LENGTH)
    steps.push(STEP.length)
    return found(UINT256, BigInt(length), value)
  }

  /** Where a pointer to the value leads. */
  function inTail(value: Value): Path {
    if ('data' in value) {
      const { data } = value
      if (data.length === 0 || random.oneIn(5)) return lengthOf(value, data.length)
      const index = choose(random.below(Math.ceil(data.length / 32)))
      steps.push(STEP.bytesWord(index))
      const part = data.subarray(32 * index, 32 * index + 32)
      return found(BYTES32, BigInt(`0x${part.toString('hex').padEnd(64, '0')}`), value)
    }
    if ('args' in value) {
      steps.push(STEP.nested)
      return inTuple(value.args, 0)
    }
    if (!('items' in value)) throw new Error('Nothing to follow')
    if (value.type.kind === 'tuple') return inTuple(value, 0)
    if (value.items.length === 0 || random.oneIn(8)) return lengthOf(value, value.items.length)
    const index = choose(random.below(value.items.length))
    const item = value.items[index]!
    visited.push(item)
    const words = headWords(item.type)
    elements.push({ list: value, index, words, step: steps.length, choice: choices.length - 1 })
    steps.push(STEP.element(index, words))
    if ('word' in item) return found(item.type.wordType, item.word, item)
    if (!isDynamic(item.type)) return inTuple(item, 0)
    steps.push(STEP.follow)
    return inTail(item)
  }

  return inTuple(args, 0)
}
