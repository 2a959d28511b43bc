// The types of the words that rules speak of.
import { notValid } from './fields'

/**
 * The type of a word as Solidity writes it.
 *
 * @param wordType class << 8 | bytes.
 * @throws FieldNotValid: no such class, or a size that the class does not have.
 *
 * @example
 * ```ts
 * wordTypeText(0x0110) // => 'int128'
 * wordTypeText(0x0314) // => 'address'
 * ```
 */
export function wordTypeText(wordType: number): string {
  const size = wordType & 0xff
  const texts = [`uint${size * 8}`, `int${size * 8}`, `bytes${size}`, 'address', 'bool']
  const text = texts[wordType >> 8]
  const fixed = { address: 20, bool: 1 }[text ?? '']
  if (text === undefined || size < 1 || size > 32 || (fixed !== undefined && fixed !== size))
    throw notValid('wordType', `0x${wordType.toString(16)}`, 'class << 8 | bytes, see docs/encoding.md')
  return text
}
