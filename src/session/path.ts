// The steps of a rule's path: kind 8 bits | operand 24 bits.

/** @internal The kinds of steps. */
export const WORD = 0
export const FOLLOW = 1
export const ELEMENT = 2
export const LENGTH = 3
export const BYTES_WORD = 4
export const NESTED = 5

/** @internal The most steps of a path. */
export const PATH_MAX = 8

/** @internal The largest operand of a step. */
export const OPERAND_MAX = 0xffffff

/** @internal One step. */
export const pathStep = (kind: number, operand = 0): number => kind * 2 ** 24 + operand

// What may follow a step that leads into a structure.
const INSIDE: readonly number[] = [WORD, ELEMENT, LENGTH, BYTES_WORD, NESTED]

/**
 * @internal The first step at which a path is none, or ends too early; -1 if the path is well formed. It alternates
 * between structures and what is found in them, as docs/encoding.md says.
 */
export function wrongStep(path: readonly number[]): number {
  let expected: readonly number[] = [WORD]
  return path.findIndex((step, i) => {
    const kind = step >>> 24
    const operand = step & 0xffffff
    const size = operand & 0xff
    const takesOperand = kind === WORD || kind === BYTES_WORD || (kind === ELEMENT && size > 0)
    const valid = expected.includes(kind) && (takesOperand || (kind !== ELEMENT && operand === 0))
    const isWord = kind === WORD || (kind === ELEMENT && size === 1)
    const mayEnd = isWord || kind === LENGTH || kind === BYTES_WORD
    if (isWord) expected = [FOLLOW]
    else if (kind === FOLLOW) expected = INSIDE
    else expected = kind === NESTED || kind === ELEMENT ? [WORD] : []
    return !valid || (i === path.length - 1 && !mayEnd)
  })
}
