// Tells a canonical function signature from text that only looks like one.
import { FunctionFragment } from 'ethers'

/**
 * Whether a text is a function's canonical signature: a name and full argument types, no spaces, names, aliases, line
 * breaks or other characters. Only such a text may stand in a permission, so that a wallet shows what is hashed.
 *
 * @example
 * ```ts
 * isFunctionSignature('swap((address,uint256)[],bytes)') // => true
 * isFunctionSignature('swap(uint amount)') // => false
 * ```
 */
export function isFunctionSignature(text: string): boolean {
  try {
    return FunctionFragment.from(`function ${text}`).format() === text
  } catch {
    return false
  }
}
