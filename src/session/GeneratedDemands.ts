// What one may demand of arguments at compile time, from the methods of a contract as TypeChain types it. TypeScript does not
// give away the names of a method's arguments, so any name is taken and looked up at run time, and a demand must make sense
// for some argument; by position, and inside structs, it must for that very one.
import type { Typed } from 'ethers'

import type {
  AddressDemand,
  BoolDemand,
  BytesDemand,
  FixedBytesDemand,
  ListDemand,
  Position,
  StringDemand,
  UintDemand,
} from './ArgumentDemands'

/** Demands of the arguments of a method, and {@link PermissionTerms}; unknown where the contract's type does not know them. */
export type GeneratedDemands<C, Name> = Name extends keyof C
  ? C[Name] extends { getFragment(...args: infer Args): unknown }
    ? MethodDemands<WithoutOverrides<Args>>
    : unknown
  : unknown

type MethodDemands<Args> = Args extends readonly unknown[]
  ? number extends Args['length']
    ? unknown
    : Parts<Args> & { readonly [name: string]: Required<Parts<Args>>[Position<Args>] | bigint | boolean }
  : unknown

// A method takes its arguments, or these and one object more.
type WithoutOverrides<Args> = Extract<Args, Args extends readonly [...infer Head, unknown] ? Head : never>

type Parts<Args extends readonly unknown[]> = { readonly [I in Position<Args>]?: ValueDemand<Exclude<Args[I], Typed>> }

type ValueDemand<Value> = [Value] extends [boolean]
  ? BoolDemand
  : [Value] extends [string]
    ? StringDemand
    : bigint extends Value
      ? UintDemand
      : Promise<string> extends Value
        ? AddressDemand
        : Uint8Array extends Value
          ? BytesDemand | FixedBytesDemand
          : Value extends readonly (infer Element)[]
            ? number extends Value['length']
              ? ListDemand<ValueDemand<Element>>
              : Parts<Value>
            : { readonly [Name in keyof Value]?: ValueDemand<Value[Name]> }
