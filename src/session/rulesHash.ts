// The hash of a permission's rules.
import { keccak256, ZeroHash } from 'ethers'

import type { Hex } from '../contracts'
import { packRules } from './packRules'
import type { Rule } from './Session'

/**
 * keccak256 of the packed rules; zero if there are none.
 *
 * @throws as {@link packRules}.
 *
 * @example
 * ```ts
 * rulesHash([]) // => ZeroHash
 * ```
 */
export const rulesHash = (rules: readonly Rule[]): Hex =>
  rules.length === 0 ? (ZeroHash as Hex) : (keccak256(packRules(rules)) as Hex)
