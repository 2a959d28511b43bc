// The permission for plain transfers of the chain's native token.
import type { Address } from '../contracts'
import { checkAmount, checksumAddress, notValid } from './fields'
import { NO_SELECTOR, UNLIMITED_VALUE, type Permission } from './Session'

/**
 * Permits plain transfers (calls without data) to one address.
 *
 * @param options.maxValue Wei per transfer, inclusive, above zero.
 * @throws FieldNotValid: no address, or an amount out of range.
 *
 * @example
 * ```ts
 * allowTransfer(SOCIO3, { maxValue: parseEther('0.1') }).functionSignature // => ''
 * ```
 */
export function allowTransfer(to: Address, options: { readonly maxValue: bigint }): Permission {
  const target = checksumAddress('to', to)
  const maxValue = checkAmount('maxValue', options.maxValue, UNLIMITED_VALUE)
  if (maxValue === 0n) throw notValid('maxValue', maxValue, 'above zero: a transfer of nothing does nothing')
  return { target, functionSignature: '', selector: NO_SELECTOR, maxValue, rules: [] }
}
