// Where the ABI puts an argument, as the path of a rule.
import type { ParamType } from 'ethers'

import { BYTES_WORD, ELEMENT, FOLLOW, LENGTH, NESTED, pathStep, WORD } from './path'

/** @internal Words that a type takes in the head of what encloses it; undefined if it is dynamic: a pointer stands there. */
export function staticWords(type: ParamType): number | undefined {
  if (type.baseType === 'bytes' || type.baseType === 'string') return undefined
  if (type.isArray()) {
    const words = staticWords(type.arrayChildren)
    return type.arrayLength === -1 || words === undefined ? undefined : type.arrayLength * words
  }
  if (!type.isTuple()) return 1
  return type.components.reduce<number | undefined>((sum, component) => {
    const words = staticWords(component)
    return sum === undefined || words === undefined ? undefined : sum + words
  }, 0)
}

/** @internal Words of a type's head, and of the heads of several. */
export const headWords = (type: ParamType): number => staticWords(type) ?? 1
export const headsWords = (types: readonly ParamType[]): number => types.reduce((sum, type) => sum + headWords(type), 0)

/** @internal Where an argument starts: a word of a structure, or one that stands alone, such as an array's element. */
export class ArgumentPlace {
  private constructor(
    private readonly prefix: readonly number[],
    /** Words before it in its structure. */
    readonly index: number,
    private readonly isWhole: boolean,
  ) {}

  /** The first word of a call's arguments. */
  static readonly start = new ArgumentPlace([], 0, false)

  /** The path to its first word. */
  get path(): readonly number[] {
    return this.isWhole ? this.prefix : [...this.prefix, pathStep(WORD, this.index)]
  }

  /** `words` further on in the same structure; a word that stands alone has nothing further on. */
  plus(words: number): ArgumentPlace {
    return new ArgumentPlace(this.prefix, this.index + words, this.isWhole)
  }

  /** The path into what its word points to. */
  get target(): readonly number[] {
    return [...this.path, pathStep(FOLLOW)]
  }

  /** The first word of what its word points to: a tuple, or an array of fixed length. */
  get followed(): ArgumentPlace {
    return new ArgumentPlace(this.target, 0, false)
  }

  /** The first word of an element of the array that its word points to. */
  element(index: number, size: number): ArgumentPlace {
    return new ArgumentPlace([...this.target, pathStep(ELEMENT, index * 256 + size)], 0, size === 1)
  }

  /** How long the array, `bytes` or text is that its word points to. */
  get length(): ArgumentPlace {
    return new ArgumentPlace([...this.target, pathStep(LENGTH)], 0, true)
  }

  /** A word of the `bytes` or the text that its word points to. */
  bytesWord(index: number): ArgumentPlace {
    return new ArgumentPlace([...this.target, pathStep(BYTES_WORD, index)], 0, true)
  }

  /** The first word of the arguments of the call in the bytes that its word points to. */
  get nested(): ArgumentPlace {
    return new ArgumentPlace([...this.target, pathStep(NESTED)], 0, false)
  }
}
