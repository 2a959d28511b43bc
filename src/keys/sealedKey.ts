// secp256k1 keys at rest, which WebCrypto does not know: sealed by a key that the browser uses and never shows.
import { getBytes, hexlify, SigningKey, toUtf8Bytes } from 'ethers'

import type { Hex } from '../contracts'
import { checkKey } from '../store/KeyVault'
import { subtle } from './subtle'

const ALGORITHM = 'AES-GCM'
const IV_BYTES = 12

/** @internal A key at rest, with what unseals it: one record, so that neither is ever there without the other. */
export interface SealedKey {
  readonly kind: 'secp256k1'
  /** Not extractable, and of this record alone. */
  readonly wrapping: CryptoKey
  readonly iv: Uint8Array
  readonly sealed: ArrayBuffer
}

/** Bound to its signer: what was moved to another's name unseals to nothing. */
const algorithm = (iv: Uint8Array, signer: Hex): AesGcmParams => ({
  name: ALGORITHM,
  iv: new Uint8Array(iv),
  additionalData: new Uint8Array(toUtf8Bytes(`latchkey key of ${signer.toLowerCase()}`)),
})

/** @internal Each time anew: another wrapping key, another iv. */
export async function sealKey(signer: Hex, key: SigningKey): Promise<SealedKey> {
  const wrapping = await subtle().generateKey({ name: ALGORITHM, length: 256 }, false, ['encrypt', 'decrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const secret = new Uint8Array(getBytes(key.privateKey))
  try {
    const sealed = await subtle().encrypt(algorithm(iv, signer), wrapping, secret)
    return { kind: 'secp256k1', wrapping, iv, sealed }
  } finally {
    secret.fill(0)
  }
}

/** @internal Throws, with nothing of the key, if it is not this signer's. */
export async function unsealKey(signer: Hex, { wrapping, iv, sealed }: SealedKey): Promise<SigningKey> {
  const secret = new Uint8Array(await subtle().decrypt(algorithm(iv, signer), wrapping, sealed))
  try {
    const key = new SigningKey(hexlify(secret))
    checkKey(signer, key)
    return key
  } finally {
    secret.fill(0)
  }
}
