// Bytes from elsewhere.
import type { Hex } from '../contracts'
import { checkHex } from './fields'

/**
 * Takes a text, such as what `encodeFunctionData` returns, for bytes.
 *
 * @throws FieldNotValid: not 0x and pairs of hex digits.
 *
 * @example
 * ```ts
 * toHex('0x1234') // => '0x1234'
 * ```
 */
export const toHex = (text: string): Hex => checkHex('bytes', text)
