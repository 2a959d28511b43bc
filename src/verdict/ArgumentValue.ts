// The arguments of a call as values: what the ABI coder of ethers makes of its data.
import { AbiCoder, dataLength, dataSlice, getBytes } from 'ethers'

import type { Hex } from '../contracts'
import { headWords, innerWords, isDynamic, shapeText, type RowShape, type Shape } from './Shape'

/** @internal One decoded argument, or part of one. */
export type Value =
  | { readonly kind: 'word'; readonly word: bigint }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'list'; readonly item: Shape; readonly values: readonly Value[] }
  | RowValue

/** @internal A tuple, a fixed array, or all arguments. */
export interface RowValue {
  readonly kind: 'row'
  readonly shape: Shape
  readonly values: readonly Value[]
}

const WORD = 32

/**
 * @internal The arguments of a call; undefined if its data is not what the ABI coder encodes for any values of these types.
 *
 * @param data Selector and arguments.
 */
export function decodeArguments(data: Hex, shape: RowShape): RowValue | undefined {
  const body = dataSlice(data, 4)
  // What is longer than the data is never decoded, however many items a fixed array claims to have.
  if (innerWords(shape) * WORD > dataLength(body)) return undefined
  const types = shape.items.map(shapeText)
  try {
    const coder = AbiCoder.defaultAbiCoder()
    const decoded = coder.decode(types, body)
    if (coder.encode(types, decoded) !== body.toLowerCase()) return undefined
    return rowOf(shape, shape.items, decoded)
  } catch {
    return undefined
  }
}

const rowOf = (shape: Shape, items: readonly Shape[], decoded: unknown): RowValue => ({
  kind: 'row',
  shape,
  values: items.map((item, i) => valueOf(item, (decoded as readonly unknown[])[i])),
})

function valueOf(shape: Shape, decoded: unknown): Value {
  switch (shape.kind) {
    case 'word':
      return { kind: 'word', word: wordOf(shape.type, decoded as bigint | string | boolean) }
    case 'bytes':
      return { kind: 'bytes', bytes: getBytes(decoded as string) }
    case 'list':
      return {
        kind: 'list',
        item: shape.item,
        values: [...(decoded as readonly unknown[])].map((one) => valueOf(shape.item, one)),
      }
    case 'fixed':
      return rowOf(
        shape,
        Array.from({ length: shape.count }, () => shape.item),
        decoded,
      )
    case 'row':
      return rowOf(shape, shape.items, decoded)
  }
}

/** The word that stands for a value. */
function wordOf(type: string, value: bigint | string | boolean): bigint {
  if (typeof value === 'string' && type.startsWith('bytes')) return BigInt(value.padEnd(2 + 2 * WORD, '0'))
  return BigInt.asUintN(256, BigInt(value))
}

/** @internal Bytes that a value takes behind the head; 0 if it stands in the head itself. */
export function tailLength(value: Value): number {
  switch (value.kind) {
    case 'word':
      return 0
    case 'bytes':
      return WORD + WORD * Math.ceil(value.bytes.length / WORD)
    case 'list':
      return WORD + blockLength(value.values, value.values.length * headWords(value.item))
    case 'row':
      return isDynamic(value.shape) ? blockLength(value.values, innerWords(value.shape)) : 0
  }
}

const blockLength = (values: readonly Value[], heads: number): number =>
  values.reduce((sum, value) => sum + tailLength(value), heads * WORD)
