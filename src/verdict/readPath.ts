// The word that a rule speaks of, found by walking its path over decoded arguments.
import { BYTES_WORD, ELEMENT, FOLLOW, LENGTH, NESTED, WORD } from '../session/path'
import { tailLength, type RowValue, type Value } from './ArgumentValue'
import { readNested } from './readNested'
import { headWords, innerWords, isDynamic, type Shape } from './Shape'

/**
 * @internal A word; `unreadable`: the arguments have no such element or bytes; `unknown`: the function's text has nothing
 * that the path could mean.
 */
export type Reading = bigint | 'unreadable' | 'unknown'

type Path = readonly number[]

/** What a word of a head is: a value, or where a value's pointer stands. */
interface Head {
  readonly value: Value
  /** Of a value that stands behind the head. */
  readonly pointer: number | undefined
}

/** @internal What a path leads to in these arguments. */
export const readPath = (args: RowValue, path: Path): Reading => readBlock(args.values, innerWords(args.shape), path)

const kindOf = (step: number | undefined): number | undefined => (step === undefined ? undefined : step >>> 24)
const operandOf = (step: number): number => step & 0xffffff

/** In what has a head: arguments, a tuple, a fixed array. */
function readBlock(values: readonly Value[], heads: number, path: Path): Reading {
  const [step, ...rest] = path
  if (step === undefined || kindOf(step) !== WORD) return 'unknown'
  const head = headAt(values, operandOf(step), heads * 32)
  return head === undefined ? 'unknown' : readHead(head, rest)
}

/** The word number `index` of a head; tuples and fixed arrays without pointers lie open in it. */
function headAt(values: readonly Value[], index: number, tailsStart: number): Head | undefined {
  let pointer = tailsStart
  let before = 0
  for (const value of values) {
    const tail = tailLength(value)
    const words = tail > 0 || value.kind !== 'row' ? 1 : innerWords(value.shape)
    if (index < before + words)
      return tail === 0 && value.kind === 'row'
        ? headAt(value.values, index - before, 0)
        : { value, pointer: tail > 0 ? pointer : undefined }
    before += words
    pointer += tail
  }
  return undefined
}

function readHead({ value, pointer }: Head, path: Path): Reading {
  const [step, ...rest] = path
  if (pointer === undefined) return step === undefined && value.kind === 'word' ? value.word : 'unknown'
  if (step === undefined) return BigInt(pointer)
  return kindOf(step) === FOLLOW ? readTail(value, rest) : 'unknown'
}

/** What a pointer leads to. */
function readTail(value: Value, path: Path): Reading {
  if (value.kind === 'row') return readBlock(value.values, innerWords(value.shape), path)
  const [step, ...rest] = path
  if (step === undefined || value.kind === 'word') return 'unknown'
  if (kindOf(step) === LENGTH && rest.length === 0)
    return BigInt(value.kind === 'list' ? value.values.length : value.bytes.length)
  if (value.kind === 'list') return kindOf(step) === ELEMENT ? readElement(value.values, value.item, path) : 'unknown'
  if (kindOf(step) === NESTED) return readNested(value.bytes.subarray(4), rest) ?? 'unreadable'
  return kindOf(step) === BYTES_WORD && rest.length === 0 ? wordOfBytes(value.bytes, operandOf(step)) : 'unknown'
}

function readElement(values: readonly Value[], item: Shape, [step = 0, ...rest]: Path): Reading {
  const [index, words] = [operandOf(step) >>> 8, step & 0xff]
  if (words !== headWords(item)) return 'unknown'
  const value = values[index]
  if (value === undefined) return 'unreadable'
  if (isDynamic(item)) {
    const before = values.slice(0, index).reduce((sum, one) => sum + tailLength(one), 0)
    return readHead({ value, pointer: 32 * values.length + before }, rest)
  }
  if (value.kind !== 'row') return readHead({ value, pointer: undefined }, rest)
  // One word is the element itself, of several one is named.
  return readBlock([value], words, words === 1 ? [WORD, ...rest] : rest)
}

/** Filled up with zeros. */
function wordOfBytes(bytes: Uint8Array, index: number): Reading {
  if (32 * index >= bytes.length) return 'unreadable'
  const part = bytes.subarray(32 * index, 32 * index + 32)
  return part.reduce((word, byte, i) => word | (BigInt(byte) << BigInt(8 * (31 - i))), 0n)
}
