// The module's errors as types, taken from its ABI: a new error on chain does not compile here until it has words.
import type { Hex, sessionKeyValidatorAbi } from '../contracts'

type AbiError = Extract<(typeof sessionKeyValidatorAbi)[number], { readonly type: 'error' }>

type AbiValue<Type> = Type extends `uint${string}` ? bigint : Type extends 'string' ? string : Hex

/** The name of an error that the module can revert with. */
export type ModuleErrorName = AbiError['name']

/** The arguments of a module error, by their names in the ABI. Whole numbers of every size are bigint. */
export type ModuleErrorArgs<Name extends ModuleErrorName> = {
  readonly [Input in Extract<AbiError, { readonly name: Name }>['inputs'][number] as Input['name']]: AbiValue<
    Input['type']
  >
}

/** A decoded module error; narrow it by `name` to type its `args`. */
export type ModuleError = {
  readonly [Name in ModuleErrorName]: {
    readonly source: 'module'
    readonly name: Name
    readonly args: ModuleErrorArgs<Name>
  }
}[ModuleErrorName]
