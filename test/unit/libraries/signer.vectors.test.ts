// P-256 against Wycheproof's vectors, with OpenSSL as an independent judge. The module's rule is one form per signature: 64
// bytes, r and s from 1 to the order less one, s in its lower half. So what Wycheproof calls valid with a high s is refused
// as it stands, and taken in the form that the client's p256Signature gives it.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataLength, dataSlice, id, sha256 } from 'ethers'
import { ethers } from 'hardhat'

import { p256Signature, type Hex } from '../../../src'
import { expectRefusal } from '../../client/builders'
import { keysFor, N, nodeVerifies } from '../../helpers/p256'
import { keys, vectors as lines } from '../../vectors/ecdsa_secp256r1_sha256_p1363.json'

interface Vector {
  readonly number: string
  /** x ‖ y. */
  readonly key: Hex
  readonly message: Hex
  readonly signature: Hex
  readonly valid: boolean
}

const hex = (text = ''): Hex => `0x${text === '-' ? '' : text}`

const vectors = lines.map((line): Vector => {
  const [number = '', key, message, signature, result] = line.split(' ')
  return {
    number,
    key: hex(keys[Number(key)]),
    message: hex(message),
    signature: hex(signature),
    valid: result === 'valid',
  }
})

const r = ({ signature }: Vector): bigint => BigInt(dataSlice(signature, 0, 32))
const s = ({ signature }: Vector): bigint => BigInt(dataSlice(signature, 32, 64))
const isLow = (vector: Vector): boolean => s(vector) <= N / 2n
const fits = ({ signature }: Vector): boolean => dataLength(signature) === 64
const inRange = (vector: Vector): boolean => [r(vector), s(vector)].every((value) => value > 0n && value < N)

const valid = vectors.filter((vector) => vector.valid)
const invalid = vectors.filter((vector) => !vector.valid)

/** Signed in place of the vectors' own messages where the module hashes for itself. */
const DIGEST = id('the digest of an op')

async function deploy() {
  const harness = await ethers.deployContract('SignerHarness')
  const verifier = await ethers.deployContract('ERC7913P256Verifier')
  const address = await verifier.getAddress()
  return {
    /** As a P-256 key, over sha256(digest). */
    byKey: async (signer: Hex, digest: string, signature: Hex) => await harness.isSignedBy(digest, 1, signer, signature),
    /** As an ERC-7913 key of OpenZeppelin's verifier, over a hash as it is. */
    byVerifier: async (signer: Hex, hash: string, signature: Hex) =>
      await harness.isSignedBy(hash, 2, concat([address, signer]), signature),
    isKey: async (signer: Hex) => await harness.requireValid(1, signer, address).then(() => true, () => false),
  } // prettier-ignore
}

describe('P-256 by Wycheproof’s vectors', () => {
  it('T144 are 262, of 111 keys, and OpenSSL judges each as they say', () => {
    expect([vectors.length, valid.length, new Set(keys).size]).to.deep.equal([262, 173, 111])
    for (const { number, key, message, signature, valid: expected } of vectors)
      expect(nodeVerifies(key, message, signature), number).to.equal(expected)
    // Both forms of s, and signatures of other lengths are among them.
    expect(valid.filter(isLow)).to.have.length(103)
    expect(invalid.filter((vector) => !fits(vector)).length).to.be.greaterThan(10)
  })

  it('T144 every key of theirs can be granted, edge cases too', async () => {
    const { isKey } = await loadFixture(deploy)
    for (const key of keys) expect(await isKey(hex(key)), key).to.equal(true)
  })

  it('T144 over their own messages: taken if valid with a low s, through a verifier', async () => {
    const { byVerifier } = await loadFixture(deploy)
    for (const vector of vectors) {
      const { number, key, message, signature } = vector
      const expected = vector.valid && isLow(vector)
      expect(await byVerifier(key, sha256(message), signature), number).to.equal(expected)
    }
  })

  it('T73 T144 over their own messages: valid ones with a high s are taken as the client gives them', async () => {
    const { byVerifier } = await loadFixture(deploy)
    for (const vector of valid) {
      const { number, key, message } = vector
      const signature = p256Signature(vector.signature)
      expect(signature === vector.signature, number).to.equal(isLow(vector))
      expect(await byVerifier(key, sha256(message), signature), number).to.equal(true)
      expect(nodeVerifies(key, message, signature), number).to.equal(true)
    }
  })

  it('T144 every valid r and s over a digest of the module, of a key computed for them', async () => {
    const { byKey } = await loadFixture(deploy)
    for (const vector of valid) {
      const { number, signature } = vector
      const computed = keysFor(r(vector), s(vector), DIGEST)
      expect(computed.length, number).to.be.greaterThan(0)
      for (const key of computed) {
        expect(nodeVerifies(key, DIGEST, signature), number).to.equal(true)
        expect(await byKey(key, DIGEST, signature), number).to.equal(isLow(vector))
        expect(await byKey(key, DIGEST, p256Signature(signature)), number).to.equal(true)
        expect(await byKey(key, id('another digest'), p256Signature(signature)), number).to.equal(false)
      }
    }
  })

  it('T143 T144 no invalid one, whatever is signed, and the client gives none that is out of range a form', async () => {
    const { byKey } = await loadFixture(deploy)
    for (const vector of invalid) {
      const { number, key, signature } = vector
      expect(await byKey(key, DIGEST, signature), number).to.equal(false)
      if (!fits(vector) || !inRange(vector))
        expectRefusal(() => p256Signature(signature), 'FieldNotValid', { field: 'signature' })
      else expect(await byKey(key, DIGEST, p256Signature(signature)), number).to.equal(false)
    }
  })
})
