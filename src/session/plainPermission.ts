// A permission without rules, and the function that it names.
import { Interface, type FunctionFragment, type InterfaceAbi } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import { checkAmount, checksumAddress, notValid } from './fields'
import { findFunction } from './findFunction'
import type { ContractLike } from './FunctionName'
import { UNLIMITED_VALUE, type Permission } from './Session'

/** @internal One function of one contract, whatever its arguments are. */
export function plainPermission(
  contract: ContractLike,
  name: string,
  value: bigint,
): { readonly permission: Permission; readonly fragment: FunctionFragment } {
  const { address, abi } = resolveContract(contract)
  const target = checksumAddress('contract', address)
  const fragment = findFunction(abi, name)
  const functionSignature = fragment.format()
  const maxValue = checkAmount('maxValue', value, UNLIMITED_VALUE)
  if (maxValue > 0n && !fragment.payable) throw new LatchkeyError('FunctionNotPayable', { functionSignature })
  const permission = { target, functionSignature, selector: fragment.selector as Hex, maxValue, rules: [] }
  return { permission, fragment }
}

/** @internal Where a contract is, and its ABI. */
export function resolveContract(contract: ContractLike): { readonly address: string; readonly abi: Interface } {
  const given: unknown = contract
  if (typeof given !== 'object' || given === null || !('abi' in given || ('target' in given && 'interface' in given)))
    throw notValid('contract', given, 'an ethers contract, or { address, abi }')
  if ('abi' in contract)
    return { address: contract.address, abi: interfaceOf(contract.abi as InterfaceAbi | Interface) }
  if (typeof contract.target === 'string') return { address: contract.target, abi: contract.interface }
  throw notValid('contract.target', contract.target, 'an address: resolve names before')
}

/** To read an ABI takes longer than a click should, and an app calls by the same one again and again. */
const READ = new WeakMap<object, Interface>()

function interfaceOf(abi: InterfaceAbi | Interface): Interface {
  if (typeof abi === 'string') return Interface.from(abi)
  const read = READ.get(abi) ?? Interface.from(abi)
  READ.set(abi, read)
  return read
}
