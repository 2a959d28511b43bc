// Tells a canonical function signature from text that only looks like one.
import { FunctionFragment } from 'ethers'

/** More than any function has. Text of anybody's that is longer or deeper could keep the parser busy until memory ends. */
const LENGTH_MAX = 4_096
const DEPTH_MAX = 32

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
  if (text.length > LENGTH_MAX || depthOf(text) > DEPTH_MAX) return false
  try {
    return FunctionFragment.from(`function ${text}`).format() === text
  } catch {
    return false
  }
}

/** How many parentheses stand open at most. */
function depthOf(text: string): number {
  let [open, most] = [0, 0]
  for (const letter of text) {
    if (letter === '(') most = Math.max(most, ++open)
    else if (letter === ')') open--
  }
  return most
}
