// Signatures of P-256 session keys, as WebCrypto, passkeys and secure hardware give them.
import { concat, toBeHex } from 'ethers'

import type { Hex } from '../contracts'
import { checkHex, notValid } from '../session/fields'

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/**
 * `r ‖ s` in the one form that the module accepts: 64 bytes, s in the lower half of the order. Most devices give either half.
 * What is to be signed is sha256(digest); WebCrypto's ECDSA with SHA-256 over the digest's bytes does that hash itself.
 *
 * @param signature `r ‖ s` of 64 bytes (WebCrypto, IEEE P1363), not DER.
 * @throws FieldNotValid: another length, or r or s that is zero or not below the order.
 *
 * @example
 * ```ts
 * p256Signature(concat([ONE_WORD, ONE_WORD])) // => concat([ONE_WORD, ONE_WORD])
 * ```
 */
export function p256Signature(signature: Hex): Hex {
  const bytes = checkHex('signature', signature, 64)
  const [r, s] = [BigInt(bytes.slice(0, 66)), BigInt(`0x${bytes.slice(66)}`)]
  if (r === 0n || r >= ORDER || s === 0n || s >= ORDER)
    throw notValid('signature', signature, 'r ‖ s, both from 1 to the order of P-256 less one')
  const low = s > ORDER / 2n ? ORDER - s : s
  return concat([toBeHex(r, 32), toBeHex(low, 32)]) as Hex
}
