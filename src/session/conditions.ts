// What an owner can demand of one argument of a call; see allow().
import type { Hex } from '../contracts'
import type { CallDemands } from './ArgumentDemands'
import type { LogicTerms } from './logic'

/** A value as apps write it: a number, an address or bytes as hex, a text, a truth value. */
export type ArgumentValue = bigint | number | string | boolean

/** How an argument is compared; the type says by what values, so that allow() can refuse those of another type. */
export type ConditionTerms = OneOfTerms | NoneOfTerms | BetweenTerms | SpendTerms | CallTerms | LogicTerms

export interface OneOfTerms<Values extends ArgumentValues = ArgumentValues> {
  readonly kind: 'oneOf'
  readonly values: Values
}
export interface NoneOfTerms<Values extends ArgumentValues = ArgumentValues> {
  readonly kind: 'noneOf'
  readonly values: Values
}
export interface BetweenTerms<Value extends ArgumentValue = ArgumentValue> {
  readonly kind: 'between'
  readonly low?: Value
  readonly high?: Value
}
export interface SpendTerms {
  readonly kind: 'spend'
  readonly max: bigint
  readonly allowance: number
}
export interface CallTerms {
  readonly kind: 'call'
  readonly fragment: string
  readonly demands: Demands
}

type ArgumentValues = readonly ArgumentValue[]

/** A demand of one argument, or of one word of it. Made by {@link oneOf} and its like. */
export class Condition<out Terms extends ConditionTerms = ConditionTerms> {
  constructor(readonly terms: Terms) {}
}

/**
 * What is demanded of an argument: a condition; several, all of which must hold; or, of a tuple, an array or bytes, demands
 * of its parts.
 */
export type Demand = Condition | readonly Condition[] | Demands

/**
 * Demands of arguments or components by name, or by position where they have none. Of an array: by index, and `length`. Of
 * `bytes` and `string`: of their words of 32 bytes by index, and `length`.
 */
export interface Demands {
  readonly [name: string]: Demand
}

/**
 * The argument is one of these.
 *
 * @example
 * ```ts
 * oneOf(1n, 2n).terms.kind // => 'oneOf'
 * ```
 */
export const oneOf = <const Values extends ArgumentValues>(...values: Values): Condition<OneOfTerms<Values>> =>
  new Condition({ kind: 'oneOf', values })

/** The argument is none of these. */
export const noneOf = <const Values extends ArgumentValues>(...values: Values): Condition<NoneOfTerms<Values>> =>
  new Condition({ kind: 'noneOf', values })

/** The argument is this; of `bytes` and `string` too, up to 320 bytes, or 352 without the pin of their pointer. */
export const equals = <const Value extends ArgumentValue>(value: Value): Condition<OneOfTerms<readonly [Value]>> =>
  oneOf(value)

/** The argument is from `low` to `high`, both inclusive: numbers, or bytes of fixed length. */
export const between = <const Low extends ArgumentValue, const High extends ArgumentValue>(
  low: Low,
  high: High,
): Condition<BetweenTerms<Low | High>> => new Condition({ kind: 'between', low, high })

/** The argument is `high` at most. */
export const atMost = <const High extends ArgumentValue>(high: High): Condition<BetweenTerms<High>> =>
  new Condition({ kind: 'between', high })

/** The argument is `low` at least. */
export const atLeast = <const Low extends ArgumentValue>(low: Low): Condition<BetweenTerms<Low>> =>
  new Condition({ kind: 'between', low })

/**
 * The argument counts towards an allowance: what all calls of the session add to it, per period if there is one, is `max` at
 * most. One allowance number has one max in a session; 0 if omitted.
 */
export const spend = (options: { readonly max: bigint; readonly allowance?: number }): Condition<SpendTerms> =>
  new Condition({ kind: 'spend', max: options.max, allowance: options.allowance ?? 0 })

/**
 * The argument, `bytes`, is a call of this function, with these demands of its arguments.
 *
 * @param fragment Such as `function transfer(address to, uint256 amount)`.
 */
export const callOf = <const Text extends string>(
  fragment: Text,
  demands: CallDemands<Text> = {},
): Condition<CallTerms> => new Condition({ kind: 'call', fragment, demands: demands as Demands })

/** @internal All bits of a word, and those of a selector at its start. */
export const ALL_BITS: Hex = `0x${'ff'.repeat(32)}`
export const SELECTOR_BITS: Hex = `0xffffffff${'00'.repeat(28)}`
