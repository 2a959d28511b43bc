// Permissions, as an app writes them.
import { Interface, type InterfaceAbi } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkAmount, checksumAddress, notValid } from './fields'
import { findFunction } from './findFunction'
import type { ContractLike, FunctionName } from './FunctionName'
import { UNLIMITED_VALUE, type Permission } from './Session'

/** What a permission may be narrowed or widened by. */
export interface AllowOptions {
  /** Wei per call, inclusive, for a payable function; 0 if omitted. */
  readonly maxValue?: bigint
}

/**
 * Permits one function of one contract. Names are checked by the compiler where the contract's type knows them.
 *
 * @param contract An ethers contract, or `{ address, abi }`.
 * @param name The function's name; with argument types where several have it.
 * @throws FunctionUnknown · FunctionAmbiguous · FunctionNotPayable · FieldNotValid: no address, or an amount out of range.
 *
 * @example
 * ```ts
 * const socio3 = { address: SOCIO3, abi: ['function upvotePost(uint256 postId)', 'function tip(uint256) payable'] } as const
 * allow(socio3, 'upvotePost').functionSignature // => 'upvotePost(uint256)'
 * allow(socio3, 'tip', { maxValue: parseEther('0.01') }).maxValue // => 10n ** 16n
 * ```
 */
export function allow<const C extends ContractLike>(
  contract: C,
  name: FunctionName<C>,
  options: AllowOptions = {},
): Permission {
  const { address, abi } = resolve(contract)
  const target = checksumAddress('contract', address)
  const fragment = findFunction(abi, name)
  const functionSignature = fragment.format()
  const maxValue = checkAmount('maxValue', options.maxValue ?? 0n, UNLIMITED_VALUE)
  if (maxValue > 0n && !fragment.payable) throw new LatchkeyError('FunctionNotPayable', { functionSignature })
  return { target, functionSignature, selector: fragment.selector as Hex, maxValue, rules: [] }
}

function resolve(contract: ContractLike): { address: string; abi: Interface } {
  const given: unknown = contract
  if (typeof given !== 'object' || given === null || !('abi' in given || ('target' in given && 'interface' in given)))
    throw notValid('contract', given, 'an ethers contract, or { address, abi }')
  if ('abi' in contract)
    return { address: contract.address, abi: Interface.from(contract.abi as InterfaceAbi | Interface) }
  if (typeof contract.target === 'string') return { address: contract.target, abi: contract.interface }
  throw notValid('contract.target', contract.target, 'an address: resolve names before')
}
