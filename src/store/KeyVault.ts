// Where session keys are kept: apart from what is public, each under what its session calls its signer.
import { computeAddress, type SigningKey } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { Signer } from '../session'
import { sameBytes } from '../session/fields'

/** A secp256k1 key, or a function that signs 32 bytes, as session ops take it. */
export type VaultKey = SigningKey | ((digest: Hex) => Hex | Promise<Hex>)

/** Keeps session keys. All errors are LatchkeyErrors. */
export interface KeyVault {
  /** undefined: it has no key of this signer. */
  load(signer: Hex): Promise<VaultKey | undefined>
  /**
   * @param signer As the session names it.
   * @throws KeyNotOfSession: another signer's · KeyNotStorable.
   */
  save(signer: Hex, key: VaultKey): Promise<void>
  remove(signer: Hex): Promise<void>
  /** A key for one new session, which it can save. Left out: the client makes a secp256k1 key. */
  newKey?(): Promise<NewKey>
}

/** A key that nobody had before. */
export interface NewKey {
  /** The public part. */
  readonly signer: Signer
  readonly key: VaultKey
}

/**
 * @internal What a vault keeps under a signer is that signer's. A function is taken at its word.
 *
 * @throws KeyNotOfSession.
 */
export function checkKey(signer: Hex, key: VaultKey): void {
  // Not by its class: an app may have two copies of ethers.
  if (typeof key === 'function') return
  const address = computeAddress(key.publicKey) as Hex
  if (!sameBytes(address, signer)) throw new LatchkeyError('KeyNotOfSession', { signer, key: address })
}
