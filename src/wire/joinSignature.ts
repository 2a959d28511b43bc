// The complete signature field.
import { concat } from 'ethers'

import type { Hex } from '../contracts'
import { LatchkeyError } from '../errors'
import type { SignerKind } from '../session'

/** The two parts, and whose they are. */
export interface SignatureParts {
  /** As in the session: kinds 0 and 1 have signatures of 64 bytes. */
  readonly signerKind: SignerKind
  readonly authorization: Hex
  /** By the session key, over `sessionDigest`. */
  readonly signature: Hex
}

/**
 * authorization ‖ the session key's signature.
 *
 * @throws SignatureLengthNotValid.
 *
 * @example
 * ```ts
 * joinSignature({ signerKind: 0, authorization: '0x04', signature: dummySignature(session) }).length // => 132
 * ```
 */
export function joinSignature({ signerKind, authorization, signature }: SignatureParts): Hex {
  const length = signature.length / 2 - 1
  if (signerKind !== 2 && length !== 64) throw new LatchkeyError('SignatureLengthNotValid', { length, expected: '64' })
  return concat([authorization, signature]) as Hex
}
