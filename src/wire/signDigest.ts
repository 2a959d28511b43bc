// Signatures of secp256k1 session keys.
import type { SigningKey } from 'ethers'

import type { Hex } from '../contracts'

/**
 * Signs 32 bytes as they are: `r ‖ vs` of ERC-2098, 64 bytes, with low s.
 *
 * @param key Never leaves this function.
 *
 * @example
 * ```ts
 * signDigest(KEY, ONE_WORD).length // => 130
 * ```
 */
export const signDigest = (key: SigningKey, digest: Hex): Hex => key.sign(digest).compactSerialized as Hex
