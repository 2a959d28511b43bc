// Whether a rule's path means anything in the arguments of a function, whatever they are.
import { BYTES_WORD, ELEMENT, FOLLOW, LENGTH, NESTED, WORD } from '../session/path'
import { headWords, innerWords, isDynamic, type RowShape, type Shape } from './Shape'

type Path = readonly number[]

/** @internal Whether a path leads to a word of these arguments; into calls inside of them it may lead anywhere. */
export const fitsShape = (shape: RowShape, path: Path): boolean => fitsBlock(shape, path)

const kindOf = (step: number | undefined): number => (step === undefined ? -1 : step >>> 24)

/** In a tuple, a fixed array, or all arguments. */
function fitsBlock(shape: Shape, [step = -1, ...rest]: Path): boolean {
  if (kindOf(step) !== WORD || (step & 0xffffff) >= innerWords(shape)) return false
  const head = headAt(shape, step & 0xffffff)
  return head !== undefined && fitsHead(head, rest)
}

/** The type whose head is word `index`. */
function headAt(shape: Shape, index: number): Shape | undefined {
  if (shape.kind === 'fixed') return inside(shape.item, index % Math.max(1, headWords(shape.item)))
  if (shape.kind !== 'row') return undefined
  let rest = index
  for (const item of shape.items) {
    if (rest < headWords(item)) return inside(item, rest)
    rest -= headWords(item)
  }
  return undefined
}

const inside = (item: Shape, index: number): Shape | undefined =>
  isDynamic(item) || item.kind === 'word' ? item : headAt(item, index)

/** A word ends the path; a pointer does too, or is followed. */
function fitsHead(shape: Shape, [step, ...rest]: Path): boolean {
  if (step === undefined) return true
  return isDynamic(shape) && kindOf(step) === FOLLOW && fitsTail(shape, rest)
}

function fitsTail(shape: Shape, path: Path): boolean {
  const [step = -1, ...rest] = path
  const kind = kindOf(step)
  if (shape.kind === 'row' || shape.kind === 'fixed') return fitsBlock(shape, path)
  if (kind === LENGTH) return rest.length === 0
  if (shape.kind === 'bytes') return kind === NESTED || (kind === BYTES_WORD && rest.length === 0)
  if (shape.kind !== 'list' || kind !== ELEMENT || (step & 0xff) !== headWords(shape.item)) return false
  if (isDynamic(shape.item) || shape.item.kind === 'word') return fitsHead(shape.item, rest)
  return fitsBlock(shape.item, (step & 0xff) === 1 ? [WORD, ...rest] : rest)
}
