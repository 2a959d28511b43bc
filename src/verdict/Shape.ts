// The types of a function's arguments, as far as their encoding depends on them.
import { FunctionFragment, type ParamType } from 'ethers'

/** @internal One type. `bytes` stands for `string` too; a fixed array is encoded like a tuple of its items. */
export type Shape =
  | { readonly kind: 'word'; readonly type: string }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'fixed'; readonly item: Shape; readonly count: number }
  | RowShape

/** @internal A tuple, or all arguments of a function. */
export interface RowShape {
  readonly kind: 'row'
  readonly items: readonly Shape[]
}

/**
 * @internal The arguments of a function by its text; undefined if the text is none.
 *
 * @param functionSignature Such as `pay((address,uint256)[])`.
 */
export function argumentsShape(functionSignature: string): RowShape | undefined {
  try {
    return { kind: 'row', items: FunctionFragment.from(`function ${functionSignature}`).inputs.map(shapeOf) }
  } catch {
    return undefined
  }
}

function shapeOf(param: ParamType): Shape {
  if (param.isTuple()) return { kind: 'row', items: param.components.map(shapeOf) }
  if (param.isArray()) {
    const item = shapeOf(param.arrayChildren)
    return param.arrayLength < 0 ? { kind: 'list', item } : { kind: 'fixed', item, count: param.arrayLength }
  }
  return param.type === 'bytes' || param.type === 'string' ? { kind: 'bytes' } : { kind: 'word', type: param.type }
}

/** @internal The type as the ABI coder takes it. */
export function shapeText(shape: Shape): string {
  switch (shape.kind) {
    case 'word':
      return shape.type
    case 'bytes':
      return 'bytes'
    case 'list':
      return `${shapeText(shape.item)}[]`
    case 'fixed':
      return `${shapeText(shape.item)}[${shape.count}]`
    case 'row':
      return `tuple(${shape.items.map(shapeText).join(',')})`
  }
}

/** @internal Whether the head has a pointer in place of the value. */
export function isDynamic(shape: Shape): boolean {
  if (shape.kind === 'row') return shape.items.some(isDynamic)
  if (shape.kind === 'fixed') return shape.count > 0 && isDynamic(shape.item)
  return shape.kind !== 'word'
}

/** @internal How many words a value takes in the head of what it stands in. */
export function headWords(shape: Shape): number {
  if (isDynamic(shape) || shape.kind === 'word') return 1
  return innerWords(shape)
}

/** @internal How many words the head of a tuple or a fixed array has inside. */
export function innerWords(shape: Shape): number {
  if (shape.kind === 'row') return shape.items.reduce((sum, item) => sum + headWords(item), 0)
  return shape.kind === 'fixed' ? shape.count * headWords(shape.item) : 1
}
