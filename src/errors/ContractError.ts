// The errors of the module and of the Lens as types, taken from their ABIs: a new error on chain does not compile here until
// it has words.
import type { Hex, sessionKeyValidatorAbi, sessionLensAbi } from '../contracts'

type ErrorIn<Abi extends readonly unknown[]> = Extract<Abi[number], { readonly type: 'error' }>
type AbiError = ErrorIn<typeof sessionKeyValidatorAbi> | ErrorIn<typeof sessionLensAbi>

type AbiValue<Type> = Type extends `uint${string}` ? bigint : Type extends 'string' ? string : Hex

/** The name of an error that the module can revert with. The Lens gives most of them as reasons, too. */
export type ModuleErrorName = ErrorIn<typeof sessionKeyValidatorAbi>['name']

/** The name of a reason that only the Lens gives. */
export type LensErrorName = Exclude<ErrorIn<typeof sessionLensAbi>['name'], ModuleErrorName>

/** The arguments of an error of either, by their names in the ABI. Whole numbers of every size are bigint. */
export type ContractErrorArgs<Name extends ModuleErrorName | LensErrorName> = {
  readonly [Input in Extract<AbiError, { readonly name: Name }>['inputs'][number] as Input['name']]: AbiValue<
    Input['type']
  >
}

/** A decoded error of the module or the Lens; narrow it by `name` to type its `args`. */
export type ContractError = {
  readonly [Name in ModuleErrorName | LensErrorName]: {
    readonly source: Name extends ModuleErrorName ? 'module' : 'lens'
    readonly name: Name
    readonly args: ContractErrorArgs<Name>
  }
}[ModuleErrorName | LensErrorName]
