// A contract as a session calls it, at compile time: the functions that its type knows, with their arguments.
import type { BigNumberish, BytesLike } from 'ethers'

import type { Call, ContractAbi, ContractInstance, ContractLike, FunctionInputs, FunctionName } from '../../session'
import type { Verdict } from '../../verdict'
import type { SentOp } from '../queue'

/** What may be said of a call besides its arguments, as one object after them. */
export interface CallTerms {
  /** Wei; 0 if omitted. */
  readonly value?: bigint
  /** true: it shares no op with other calls. */
  readonly alone?: boolean
}

/** One function of a contract. */
export interface SessionMethod<Args extends readonly unknown[]> {
  /** Sends the call; resolves when the bundler has accepted its op. */
  (...args: WithTerms<Args>): Promise<SentOp>
  /** The call alone, for `send` and `can`. */
  toCall(...args: WithTerms<Args>): Call
  /** Whether it would be taken. */
  can(...args: WithTerms<Args>): Promise<Verdict>
}

/** The functions of a contract, by name; overloaded ones with their argument types. */
export type SessionContract<C extends ContractLike> = {
  readonly [Name in FunctionName<C>]: SessionMethod<MethodArguments<C, Name>>
}

type WithTerms<Args extends readonly unknown[]> = Args | readonly [...Args, CallTerms]

/** The arguments of a function; any where the contract's type does not know them. */
export type MethodArguments<C, Name> =
  C extends ContractAbi<unknown>
    ? ArgumentsOf<FunctionInputs<C, Name>>
    : C extends ContractInstance
      ? GeneratedArguments<C, Name>
      : readonly unknown[]

type GeneratedArguments<C, Name> = Name extends keyof C
  ? C[Name] extends { getFragment(...args: infer Args): unknown }
    ? WithoutOverrides<Args> extends infer Own extends readonly unknown[]
      ? number extends Own['length']
        ? readonly unknown[]
        : Own
      : readonly unknown[]
    : readonly unknown[]
  : readonly unknown[]

// A method takes its arguments, or these and one object more.
type WithoutOverrides<Args> = Extract<Args, Args extends readonly [...infer Head, unknown] ? Head : never>

type ArgumentsOf<Inputs> = unknown extends Inputs
  ? readonly unknown[]
  : Inputs extends readonly [infer First, ...infer Rest]
    ? readonly [ArgumentOf<First>, ...ArgumentsOf<Rest>]
    : Inputs extends readonly []
      ? readonly []
      : readonly unknown[]

type ArgumentOf<Input> = Input extends { readonly type: infer Type extends string } ? ValueOf<Type> : unknown

// Of arrays and tuples the ABI coder finds out.
type ValueOf<Type extends string> = Type extends `${string}]` | `tuple${string}`
  ? unknown
  : Type extends `uint${string}` | `int${string}`
    ? BigNumberish
    : Type extends 'address' | 'string'
      ? string
      : Type extends 'bool'
        ? boolean
        : Type extends `bytes${string}`
          ? BytesLike
          : unknown
