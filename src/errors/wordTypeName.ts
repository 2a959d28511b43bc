// Names of a rule's numbers.

const CLASSES = [
  (size: number) => `uint${size * 8}`,
  (size: number) => `int${size * 8}`,
  (size: number) => `bytes${size}`,
  (size: number) => (size === 20 ? 'address' : undefined),
  (size: number) => (size === 1 ? 'bool' : undefined),
]

/**
 * The type of a word as Solidity writes it; undefined if there is no such type.
 *
 * @param wordType class << 8 | bytes.
 *
 * @example
 * ```ts
 * wordTypeName(0x0110) // => 'int128'
 * wordTypeName(0x0300) // => undefined
 * ```
 */
export function wordTypeName(wordType: number): string | undefined {
  const size = wordType & 0xff
  return size < 1 || size > 32 ? undefined : CLASSES[wordType >> 8]?.(size)
}
