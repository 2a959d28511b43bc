// The arguments of a function at compile time, as a constant ABI has them: those of a JSON ABI as they are, those of
// human-readable fragments read into the same shape.
import type { ContractAbi, IsConstant, JsonName, Trim, Types } from './FunctionName'

/** The `inputs` of the function of this name in the shape of a JSON ABI; unknown where the ABI is not a constant. */
export type FunctionInputs<C, Name> =
  C extends ContractAbi<infer Abi>
    ? Abi extends readonly (infer Item)[]
      ? ItemInputs<Item, Extract<Item, { readonly type: 'function' }>, Name>
      : unknown
    : unknown

// One item at a time; never if it has another name.
type ItemInputs<Item, Functions, Name> = Item extends string
  ? IsConstant<Item> extends true
    ? NamedTextInputs<Item, Name>
    : unknown
  : Item extends { readonly type: infer Type }
    ? string extends Type
      ? unknown
      : Item extends { readonly inputs: infer Inputs }
        ? Name extends JsonName<Item, Functions>
          ? Inputs
          : never
        : never
    : unknown

type NamedTextInputs<Text extends string, Name> = Text extends `function ${infer Of}(${string}`
  ? Name extends Trim<Of>
    ? TextInputs<Text>
    : Name extends `${Trim<Of>}(${string}`
      ? TextInputs<Text> extends infer Inputs extends readonly unknown[]
        ? Name extends `${Trim<Of>}(${Types<Inputs>})`
          ? Inputs
          : never
        : never
      : never
  : never

/** @internal The inputs of `function name(inputs) and so on`; never if that is not what the text is. */
export type TextInputs<Text extends string> = Text extends `function ${string}(${infer Rest}`
  ? Inputs<UpToClose<Rest>>
  : never

// Parts are separated by the commas that are inside no brackets.
type Inputs<
  Text extends string,
  Part extends string = '',
  Done extends readonly unknown[] = readonly [],
> = Text extends `${infer Head},${infer Rest}`
  ? IsBalanced<`${Part}${Head}`> extends true
    ? Inputs<Rest, '', readonly [...Done, Input<Trim<`${Part}${Head}`>>]>
    : Inputs<Rest, `${Part}${Head},`, Done>
  : Trim<`${Part}${Text}`> extends ''
    ? Done
    : readonly [...Done, Input<Trim<`${Part}${Text}`>>]

type Input<Text extends string> = Text extends `tuple(${infer Rest}`
  ? TupleInput<Rest, UpToClose<Rest>>
  : Text extends `(${infer Rest}`
    ? TupleInput<Rest, UpToClose<Rest>>
    : Text extends `${infer Type} ${infer Words}`
      ? { readonly name: LastWord<Words>; readonly type: FullType<Type> }
      : { readonly name: ''; readonly type: FullType<Text> }

type TupleInput<Rest extends string, Inside extends string> = Rest extends `${Inside})${infer Tail}`
  ? {
      readonly name: Tail extends `${string} ${infer Words}` ? LastWord<Words> : ''
      readonly type: `tuple${Tail extends `${infer Suffix} ${string}` ? Suffix : Tail}`
      readonly components: Inputs<Inside>
    }
  : never

// The name stands last, unless there is none.
type LastWord<Words extends string> = Words extends `${string} ${infer Rest}`
  ? LastWord<Rest>
  : Words extends 'calldata' | 'memory' | 'storage' | 'payable'
    ? ''
    : Words

type FullType<Type extends string> =
  Type extends `${infer Kind extends 'uint' | 'int'}${infer Suffix extends '' | `[${string}`}`
    ? `${Kind}256${Suffix}`
    : Type

// Up to the bracket that closes the one before the text.
type UpToClose<Text extends string, Done extends string = ''> = Text extends `${infer Head})${infer Rest}`
  ? IsBalanced<`${Done}${Head}`> extends true
    ? `${Done}${Head}`
    : UpToClose<Rest, `${Done}${Head})`>
  : never

type IsBalanced<Text extends string> = Count<Text, '('> extends Count<Text, ')'> ? true : false

type Count<
  Text extends string,
  Sign extends string,
  Found extends 0[] = [],
> = Text extends `${string}${Sign}${infer Rest}` ? Count<Rest, Sign, [...Found, 0]> : Found['length']
