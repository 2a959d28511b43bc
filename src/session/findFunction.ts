// Finds one function of an ABI by its name.
import type { FunctionFragment, Interface } from 'ethers'

import { LatchkeyError } from '../errors'
import { isFunctionSignature } from './isFunctionSignature'

/**
 * The function that `name` means: its name if only one has it, else its full signature.
 *
 * @throws FunctionUnknown · FunctionAmbiguous, both with the candidates.
 *
 * @example
 * ```ts
 * const abi = new Interface(['function like(uint256)', 'function like(uint256,uint256)'])
 * findFunction(abi, 'like(uint256)').selector // => id('like(uint256)').slice(0, 10)
 * ```
 */
export function findFunction(abi: Interface, name: string): FunctionFragment {
  const functions: FunctionFragment[] = []
  abi.forEachFunction((fragment) => functions.push(fragment))

  const matches = functions.filter((f) => f.name === name || (isFunctionSignature(name) && f.format() === name))
  const [match] = matches
  if (match !== undefined && matches.length === 1) return match

  const candidates = (matches.length === 0 ? functions : matches).map((fragment) => fragment.format()).sort()
  throw new LatchkeyError(matches.length === 0 ? 'FunctionUnknown' : 'FunctionAmbiguous', { name, candidates })
}
