// Keys of new sessions.
import { computeAddress, hexlify, randomBytes, SigningKey } from 'ethers'

import type { Address } from '../../contracts'

/** @internal A secp256k1 key that nobody had before, from the system's source of randomness: each session has its own. */
export function newKey(): { readonly signer: Address; readonly key: SigningKey } {
  const key = new SigningKey(hexlify(randomBytes(32)))
  return { signer: computeAddress(key.publicKey) as Address, key }
}
