// Bytes from elsewhere.
import { hexlify } from 'ethers'

import type { Hex } from '../contracts'
import { checkHex } from './fields'

/**
 * Takes a text, such as what `encodeFunctionData` returns, or an array of bytes, such as what WebCrypto gives, for bytes.
 *
 * @throws FieldNotValid: not 0x and pairs of hex digits.
 *
 * @example
 * ```ts
 * toHex('0x1234') // => '0x1234'
 * toHex(new Uint8Array([18, 52])) // => '0x1234'
 * ```
 */
export const toHex = (bytes: string | Uint8Array): Hex =>
  checkHex('bytes', bytes instanceof Uint8Array ? hexlify(bytes) : bytes)
