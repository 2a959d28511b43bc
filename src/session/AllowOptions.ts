// What allow() takes beside a contract and the name of its function.
import type { ArgumentDemands } from './ArgumentDemands'
import type { Demand } from './Demand'
import type { FunctionInputs } from './FunctionInputs'
import type { ContractAbi, ContractInstance } from './FunctionName'
import type { GeneratedDemands } from './GeneratedDemands'

/** What allow() takes besides demands of arguments. */
export interface PermissionTerms {
  /** Wei per call, inclusive, for a payable function; 0 if omitted. */
  readonly maxValue?: bigint
  /**
   * false: do not pin pointers. Rules that follow pointers (into `bytes`, `string`, arrays of any length, and what has such
   * inside) are joined by rules that these pointers stand where the ABI coder puts them, as far as the rules determine that:
   * the first pointer of the arguments always, a later one if all that comes before it has one size. The module reads exactly
   * without pins, where the pointers lead; they are for callees that read at fixed places, and cost a rule each.
   */
  readonly pin?: boolean
}

/**
 * What the arguments must be, by their names in the ABI or by position; all others are free. And {@link PermissionTerms}. An
 * argument of such a name is meant where a condition is given; where both are needed, name the argument by its position.
 *
 * @typeParam C The contract; without it, and where its ABI is not a constant, any names and demands.
 */
export type AllowOptions<C = unknown, Name = string> =
  C extends ContractAbi<unknown>
    ? Options<FunctionInputs<C, Name>>
    : C extends ContractInstance
      ? unknown extends GeneratedDemands<C, Name>
        ? AnyOptions
        : GeneratedDemands<C, Name>
      : AnyOptions

type Options<Inputs> = unknown extends Inputs
  ? AnyOptions
  : [Inputs] extends [never]
    ? AnyOptions
    : WithTerms<ArgumentDemands<Inputs>>

type WithTerms<Named> = string extends keyof Named
  ? AnyOptions
  : {
      readonly [Part in keyof Named]: Named[Part] | (Part extends keyof PermissionTerms ? PermissionTerms[Part] : never)
    } & Omit<PermissionTerms, keyof Named>

interface AnyOptions {
  readonly maxValue?: bigint | Demand
  readonly pin?: boolean | Demand
  readonly [argument: string]: Demand | bigint | boolean | undefined
}
