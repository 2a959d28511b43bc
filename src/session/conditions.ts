// What an owner can demand of one argument of a call; see allow().
import type { Hex } from '../contracts'
import type { CallDemands } from './ArgumentDemands'
import {
  Condition,
  type ArgumentValue,
  type ArgumentValues,
  type BetweenTerms,
  type CallTerms,
  type Demands,
  type NoneOfTerms,
  type OneOfTerms,
  type SpendTerms,
} from './Demand'

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
