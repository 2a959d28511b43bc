// Addresses from elsewhere.
import type { Address } from '../contracts'
import { checksumAddress } from './fields'

/**
 * Takes a text, such as a contract's `getAddress()`, for an address; checksummed.
 *
 * @throws FieldNotValid: not 20 bytes, or a wrong checksum. Names are not resolved.
 *
 * @example
 * ```ts
 * toAddress(SOCIO3.toLowerCase()) // => SOCIO3
 * ```
 */
export const toAddress = (text: string): Address => checksumAddress('address', text)
