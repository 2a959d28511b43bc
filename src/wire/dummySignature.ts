// A signature for gas estimation: well formed, so that the whole check runs, and of nobody's key, so that it is refused.
import { hexlify } from 'ethers'

import type { Hex } from '../contracts'
import type { Session } from '../session'

// r is the x coordinate of a point and below the order on both curves, s is low on both; no byte is zero, as calldata
// without zeros is the dearest.
const SIGNATURE: Hex =
  '0x11111111111111111111111111111111111111111111111111111111111111141111111111111111111111111111111111111111111111111111111111111111'

/**
 * Never r = 0 or r above the order: contracts stop early at those, and the estimate is too low.
 *
 * @param length Bytes, for an ERC-7913 key only; 64 if omitted.
 *
 * @example
 * ```ts
 * dummySignature({ signerKind: 0 }).length // => 130
 * dummySignature({ signerKind: 2 }, 3) // => '0xffffff'
 * ```
 */
export const dummySignature = ({ signerKind }: Pick<Session, 'signerKind'>, length = 64): Hex =>
  signerKind === 2 ? (hexlify(new Uint8Array(length).fill(0xff)) as Hex) : SIGNATURE
