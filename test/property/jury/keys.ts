// Session keys of all three kinds, made from random numbers that a seed gives, so that a run repeats bit by bit.
import { computeAddress, SigningKey, getBytes, sha256, keccak256 } from 'ethers'
import { createECDH, generateKeyPairSync, sign as signWithNode, type KeyObject } from 'node:crypto'

import { signDigest, type Address, type Hex } from '../../../src'
import { encode, bytesTail } from './abi'
import { join, number, slice } from './bytes'
import type { Random } from './Random'

/** What signs for a session. */
export interface SessionKey {
  readonly signerKind: 0 | 1 | 2
  /** As in the session. */
  readonly signer: Hex
  readonly signatureLength: number
  readonly sign: (digest: Hex) => Hex
  /** Another key of this kind, with signatures as long. */
  readonly stranger: (random: Random) => SessionKey
}

export type KeyName = 'secp256k1' | 'P-256' | 'ERC-7913 P-256' | 'ERC-7913 RSA'

/** Where the court has OpenZeppelin's verifiers. */
export const VERIFIERS = {
  p256: '0x7913000000000000000000000000000000000256',
  rsa: '0x7913000000000000000000000000000000002048',
} as const satisfies Record<string, Address>

export const keyOf = (name: KeyName, random: Random): SessionKey =>
  ({ secp256k1, 'P-256': p256, 'ERC-7913 P-256': verifierP256, 'ERC-7913 RSA': verifierRsa })[name](random)

export const secp256k1 = (random: Random): SessionKey => keyFrom(new SigningKey(random.bytes(32)))

export function keyFrom(key: SigningKey): SessionKey {
  return {
    signerKind: 0,
    signer: computeAddress(key.publicKey) as Address,
    signatureLength: 64,
    sign: (digest) => signDigest(key, digest),
    stranger: secp256k1,
  }
}

function p256(random: Random): SessionKey {
  const pair = new P256(random.bytes(32))
  return {
    signerKind: 1,
    signer: pair.point,
    signatureLength: 64,
    sign: (digest) => pair.sign(sha256(digest) as Hex),
    stranger: p256,
  }
}

/** The verifier reads 64 bytes and takes what follows them, too. */
function verifierP256(random: Random, more = random.pick([0, 0, 1, 37])): SessionKey {
  const pair = new P256(random.bytes(32))
  const tail = random.bytes(more)
  return {
    signerKind: 2,
    signer: join(VERIFIERS.p256, pair.point),
    signatureLength: 64 + more,
    sign: (digest) => join(pair.sign(digest), tail),
    stranger: (other) => verifierP256(other, more),
  }
}

/** Costly to make, so there is one. Its numbers are the only thing of a run that the seed does not give. */
let rsaPair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined

function verifierRsa(random: Random): SessionKey {
  rsaPair ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { privateKey, publicKey } = rsaPair
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' })
  const bytesOf = (text: string): Hex => `0x${Buffer.from(text, 'base64url').toString('hex')}`
  return {
    signerKind: 2,
    signer: join(VERIFIERS.rsa, encode(bytesTail(bytesOf(e)), bytesTail(bytesOf(n)))),
    signatureLength: 256,
    sign: (digest) => `0x${signWithNode('sha256', getBytes(digest), privateKey).toString('hex')}`,
    stranger: (other) => ({ ...verifierRsa(random), sign: () => other.bytes(256) }),
  }
}

const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

const modulo = (value: bigint): bigint => ((value % ORDER) + ORDER) % ORDER

/** By Euclid. */
function inverse(value: bigint): bigint {
  let [a, b, x, y] = [modulo(value), ORDER, 1n, 0n]
  while (a > 1n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x]
  return modulo(x)
}

/** The point of `secret` times the generator, x ‖ y. */
function multiple(secret: Hex): Hex {
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(Buffer.from(secret.slice(2), 'hex'))
  return `0x${curve.getPublicKey('hex').slice(2)}`
}

/** Node signs with random numbers, and a run must repeat: so the signature is worked out here. */
class P256 {
  readonly point: Hex

  constructor(private readonly secret: Hex) {
    this.point = multiple(secret)
  }

  /** r ‖ s, with low s. */
  sign(hash: Hex): Hex {
    const nonce = keccak256(join(this.secret, hash)) as Hex
    const r = modulo(BigInt(slice(multiple(nonce), 0, 32)))
    const s = modulo(inverse(BigInt(nonce)) * (BigInt(hash) + r * BigInt(this.secret)))
    return join(number(r, 32), number(s > ORDER / 2n ? ORDER - s : s, 32))
  }
}

/** The same signature in the form that is not allowed. */
export const withOtherS = (signature: Hex): Hex =>
  join(slice(signature, 0, 32), number(ORDER - BigInt(slice(signature, 32, 64)), 32), slice(signature, 64))
