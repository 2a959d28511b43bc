// P-256 keys that the browser makes and uses, and shows to nobody, not even to us.
import { dataSlice, getBytes, hexlify } from 'ethers'

import type { Hex } from '../contracts'
import type { Signer } from '../session'
import { checkHex } from '../session/fields'
import { p256Signature } from '../wire'
import { subtle } from './subtle'

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const
const ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' } as const

/** @internal A key at rest. */
export interface P256Key {
  readonly kind: 'P-256'
  /** Not extractable. */
  readonly privateKey: CryptoKey
}

/** @internal A key that nobody had before: not extractable, from the browser's randomness. */
export async function makeP256Key(): Promise<{ readonly signer: Signer; readonly kept: P256Key; readonly name: Hex }> {
  const { privateKey, publicKey } = await subtle().generateKey(CURVE, false, ['sign', 'verify'])
  // 04 ‖ x ‖ y
  const name = dataSlice(hexlify(new Uint8Array(await subtle().exportKey('raw', publicKey))), 1) as Hex
  const [x, y] = [dataSlice(name, 0, 32) as Hex, dataSlice(name, 32) as Hex]
  return { signer: { kind: 'P-256', x, y }, kept: { kind: 'P-256', privateKey }, name }
}

/** @internal What signs for a session: sha256 of the 32 bytes, as the module has it of P-256, with low s. */
export const p256Signing =
  ({ privateKey }: P256Key) =>
  async (digest: Hex): Promise<Hex> =>
    p256Signature(await sign(privateKey, checkHex('digest', digest, 32)))

/** @internal Whether a key at rest is that of the point x ‖ y. */
export async function isKeyOf(name: Hex, { privateKey }: P256Key): Promise<boolean> {
  // No digest of anything: nothing else takes a signature of so many bytes.
  const tried = hexlify(crypto.getRandomValues(new Uint8Array(48))) as Hex
  const publicKey = await subtle().importKey('raw', bytes(`0x04${name.slice(2)}`), CURVE, false, ['verify'])
  return await subtle().verify(ALGORITHM, publicKey, bytes(await sign(privateKey, tried)), bytes(tried))
}

const sign = async (privateKey: CryptoKey, data: Hex): Promise<Hex> =>
  hexlify(new Uint8Array(await subtle().sign(ALGORITHM, privateKey, bytes(data)))) as Hex

const bytes = (hex: string): Uint8Array<ArrayBuffer> => new Uint8Array(getBytes(hex))
