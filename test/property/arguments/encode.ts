// The ABI's encoding of arguments, with a note of what stands where, so that it can be changed on purpose.
import { headWords, isDynamic, type CallValue, type Value } from './types'

/** One word of the encoding, or `bytes` with the length before them. */
export type Mark = {
  readonly role: 'word' | 'pointer' | 'length' | 'bytes'
  /** The value that the word is, or that it points to, or whose length it is. */
  readonly of: Value
  /** Position in calldata. */
  readonly at: number
  /** What pointers next to it count from. */
  readonly base: number
  /** Where what encloses it ends: calldata, or that of a call inside it. */
  readonly end: number
}

export type Encoded = { readonly data: Buffer; readonly marks: readonly Mark[] }

/** Where tails stand: which is the next of several, and what stands before it. The ABI has them in order, without gaps. */
export type Layout = { readonly order: (count: number) => readonly number[]; readonly gap: () => Buffer }

export const CANONICAL: Layout = {
  order: (count) => Array.from({ length: count }, (_, i) => i),
  gap: () => Buffer.alloc(0),
}

/** Selector and arguments. */
export function encodeCall(selector: Buffer, args: Value, layout: Layout): Encoded {
  const { data, marks } = encodeContent(args, layout)
  const end = 4 + data.length
  return { data: Buffer.concat([selector, data]), marks: marks.map((mark) => shift(mark, 4, end)) }
}

export function wordBytes(value: bigint): Buffer {
  return Buffer.from(BigInt.asUintN(256, value).toString(16).padStart(64, '0'), 'hex')
}

export const padded = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc((32 - (data.length % 32)) % 32)])

/** In the making: positions from the start of the value, and no end except where a call sets it. */
type Part = { readonly data: Buffer; readonly marks: readonly Mark[] }

const OPEN = 0

const shift = (mark: Mark, by: number, end: number): Mark => ({
  ...mark,
  at: mark.at + by,
  base: mark.base + by,
  end: mark.end === OPEN ? end : mark.end + by,
})

const shiftAll = (marks: readonly Mark[], by: number): Mark[] => marks.map((mark) => shift(mark, by, OPEN))

/** What stands where a pointer to the value leads; of static values what stands in the head. */
function encodeContent(value: Value, layout: Layout): Part {
  if ('word' in value)
    return { data: wordBytes(value.word), marks: [{ role: 'word', of: value, at: 0, base: 0, end: OPEN }] }
  if ('data' in value) return withLength(value, value.data, 'bytes')
  if ('args' in value) return encodeInner(value, layout)
  const sequence = encodeSequence(value.items, layout)
  if (value.type.kind === 'tuple') return sequence
  const length: Mark = { role: 'length', of: value, at: 0, base: 0, end: OPEN }
  const data = Buffer.concat([wordBytes(BigInt(value.items.length)), sequence.data])
  return { data, marks: [length, ...shiftAll(sequence.marks, 32)] }
}

const withLength = (value: Value, data: Buffer, role: 'bytes' | 'length'): Part => ({
  data: padded(Buffer.concat([wordBytes(BigInt(data.length)), data])),
  marks: [{ role, of: value, at: 0, base: 0, end: OPEN }],
})

function encodeInner(value: CallValue, layout: Layout): Part {
  const inner = encodeCall(value.selector, value.args, layout)
  const data = inner.data.subarray(0, value.length ?? inner.data.length)
  const { data: whole, marks } = withLength(value, data, 'bytes')
  return { data: whole, marks: [...marks, ...inner.marks.map((mark) => shift(mark, 32, 0))] }
}

/** Heads, then tails. */
function encodeSequence(items: readonly Value[], layout: Layout): Part {
  const heads: Buffer[] = []
  const marks: Mark[] = []
  const dynamic: { readonly item: Value; readonly head: number; readonly at: number }[] = []
  let at = 0
  for (const item of items) {
    if (isDynamic(item.type)) {
      marks.push({ role: 'pointer', of: item, at, base: 0, end: OPEN })
      dynamic.push({ item, head: heads.length, at })
      heads.push(Buffer.alloc(32))
    } else {
      const part = encodeContent(item, layout)
      marks.push(...shiftAll(withBase(part.marks, -at), at))
      heads.push(part.data)
    }
    at += 32 * headWords(item.type)
  }
  const tails: Buffer[] = []
  for (const index of layout.order(dynamic.length)) {
    const { item, head } = dynamic[index]!
    const gap = layout.gap()
    const part = encodeContent(item, layout)
    at += gap.length
    heads[head] = wordBytes(BigInt(at))
    marks.push(...shiftAll(part.marks, at))
    tails.push(gap, part.data)
    at += part.data.length
  }
  return { data: Buffer.concat([...heads, ...tails]), marks }
}

const withBase = (marks: readonly Mark[], base: number): Mark[] => marks.map((mark) => ({ ...mark, base }))
