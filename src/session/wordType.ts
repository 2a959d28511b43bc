// The types of the words that rules speak of, by number: class << 8 | bytes.

/** @internal The classes. */
export const UINT = 0
export const INT = 1
export const BYTES = 2
export const ADDRESS = 3
export const BOOL = 4

/**
 * @internal Whether the ABI encodes a value of this type, which is valid, as `word`. A callee that looks at fewer bits than
 * a word has must not see another value than a rule did.
 */
export function isCanonicalWord(word: bigint, wordType: number): boolean {
  const kind = wordType >> 8
  const bits = (wordType & 0xff) * 8
  if (kind === INT) return BigInt.asUintN(256, BigInt.asIntN(bits, word)) === word
  if (kind === BYTES) return BigInt.asUintN(256, word << BigInt(bits)) === 0n
  if (kind === BOOL) return word < 2n
  return word >> BigInt(bits) === 0n
}
