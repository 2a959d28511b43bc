// Demands made of demands: any, all, the opposite, of every element, of some element.
import { noneOf } from './conditions'
import { Condition, type ArgumentValue, type Demand, type LogicTerms, type NoneOfTerms } from './Demand'

/**
 * One of these is met. Of one argument, or of several: `or({ to: A, amount: atMost(1n) }, { to: B })`.
 *
 * @example
 * ```ts
 * or(equals(1n), atLeast(5n)).terms.kind // => 'any'
 * ```
 */
export const or = (...demands: Demand[]): Condition<LogicTerms> => new Condition({ kind: 'any', demands })

/** All of these are met: as a list of them, but it takes demands of several arguments too. */
export const and = (...demands: Demand[]): Condition<LogicTerms> => new Condition({ kind: 'all', demands })

/**
 * The argument is not this value, or does not meet this demand. What cannot be read, such as the fifth element of an array
 * of four, meets neither a demand nor its opposite; and `spend` has no opposite.
 *
 * @example
 * ```ts
 * not(1n).terms.kind // => 'noneOf'
 * not(between(1n, 5n)).terms.kind // => 'not'
 * ```
 */
export function not<const Value extends ArgumentValue>(value: Value): Condition<NoneOfTerms<readonly [Value]>>
export function not(demand: Demand): Condition<LogicTerms>
export function not(what: ArgumentValue | Demand): Condition {
  return typeof what === 'object' ? new Condition({ kind: 'not', demand: what }) : noneOf(what)
}

/**
 * Every element of the array meets this. An empty array, and one of more than `max` elements, meets neither this nor its
 * opposite.
 *
 * @param options.max Needed unless the array's type says how many elements there are.
 */
export const every = (demand: Demand, options: { readonly max?: number } = {}): Condition<LogicTerms> =>
  new Condition({ kind: 'every', demand, max: options.max })

/** Some element of the array meets this; else as {@link every}. */
export const some = (demand: Demand, options: { readonly max?: number } = {}): Condition<LogicTerms> =>
  new Condition({ kind: 'some', demand, max: options.max })
