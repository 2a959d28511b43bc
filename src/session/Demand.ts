// What a demand of an argument is, before it is compiled into rules: conditions, joined by logic, of parts by name.

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

/** @internal */
export type ArgumentValues = readonly ArgumentValue[]

/** How demands are joined. */
export type LogicTerms =
  | { readonly kind: 'any'; readonly demands: readonly Demand[] }
  | { readonly kind: 'all'; readonly demands: readonly Demand[] }
  | { readonly kind: 'not'; readonly demand: Demand }
  | { readonly kind: 'every'; readonly demand: Demand; readonly max: number | undefined }
  | { readonly kind: 'some'; readonly demand: Demand; readonly max: number | undefined }

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
