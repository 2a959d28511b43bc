// Functions of random argument types, calls of them, and a demand of one random part: a leaf. Nothing here knows where the ABI
// puts anything: ethers' coder encodes the calls, and which calls meet the demand follows from how they were made.
import { AbiCoder, concat, Interface, zeroPadBytes } from 'ethers'

import { callOf, equals, type ArgumentValue, type Condition, type Demands, type Hex } from '../../src'
import type { Random } from '../property/jury/Random'

type Shape =
  | { readonly kind: 'word'; readonly type: string }
  | { readonly kind: 'bytes' }
  | { readonly kind: 'string' }
  | { readonly kind: 'call'; readonly parts: readonly Part[] }
  | { readonly kind: 'list'; readonly item: Shape; readonly size: number | undefined }
  | { readonly kind: 'tuple'; readonly parts: readonly Part[] }
type Part = { readonly name: string; readonly shape: Shape }
type Value = ArgumentValue | readonly Value[]

/** One part of a value: what demands it, a value in which it alone differs, and one in which it alone is the same. */
type Leaf = { readonly demand: Condition | Demands; readonly changed: Value; readonly kept: Value }

/** A call, and the demand that it meets. */
export type RandomCall = {
  /** Such as `f((uint8 a, bytes)[] b)`. */
  readonly signature: string
  readonly demands: Demands
  readonly data: Hex
  /** The same call, but for what is demanded. */
  readonly changed: Hex
  /** Another call, but for what is demanded. */
  readonly kept: Hex
}

const DEPTH = 4
const INNER = 'g'

export function randomCall(random: Random, name = 'f'): RandomCall {
  const parts = partsOf(random, DEPTH)
  const value = partValues(random, parts)
  const leaf = partsLeaf(random, parts, value)
  const signature = `${name}(${partsText(parts)})`
  const abi = new Interface([`function ${signature}`])
  const encode = (args: Value): Hex => abi.encodeFunctionData(name, partsAbi(parts, args)) as Hex
  const [data, changed, kept] = [value, leaf.changed, leaf.kept].map(encode) as [Hex, Hex, Hex]
  return { signature, demands: leaf.demand as Demands, data, changed, kept }
}

function shapeOf(random: Random, depth: number): Shape {
  const choice = random.below(depth === 0 ? 5 : 11)
  if (choice === 3) return { kind: 'bytes' }
  if (choice === 4) return { kind: 'string' }
  if (choice === 5) return { kind: 'call', parts: partsOf(random, depth - 1) }
  if (choice >= 6 && choice <= 8)
    return { kind: 'list', item: shapeOf(random, depth - 1), size: random.oneIn(2) ? undefined : 1 + random.below(3) }
  if (choice > 8) return { kind: 'tuple', parts: partsOf(random, depth - 1) }
  const size = 1 + random.below(32)
  return { kind: 'word', type: random.pick([`uint${8 * size}`, `int${8 * size}`, `bytes${size}`, 'address', 'bool']) }
}

const partsOf = (random: Random, depth: number): readonly Part[] =>
  Array.from({ length: 1 + random.below(3) }, (_, i) => ({
    name: random.oneIn(3) ? '' : `a${i}`,
    shape: shapeOf(random, depth),
  }))

function shapeText(shape: Shape): string {
  if (shape.kind === 'list') return `${shapeText(shape.item)}[${shape.size ?? ''}]`
  if (shape.kind === 'tuple') return `(${partsText(shape.parts)})`
  if (shape.kind === 'word') return shape.type
  return shape.kind === 'string' ? 'string' : 'bytes'
}

const partsText = (parts: readonly Part[]): string =>
  parts.map(({ name, shape }) => `${shapeText(shape)} ${name}`.trim()).join(', ')

function valueOf(random: Random, shape: Shape): Value {
  if (shape.kind === 'word') return wordOf(random, shape.type)
  if (shape.kind === 'bytes') return random.bytes(random.below(70))
  if (shape.kind === 'string') return textOf(random, random.below(70))
  if (shape.kind === 'list') return listOf(random, shape.item, shape.size ?? random.below(4))
  return partValues(random, shape.parts)
}

const partValues = (random: Random, parts: readonly Part[]): readonly Value[] =>
  parts.map(({ shape }) => valueOf(random, shape))
const listOf = (random: Random, item: Shape, length: number): readonly Value[] =>
  Array.from({ length }, () => valueOf(random, item))
const textOf = (random: Random, length: number): string => random.bytes(length).slice(2, 2 + length)

function wordOf(random: Random, type: string): ArgumentValue {
  if (type === 'bool') return random.oneIn(2)
  if (type === 'address') return random.bytes(20)
  const [, name = '', size = ''] = /^(\D+)(\d+)$/.exec(type) ?? []
  if (name === 'bytes') return random.bytes(Number(size))
  const value = random.upTo((1n << BigInt(size)) - 1n)
  return name === 'int' ? BigInt.asIntN(Number(size), value) : value
}

function shapeAbi(shape: Shape, value: Value): unknown {
  const list = value as readonly Value[]
  if (shape.kind === 'list') return list.map((one) => shapeAbi(shape.item, one))
  if (shape.kind === 'tuple') return partsAbi(shape.parts, value)
  if (shape.kind !== 'call') return value
  const selector = new Interface([callText(shape.parts)]).getFunction(INNER)?.selector ?? ''
  return concat([selector, AbiCoder.defaultAbiCoder().encode(typesOf(shape.parts), partsAbi(shape.parts, value))])
}

const partsAbi = (parts: readonly Part[], value: Value): unknown[] =>
  parts.map(({ shape }, i) => shapeAbi(shape, (value as readonly Value[])[i] ?? ''))
const callText = (parts: readonly Part[]): string => `function ${INNER}(${partsText(parts)})`
const typesOf = (parts: readonly Part[]): string[] => parts.map(({ shape }) => shapeText(shape))

function leafOf(random: Random, shape: Shape, value: Value): Leaf {
  if (shape.kind === 'word') return wholeLeaf(value, () => wordOf(random, shape.type))
  if (shape.kind === 'string')
    return random.oneIn(2)
      ? wholeLeaf(value, () => textOf(random, random.below(70)))
      : lengthLeaf((value as string).length, (length) => textOf(random, length))
  if (shape.kind === 'bytes') return bytesLeaf(random, value as string)
  if (shape.kind === 'list') return listLeaf(random, shape.item, shape.size, value as readonly Value[])
  const inner = partsLeaf(random, shape.parts, value as readonly Value[])
  return shape.kind === 'tuple' ? inner : { ...inner, demand: callOf(callText(shape.parts), inner.demand as Demands) }
}

function wholeLeaf(value: Value, draw: () => ArgumentValue): Leaf {
  let changed = draw()
  while (changed === value) changed = draw()
  return { demand: equals(value as ArgumentValue), changed, kept: value }
}

const lengthLeaf = (length: number, draw: (length: number) => Value): Leaf => ({
  demand: { length: equals(length) },
  changed: draw(length + 1),
  kept: draw(length),
})

function bytesLeaf(random: Random, value: string): Leaf {
  const length = value.length / 2 - 1
  const choice = random.below(3)
  if (choice === 0) return wholeLeaf(value, () => random.bytes(random.below(70)))
  if (choice === 1 || length === 0) return lengthLeaf(length, (size) => random.bytes(size))
  const index = random.below(Math.ceil(length / 32))
  const [start, end] = [2 + 64 * index, Math.min(66 + 64 * index, value.length)]
  const [before, word, after] = [value.slice(0, start), value.slice(start, end), value.slice(end)]
  const { changed } = wholeLeaf(`0x${word}`, () => random.bytes(word.length / 2))
  const fresh = random.bytes(length)
  return {
    demand: { [index]: equals(zeroPadBytes(`0x${word}`, 32)) },
    changed: `${before}${(changed as string).slice(2)}${after}`,
    kept: `${fresh.slice(0, start)}${word}${fresh.slice(end)}`,
  }
}

function listLeaf(random: Random, item: Shape, size: number | undefined, value: readonly Value[]): Leaf {
  const { length } = value
  if (length === 0 || (size === undefined && random.oneIn(5)))
    return lengthLeaf(length, (count) => listOf(random, item, count))
  const index = random.below(length)
  const inner = leafOf(random, item, value[index] ?? '')
  const others = listOf(random, item, size ?? index + 1 + random.below(3))
  return around(index, String(index), inner, value, others)
}

function partsLeaf(random: Random, parts: readonly Part[], value: readonly Value[]): Leaf {
  const index = random.below(parts.length)
  const { name, shape } = parts[index] as Part
  const inner = leafOf(random, shape, value[index] ?? '')
  return around(index, name || String(index), inner, value, partValues(random, parts))
}

const around = (index: number, key: string, inner: Leaf, value: readonly Value[], others: readonly Value[]): Leaf => ({
  demand: { [key]: inner.demand },
  changed: replaced(value, index, inner.changed),
  kept: replaced(others, index, inner.kept),
})

const replaced = (values: readonly Value[], index: number, value: Value): readonly Value[] =>
  values.map((one, i) => (i === index ? value : one))
