// Targets that are power over the account.
import type { Address } from '../contracts'
import type { Permission } from '../session/Session'
import { finding, type Finding } from './Finding'
import { POWERFUL_CONTRACTS } from './powerfulContracts'

/** @internal */
export interface TargetContext {
  readonly account: Address | undefined
  readonly module: Address | undefined
  /** What answered isModuleType. */
  readonly modules: readonly Address[]
  readonly name: (address: string) => string
}

/** @internal What a permission's target is besides a contract. */
export function reviewTarget(
  { target, functionSignature }: Permission,
  permissionIndex: number,
  { account, module, modules, name }: TargetContext,
): readonly Finding[] {
  const is = (address: Address | undefined): boolean => address?.toLowerCase() === target.toLowerCase()
  const what = functionSignature === '' ? 'A plain transfer goes' : `${functionSignature} is a call`
  const found = (code: Finding['code'], text: string): readonly Finding[] => [finding(code, text, permissionIndex)]
  if (is(account)) return found('TargetIsAccount', `${what} to the account itself.`)
  if (is(module)) return found('TargetIsModule', `${what} to the session module.`)
  if (modules.some(is))
    return found('TargetIsModuleContract', `${what} to ${name(target)}, which is a module of accounts.`)
  const known = POWERFUL_CONTRACTS.get(target.toLowerCase())
  return known === undefined ? [] : found(known.code, `${what} to ${target}: ${known.name}.`)
}
