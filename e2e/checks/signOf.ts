// The key of a session, as somebody has it who got hold of it.
import { SigningKey } from 'ethers'

import { signDigest, type LiveSession } from '../../src'
import type { Scene } from './Scene'
import type { Sign } from './signing'

/** @throws If the vault does not have the key, or not any more. */
export async function signOf({ vault }: Scene, { session }: LiveSession): Promise<Sign> {
  const key = await vault.load(session.signer)
  if (!(key instanceof SigningKey)) throw new Error('The vault has no such key')
  return (digest) => signDigest(key, digest)
}
