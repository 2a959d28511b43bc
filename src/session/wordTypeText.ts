// The types of the words that rules speak of.
import { wordTypeName } from '../errors/wordTypeName'
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
  const text = wordTypeName(wordType)
  if (text === undefined)
    throw notValid('wordType', `0x${wordType.toString(16)}`, 'class << 8 | bytes, see docs/encoding.md')
  return text
}
