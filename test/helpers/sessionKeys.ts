// Session keys of every kind, as a test uses them: what is granted, and who signs. All signatures repeat.
import {
  AbiCoder,
  concat,
  dataLength,
  dataSlice,
  getBytes,
  hexlify,
  id,
  sha256,
  toUtf8Bytes,
  type SigningKey,
} from 'ethers'
import { generateKeyPairSync, sign as nodeSign } from 'node:crypto'

import type { Address, Hex, Signer, SignerKind } from '../../src'
import { fixedWallet } from './keys'
import { N, publicKeyOf, sign, signHash } from './p256'

export interface TestKey {
  readonly signerKind: SignerKind
  /** As in a session. */
  readonly signer: Hex
  /** As an app names it. */
  readonly named: Signer
  /** Of kind 2 only: bytes of each signature. */
  readonly signatureLength?: number
  /** Of 32 bytes. */
  readonly sign: (digest: string) => Hex
}

const coder = AbiCoder.defaultAbiCoder()

/** What was signed already: big numbers are slow. */
const signed = new Map<string, Hex>()

/** Over sha256(message), with a nonce that hangs on it: random enough for a test. */
function signOnce(secret: bigint, message: string): Hex {
  const name = `${secret} ${message}`
  const signature = signed.get(name) ?? sign(secret, message, secretOf(name))
  signed.set(name, signature)
  return signature
}

/** A number from 1 to the order of P-256 less one. */
export const secretOf = (name: string): bigint => (BigInt(id(`latchkey test key: ${name}`)) % (N - 1n)) + 1n
export function secp256k1Key(name = 'session'): TestKey & { readonly key: SigningKey } {
  const { address, signingKey: key } = fixedWallet(name)
  const signer = address as Address
  return { signerKind: 0, signer, named: signer, key, sign: (digest) => key.sign(digest).compactSerialized as Hex }
}

export function p256Key(name = 'session'): TestKey {
  const secret = secretOf(name)
  const signer = publicKeyOf(secret)
  return {
    signerKind: 1,
    signer,
    named: { kind: 'P-256', x: dataSlice(signer, 0, 32) as Hex, y: dataSlice(signer, 32) as Hex },
    sign: (digest) => signOnce(secret, digest),
  }
}

/** A key of ERC-7913. */
export function verifierKey(
  verifier: string,
  key: string,
  sign: (digest: string) => string,
  signatureLength = 64,
): TestKey {
  return {
    signerKind: 2,
    signer: concat([verifier, key]) as Hex,
    named: { kind: 'ERC-7913', verifier: verifier as Address, key: key as Hex },
    signatureLength,
    sign: (digest) => sign(digest) as Hex,
  }
}

/** For OpenZeppelin's ERC7913P256Verifier, which takes the digest as the hash. */
export function rawP256Key(verifier: string, name = 'session'): TestKey {
  const secret = secretOf(name)
  return verifierKey(verifier, publicKeyOf(secret), (digest) =>
    signHash(secret, digest, secretOf(`${secret} ${digest}`)),
  )
}

/** For the example P256Verifier: signs what a P-256 key of its own kind signs. */
export function hashingP256Key(verifier: string, name = 'session'): TestKey {
  const { signer, sign: signDigest } = p256Key(name)
  return verifierKey(verifier, signer, signDigest)
}

/** For OpenZeppelin's ERC7913RSAVerifier: 2048 bits, PKCS #1 v1.5 with SHA-256. A new key for each process. */
export function rsaKey(verifier: string): TestKey {
  const { publicKey, privateKey } = RSA
  const { e, n } = publicKey.export({ format: 'jwk' })
  const key = coder.encode(
    ['bytes', 'bytes'],
    [e, n].map((part) => Buffer.from(part ?? '', 'base64url')),
  )
  return verifierKey(verifier, key, (digest) => hexlify(nodeSign('sha256', getBytes(digest), privateKey)), 256)
}

const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 })

/** What an authenticator and a browser put into an assertion. */
export interface Assertion {
  /** User present 1, user verified 4, backup eligible 8, backed up 16. */
  readonly flags: number
  readonly authenticatorData: string
  readonly clientDataJson: string
  readonly challengeIndex: number
  readonly typeIndex: number
}

const challengeOf = (digest: string): string => Buffer.from(getBytes(digest)).toString('base64url')

/** A passkey, for OpenZeppelin's ERC7913WebAuthnVerifier. `changes` is what is not as a browser does it. */
export function passkey(
  verifier: string,
  name = 'session',
  changes: (digest: string) => Partial<Assertion> = () => ({}),
): TestKey {
  const secret = secretOf(name)
  const sign = (digest: string): string => assertion(secret, digest, changes(digest))
  return verifierKey(verifier, publicKeyOf(secret), sign, dataLength(sign(id('any'))))
}

/** abi.encode(r, s, challengeIndex, typeIndex, authenticatorData, clientDataJSON). */
function assertion(secret: bigint, digest: string, changes: Partial<Assertion>): string {
  const { flags = 0x05 } = changes
  const rpIdHash = sha256(toUtf8Bytes('app.example'))
  const authenticatorData = changes.authenticatorData ?? concat([rpIdHash, hexlify(Uint8Array.of(flags)), '0x00000007'])
  const clientDataJson =
    changes.clientDataJson ??
    `{"type":"webauthn.get","challenge":"${challengeOf(digest)}","origin":"https://app.example","crossOrigin":false}`
  const signature = signOnce(secret, concat([authenticatorData, sha256(toUtf8Bytes(clientDataJson))]))
  return coder.encode(
    ['bytes32', 'bytes32', 'uint256', 'uint256', 'bytes', 'string'],
    [
      dataSlice(signature, 0, 32),
      dataSlice(signature, 32),
      changes.challengeIndex ?? clientDataJson.indexOf('"challenge"'),
      changes.typeIndex ?? clientDataJson.indexOf('"type"'),
      authenticatorData,
      clientDataJson,
    ],
  )
}
