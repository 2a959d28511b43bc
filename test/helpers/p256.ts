// P-256 by the book, in affine coordinates and big numbers: slow, and independent of every other implementation here. Makes
// signatures and keys that no library would make. Node's OpenSSL is the second opinion.
import { concat, dataSlice, getBytes, sha256, toBeHex } from 'ethers'
import { createPrivateKey, createPublicKey, verify, type KeyObject } from 'node:crypto'

import type { Hex } from '../../src'

/** A point of the curve; undefined is the point at infinity. */
export type Point = readonly [x: bigint, y: bigint] | undefined

export const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
/** The order of the base point. */
export const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
export const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn
export const G: Point = [
  0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
]

export const mod = (value: bigint, modulus: bigint): bigint => ((value % modulus) + modulus) % modulus

export function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let b = mod(base, modulus), e = exponent; e > 0n; e >>= 1n, b = (b * b) % modulus)
    if (e & 1n) result = (result * b) % modulus
  return result
}

/** By Euclid's algorithm; zero of zero. */
export function inverse(value: bigint, modulus: bigint): bigint {
  let [a, b, x, y] = [mod(value, modulus), modulus, 1n, 0n]
  while (b > 0n) [a, b, x, y] = [b, a % b, y, x - (a / b) * y]
  return mod(x, modulus)
}

export function add(a: Point, b: Point): Point {
  if (a === undefined) return b
  if (b === undefined) return a
  if (a[0] === b[0] && mod(a[1] + b[1], P) === 0n) return undefined
  const slope =
    a[0] === b[0] ? (3n * a[0] * a[0] - 3n) * inverse(2n * a[1], P) : (b[1] - a[1]) * inverse(b[0] - a[0], P)
  const x = mod(slope * slope - a[0] - b[0], P)
  return [x, mod(slope * (a[0] - x) - a[1], P)]
}

export function multiply(scalar: bigint, point: Point): Point {
  let result: Point
  for (let p = point, e = mod(scalar, N); e > 0n; e >>= 1n, p = add(p, p)) if (e & 1n) result = add(result, p)
  return result
}

/** A point with this x coordinate, if there is one. */
export function lift(x: bigint): Point {
  const square = mod(x * x * x - 3n * x + B, P)
  const y = power(square, (P + 1n) / 4n, P)
  return x < P && (y * y) % P === square ? [x, y] : undefined
}

export const wordOf = (value: bigint): Hex => toBeHex(value, 32) as Hex

/** x ‖ y. */
export function bytesOf(point: Point): Hex {
  if (point === undefined) throw new Error('The point at infinity has no coordinates')
  return concat(point.map(wordOf)) as Hex
}

export const publicKeyOf = (secret: bigint): Hex => bytesOf(multiply(secret, G))

/** r ‖ s over a hash with this nonce, s as it comes out or in its lower half. */
export function signHash(secret: bigint, hash: string, nonce: bigint, low = true): Hex {
  const r = mod(multiply(nonce, G)?.[0] ?? 0n, N)
  const s = mod(inverse(nonce, N) * (BigInt(hash) + r * secret), N)
  return concat([wordOf(r), wordOf(low && s > N / 2n ? N - s : s)]) as Hex
}

/** The same over sha256(message). */
export const sign = (secret: bigint, message: string, nonce: bigint, low = true): Hex =>
  signHash(secret, sha256(message), nonce, low)

/** The keys for which r ‖ s is a signature over sha256(message): (s·R - e·G) / r, for every R whose x is r. */
export function keysFor(r: bigint, s: bigint, message: string): Hex[] {
  const hash = multiply(N - mod(BigInt(sha256(message)), N), G)
  const points = [r, r + N].map((x) => multiply(s, lift(x))).filter((point) => point !== undefined)
  return points.flatMap(([x, y]) =>
    [y, P - y].flatMap((oneOfTwo) => {
      const key = multiply(inverse(r, N), add([x, oneOfTwo], hash))
      return key === undefined ? [] : [bytesOf(key)]
    }),
  )
}

const base64 = (hex: string): string => Buffer.from(getBytes(hex)).toString('base64url')

const jwk = (signer: string) => ({
  kty: 'EC',
  crv: 'P-256',
  x: base64(dataSlice(signer, 0, 32)),
  y: base64(dataSlice(signer, 32, 64)),
})

/** The key for Node. */
export const nodePrivateKey = (secret: bigint): KeyObject =>
  createPrivateKey({ key: { ...jwk(publicKeyOf(secret)), d: base64(wordOf(secret)) }, format: 'jwk' })

/** What OpenSSL says about ECDSA with SHA-256 over the message: any length of r ‖ s but 64 bytes is wrong, high s is right. */
export function nodeVerifies(signer: string, message: string, signature: string): boolean {
  const key = createPublicKey({ key: jwk(signer), format: 'jwk' })
  return verify('sha256', getBytes(message), { key, dsaEncoding: 'ieee-p1363' }, getBytes(signature))
}
