// What a permission's rules leave of one argument that is a single word.
import { MaxUint256 } from 'ethers'

import { BETWEEN, CHARGE, ONE_OF, type Permission, type Rule } from '../session/Session'

/** @internal What one argument can be, by the rules on it. */
export interface ArgumentBounds {
  /** All that it can be; undefined where that is not listed. */
  readonly values: readonly bigint[] | undefined
  /** The most that it can be in one call; undefined where any word of its type can stand there. */
  readonly most: bigint | undefined
  /** Whether it counts towards an allowance. */
  readonly isCounted: boolean
}

/** @internal The bounds of the word at `index` of the arguments. */
export function argumentBounds({ rules }: Permission, index: number): ArgumentBounds {
  const own = rules.filter(({ path }) => path.length === 1 && path[0] === index)
  const [first, ...others] = own.filter(isList).map(({ values }) => values.map(BigInt))
  const most = own.flatMap(mostOf).reduce<bigint | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined)
  return {
    values: first?.filter((value) => others.every((list) => list.includes(value))),
    most,
    isCounted: own.some(({ comparison }) => comparison === CHARGE),
  }
}

const isList = ({ comparison, mask }: Rule): boolean => comparison === ONE_OF && BigInt(mask) === MaxUint256

/** The upper end that a rule sets; the largest word of a type is none. */
function mostOf(rule: Rule): readonly bigint[] {
  const { comparison, values, wordType } = rule
  if (!isList(rule) && comparison !== BETWEEN && comparison !== CHARGE) return []
  const most = values.map(BigInt).reduce((a, b) => (a > b ? a : b), 0n)
  return most >= (1n << BigInt(8 * (wordType & 0xff))) - 1n ? [] : [most]
}
