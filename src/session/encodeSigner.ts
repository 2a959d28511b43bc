// Session keys as an app names them, and as a session holds them.
import { concat } from 'ethers'

import type { Address, Hex } from '../contracts'
import { checkHex, checksumAddress, notValid } from './fields'
import type { Session } from './Session'

/** The public part of a session key. An address alone is a secp256k1 key. */
export type Signer =
  | Address
  | { readonly kind: 'secp256k1'; readonly address: Address }
  /** The coordinates of the point, 32 bytes each. */
  | { readonly kind: 'P-256'; readonly x: Hex; readonly y: Hex }
  /** A verifier contract and the key it verifies for. */
  | { readonly kind: 'ERC-7913'; readonly verifier: Address; readonly key: Hex }

/** @internal The names of the kinds, by number: also their words in typed data. */
export const SIGNER_KINDS = ['secp256k1', 'P-256', 'ERC-7913'] as const

/**
 * A key's two fields of a session. Zero keys are refused by {@link checkSession}.
 *
 * @throws FieldNotValid: an address or a coordinate of the wrong length.
 *
 * @example
 * ```ts
 * encodeSigner({ kind: 'ERC-7913', verifier: SOCIO3, key: '0x1234' }).signerKind // => 2
 * ```
 */
export function encodeSigner(signer: Signer): Pick<Session, 'signerKind' | 'signer'> {
  if (typeof signer === 'string') return { signerKind: 0, signer: addressOf('signer', signer) }
  switch (signer.kind) {
    case 'secp256k1':
      return { signerKind: 0, signer: addressOf('signer.address', signer.address) }
    case 'P-256':
      return {
        signerKind: 1,
        signer: concat([checkHex('signer.x', signer.x, 32), checkHex('signer.y', signer.y, 32)]) as Hex,
      }
    case 'ERC-7913':
      return {
        signerKind: 2,
        signer: concat([
          checksumAddress('signer.verifier', signer.verifier),
          checkHex('signer.key', signer.key),
        ]) as Hex,
      }
  }
}

// 32 bytes may be the private key, given by mistake: no error shows it.
function addressOf(field: string, value: string): Address {
  if (/^(0x)?[0-9a-f]{64}$/i.test(value))
    throw notValid(field, '32 bytes', 'the address of the key, never the key itself')
  return checksumAddress(field, value)
}
