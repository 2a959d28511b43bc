// What one may demand of arguments at compile time, from their names and types as a constant ABI has them: comparisons that
// make no sense for a type are of no type here. What is not constant is demanded freely, and judged at run time.
import type {
  BetweenTerms,
  CallTerms,
  Condition,
  ConditionTerms,
  Demand,
  Demands,
  NoneOfTerms,
  OneOfTerms,
  SpendTerms,
} from './Demand'
import type { LogicTerms } from './Demand'
import type { TextInputs } from './FunctionInputs'
import type { IsConstant } from './FunctionName'

/**
 * Demands of arguments, or of the components of a tuple: by name, or by position.
 *
 * @typeParam Inputs The `inputs` of a JSON ABI; `unknown` if they are not known: any demand.
 */
export type ArgumentDemands<Inputs> = Inputs extends readonly unknown[]
  ? { readonly [I in Position<Inputs> as I | NameOf<Inputs[I]>]?: InputDemand<Inputs[I]> }
  : Demands

/** Demands of the arguments of a function that is given as text, such as `function transfer(address to, uint256 amount)`. */
export type CallDemands<Text extends string> =
  IsConstant<Text> extends true
    ? [TextInputs<Text>] extends [never]
      ? Demands
      : ArgumentDemands<TextInputs<Text>>
    : Demands

/** @internal Positions of a tuple, as text. */
export type Position<Parts extends readonly unknown[]> = Exclude<keyof Parts, keyof unknown[]>

type NameOf<Input> = Input extends { readonly name: infer Name extends string }
  ? Name extends ''
    ? never
    : Name
  : never

type InputDemand<Input> = Input extends { readonly type: infer Type extends string }
  ? string extends Type
    ? Demand
    : TypeDemand<Type, Input>
  : Demand

// By the type's name; `Input` is where the components of its tuples are.
type TypeDemand<Type extends string, Input> = Type extends `${string}]`
  ? ArrayDemand<LastBrackets<Type>, Input>
  : Type extends 'tuple'
    ? Input extends { readonly components: infer Components }
      ? ArgumentDemands<Components>
      : Demands
    : WordDemand<Type>

type WordDemand<Type extends string> = Type extends `uint${string}`
  ? UintDemand
  : Type extends `int${string}`
    ? IntDemand
    : Type extends 'address'
      ? AddressDemand
      : Type extends 'bool'
        ? BoolDemand
        : Type extends 'string'
          ? StringDemand
          : Type extends 'bytes'
            ? BytesDemand
            : Type extends `bytes${string}`
              ? FixedBytesDemand
              : never

type ArrayDemand<Brackets, Input> = Brackets extends readonly [infer Type extends string, infer Length extends string]
  ? Length extends ''
    ? ListDemand<TypeDemand<Type, Input>>
    : { readonly [I in Index<Length>]?: TypeDemand<Type, Input> }
  : never

// `T[2][]` is an array of `T[2]`.
type LastBrackets<Type extends string, Done extends string = ''> = Type extends `${infer Head}[${infer Rest}`
  ? Rest extends `${string}[${string}`
    ? LastBrackets<Rest, `${Done}${Head}[`>
    : Rest extends `${infer Length}]`
      ? readonly [`${Done}${Head}`, Length]
      : never
  : never

// The indexes below a length; of arrays longer than 32, any.
type Index<Length extends string, Below extends readonly unknown[] = readonly []> = `${Below['length']}` extends Length
  ? Position<Below>
  : Below['length'] extends 32
    ? number
    : Index<Length, readonly [...Below, 0]>

// What or() and its like join is judged at run time.
type All<Terms extends ConditionTerms> = Condition<Terms | LogicTerms> | readonly Condition<Terms | LogicTerms>[]
type Among<Value extends bigint | number | string | boolean> =
  OneOfTerms<readonly Value[]> | NoneOfTerms<readonly Value[]>
type NumberTerms = Among<bigint | number> | BetweenTerms<bigint | number>

/** @internal Demands of one argument, by its type. */
export type UintDemand = All<NumberTerms | SpendTerms>
export type IntDemand = All<NumberTerms>
export type AddressDemand = All<Among<string>>
export type BoolDemand = All<Among<boolean>>
export type FixedBytesDemand = All<Among<string> | BetweenTerms<string>>
export type StringDemand = All<Among<string>> | ListDemand<FixedBytesDemand>
export type BytesDemand = All<Among<string> | CallTerms> | ListDemand<FixedBytesDemand>

/** @internal Demands of the elements of an array, or of words, and of how many there are. */
export interface ListDemand<Element> {
  readonly length?: UintDemand
  readonly [index: number]: Element
}
