// Permissions for all that a contract's ABI can do.
import { notValid } from './fields'
import { findFunction } from './findFunction'
import type { ContractLike, FunctionName } from './FunctionName'
import { plainPermission, resolveContract } from './plainPermission'
import type { Permission } from './Session'

/**
 * Permits every function of a contract's ABI that can change state, with any arguments: one permission each. Functions that
 * the ABI does not show stay refused, also those that an upgrade of the contract adds.
 *
 * @param options.except Names of functions that are left out; with argument types where several have that name.
 * @param options.maxValue Wei per call, inclusive, of each payable function; 0 if omitted.
 * @throws FunctionUnknown · FunctionAmbiguous: of a name in `except`; FieldNotValid: nothing is left, and as {@link allow}.
 *
 * @example
 * ```ts
 * allowAll(socio3, { except: ['tip'] }).map(({ functionSignature }) => functionSignature) // => ['upvotePost(uint256)']
 * ```
 */
export function allowAll<const C extends ContractLike>(
  contract: C,
  options: { readonly except?: readonly FunctionName<C>[]; readonly maxValue?: bigint } = {},
): readonly Permission[] {
  const { abi } = resolveContract(contract)
  const excepted = new Set((options.except ?? []).map((name) => findFunction(abi, name).selector))
  const permissions: Permission[] = []
  abi.forEachFunction((fragment) => {
    if (fragment.constant || excepted.has(fragment.selector)) return
    const maxValue = fragment.payable ? (options.maxValue ?? 0n) : 0n
    permissions.push(plainPermission(contract, fragment.format(), maxValue).permission)
  })
  if (permissions.length === 0) throw notValid('contract.abi', 'an ABI', 'one with a function that changes state')
  return permissions
}
