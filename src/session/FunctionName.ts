// The names of a contract's functions at compile time: from an ethers contract of TypeChain, from a constant JSON ABI, or
// from constant human-readable fragments. Where the ABI is not a constant, any text is taken and checked at run time.
import type { Addressable, Interface, InterfaceAbi } from 'ethers'

/** An ethers contract: what TypeChain makes, or `new Contract(...)`. */
export interface ContractInstance {
  readonly target: string | Addressable
  readonly interface: Interface
}

/** An address with its ABI; write `as const` behind the ABI to have names checked by the compiler. */
export interface ContractAbi<Abi = InterfaceAbi> {
  readonly address: string
  readonly abi: Abi
}

/** What {@link allow} takes as a contract. */
export type ContractLike = ContractInstance | ContractAbi<InterfaceAbi | Interface | readonly unknown[]>

/** The names one may write for a contract: overloaded functions with their argument types, all others without. */
export type FunctionName<C> =
  C extends ContractAbi<infer Abi>
    ? AbiFunctionName<Abi>
    : C extends { readonly interface: { getFunction(name: infer Name): unknown } }
      ? Extract<Name, string>
      : string

type AbiFunctionName<Abi> = Abi extends readonly (infer Item)[]
  ? ItemName<Item, Extract<Item, { readonly type: 'function' }>>
  : string

// One item at a time: a fragment as text, as JSON, or as JSON whose types are too wide to tell.
type ItemName<Item, Functions> = Item extends string
  ? IsConstant<Item> extends true
    ? TextName<Item>
    : string
  : Item extends { readonly type: infer Type }
    ? string extends Type
      ? string
      : JsonName<Item, Functions>
    : string

/** @internal Whether a text is known in full: then a record with this key must have it. */
export type IsConstant<Text extends string> = { readonly [text: string]: 1 } extends Record<Text, 1> ? false : true

/** @internal */
export type TextName<Text extends string> = Text extends `function ${infer Name}(${string}`
  ? Trim<Name> | `${Trim<Name>}(${string})`
  : never

type Blank = ' ' | '\n' | '\t'

/** @internal */
export type Trim<Text extends string> = Text extends `${Blank}${infer Rest}` | `${infer Rest}${Blank}`
  ? Trim<Rest>
  : Text

/** @internal */
export type JsonName<Item, Functions> = Item extends {
  readonly type: 'function'
  readonly name: infer Name extends string
  readonly inputs: infer Inputs extends readonly unknown[]
}
  ? `${Name}(${Types<Inputs>})` | (IsOne<Extract<Functions, { readonly name: Name }>> extends true ? Name : never)
  : never

/** @internal */
export type Types<Inputs extends readonly unknown[]> = Inputs extends readonly [infer First, ...infer Rest]
  ? `${TypeText<First>}${Rest extends readonly [] ? '' : ','}${Types<Rest>}`
  : ''

type TypeText<Input> = Input extends {
  readonly type: `tuple${infer Suffix}`
  readonly components: infer Components extends readonly unknown[]
}
  ? `(${Types<Components>})${Suffix}`
  : Input extends { readonly type: infer Type extends string }
    ? Type
    : never

// A union of one: every member, taken alone, is the whole.
type IsOne<Union, Member = Union> = Member extends Union ? ([Union] extends [Member] ? true : false) : never
