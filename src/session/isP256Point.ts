// Which coordinates are a P-256 key.
import type { Hex } from '../contracts'

// secp256r1: y² = x³ - 3x + b over the field of this prime.
const PRIME = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

/**
 * Whether 64 bytes x ‖ y are a point of the curve: a key that is none can never sign.
 *
 * @example
 * ```ts
 * isP256Point(concat([ONE_WORD, ONE_WORD])) // => false
 * ```
 */
export function isP256Point(key: Hex): boolean {
  const [x, y] = [BigInt(`0x${key.slice(2, 66)}`), BigInt(`0x${key.slice(66)}`)]
  return x < PRIME && y < PRIME && (y * y - (x * x * x - 3n * x + B)) % PRIME === 0n
}
