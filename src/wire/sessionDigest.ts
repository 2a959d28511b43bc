// What a session key signs.
import { concat, keccak256, toBeHex, zeroPadValue } from 'ethers'

import type { Address, Hex } from '../contracts'

/** The parts that a signature is bound to. */
export interface DigestOptions {
  readonly userOpHash: Hex
  readonly chainId: bigint
  readonly module: Address
  /** Every byte of the signature field before the key's own signature. */
  readonly authorization: Hex
}

/**
 * keccak256(userOpHash ‖ chain id ‖ module, left-padded ‖ authorization). A secp256k1 key signs it as it is, a P-256 key
 * its sha256; no message prefix is added.
 *
 * @example
 * ```ts
 * sessionDigest({ userOpHash: ONE_WORD, chainId: 1n, module: MODULE, authorization: '0x' }).length // => 66
 * ```
 */
export const sessionDigest = ({ userOpHash, chainId, module, authorization }: DigestOptions): Hex =>
  keccak256(concat([userOpHash, toBeHex(chainId, 32), zeroPadValue(module, 32), authorization])) as Hex
