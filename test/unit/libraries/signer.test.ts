// What is a session key, and what it signed: each kind, at each of its edges, in the library alone.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import {
  computeAddress,
  concat,
  dataSlice,
  getBytes,
  hexlify,
  id,
  keccak256,
  sha256,
  toBeHex,
  ZeroAddress,
  ZeroHash,
} from 'ethers'
import fc from 'fast-check'
import { ethers } from 'hardhat'

import { signerWord, type Address, type Hex } from '../../../src'
import { SessionKeyValidator__factory } from '../../../typechain-types'
import { anAddress } from '../../client/builders'
import { hex32, hexBytes, RUNS } from '../../helpers/arbitraries'
import {
  B,
  bytesOf,
  G,
  keysFor,
  lift,
  mod,
  N,
  nodeVerifies,
  P,
  publicKeyOf,
  sign,
  signHash,
  wordOf,
} from '../../helpers/p256'
import { p256Key, secp256k1Key, secretOf } from '../../helpers/sessionKeys'

const errors = SessionKeyValidator__factory.createInterface()
const ACCOUNT = anAddress(0x1002)
const DIGEST = id('the digest of an op')
const SECRET = secretOf('session')
const KEY = publicKeyOf(SECRET)
const NONCE = 0x1234567n
const HALF = N / 2n
const MAX = 2n ** 256n - 1n

async function deploy() {
  const harness = await ethers.deployContract('SignerHarness')
  const address = (await harness.getAddress()) as Address
  return {
    address,
    /** Why it is no key; nothing if it is one. */
    refusal: async (kind: number, signer: string): Promise<unknown[]> =>
      await harness.requireValid(kind, signer, ACCOUNT).then(
        () => [],
        (thrown: unknown) => {
          const error = errors.parseError((thrown as { data: string }).data)
          return [error?.name, ...((error?.args.toArray() ?? []) as unknown[])]
        },
      ),
    wordOf: async (kind: number, signer: string) => await harness.signerWordOf(kind, signer),
    isSigned: async (kind: number, signer: string, signature: string, digest = DIGEST) =>
      await harness.isSignedBy(digest, kind, signer, signature),
  }
}

const bytes = (length: number, byte = '11'): Hex => `0x${byte.repeat(length)}`
const [gx, gy] = G!
const onZero = lift(0n)!
/** The point with the smallest x above zero. */
const small = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n].map(lift).find((point) => point !== undefined)!

describe('SignerLib: what is a session key', () => {
  const accepted: readonly (readonly [string, number, string])[] = [
    ['an address', 0, anAddress(7)],
    ['address 1', 0, toBeHex(1, 20)],
    ['the largest address', 0, bytes(20, 'ff')],
    ['the account of the session', 0, ACCOUNT],
    ['a P-256 point', 1, KEY],
    ['the base point', 1, bytesOf(G)],
    ['the base point, negated', 1, concat([wordOf(gx), wordOf(P - gy)])],
    ['a point whose x is zero', 1, bytesOf(onZero)],
    ['the public key of the largest secret', 1, publicKeyOf(N - 1n)],
    ['a verifier and one byte of key, a zero', 2, concat([anAddress(7), '0x00'])],
    ['a verifier that has no code yet', 2, concat([anAddress(0x7777), bytes(64)])],
    ['a verifier and a key, 65,535 bytes together', 2, concat([anAddress(7), bytes(65_515)])],
    ['the account as the key of a verifier', 2, concat([anAddress(7), ACCOUNT])],
  ]
  for (const [what, kind, signer] of accepted)
    it(`takes ${what}, of kind ${kind}`, async () => {
      const { refusal } = await loadFixture(deploy)
      expect(await refusal(kind, signer)).to.deep.equal([])
    })

  const refused: readonly (readonly [string, number, string])[] = [
    ['nothing', 0, '0x'],
    ['T60 address zero', 0, ZeroAddress],
    ['19 bytes', 0, bytes(19)],
    ['21 bytes', 0, bytes(21)],
    ['an address padded to a word', 0, toBeHex(7, 32)],
    ['a P-256 point', 0, KEY],
    ['nothing', 1, '0x'],
    ['T143 T144 x and y zero', 1, bytes(64, '00')],
    ['x and y of ones', 1, bytes(64, 'ff')],
    ['63 bytes of a point', 1, dataSlice(KEY, 0, 63)],
    ['65 bytes that begin with a point', 1, concat([KEY, '0x00'])],
    ['a point with the prefix 04', 1, concat(['0x04', KEY])],
    ['a compressed point', 1, concat(['0x02', dataSlice(KEY, 0, 32)])],
    ['an address', 1, anAddress(7)],
    ['T144 y and x', 1, concat([dataSlice(KEY, 32), dataSlice(KEY, 0, 32)])],
    ['T144 y one more', 1, concat([wordOf(gx), wordOf(gy + 1n)])],
    ['T144 x one more', 1, concat([wordOf(gx + 1n), wordOf(gy)])],
    ['T144 y zero', 1, concat([wordOf(gx), ZeroHash])],
    ['T144 x of the prime, which is zero to it', 1, concat([wordOf(P), wordOf(onZero[1])])],
    ['T144 x of the prime and a small x', 1, concat([wordOf(P + small[0]), wordOf(small[1])])],
    ['T144 y of the prime', 1, concat([wordOf(gx), wordOf(P)])],
    ['T144 a point of a curve with another b', 1, concat([wordOf(1n), wordOf(1n)])],
    ['T144 a point of secp256k1', 1, `0x${secp256k1Key().key.publicKey.slice(4)}`],
    ['nothing', 2, '0x'],
    ['T172 a verifier without a key', 2, anAddress(7)],
    ['19 bytes', 2, bytes(19)],
    ['T172 the verifier zero', 2, concat([ZeroAddress, bytes(64)])],
    ['T173 the account as verifier', 2, concat([ACCOUNT, bytes(64)])],
    ['more than 65,535 bytes', 2, concat([anAddress(7), bytes(65_516)])],
  ]
  for (const [what, kind, signer] of refused)
    it(`refuses ${what}, as kind ${kind}`, async () => {
      const { refusal } = await loadFixture(deploy)
      expect(await refusal(kind, signer)).to.deep.equal(['SignerNotValid', BigInt(kind), signer.toLowerCase()])
    })

  it('T173 refuses the module as verifier', async () => {
    const { refusal, address } = await loadFixture(deploy)
    const signer = concat([address, '0x01'])
    expect(await refusal(2, signer)).to.deep.equal(['SignerNotValid', 2n, signer.toLowerCase()])
  })

  it('refuses other kinds, whatever the key', async () => {
    const { refusal } = await loadFixture(deploy)
    for (const kind of [3, 4, 128, 255])
      for (const signer of ['0x', anAddress(7), KEY])
        expect(await refusal(kind, signer)).to.deep.equal(['SignerKindNotSupported', BigInt(kind)])
  })

  it('T144 takes 64 bytes as a P-256 key if and only if they are on the curve', async () => {
    const { refusal } = await loadFixture(deploy)
    const near = fc.bigInt(1n, 50n).map((x) => lift(x) ?? G!)
    const any = fc.tuple(fc.bigInt(0n, MAX), fc.bigInt(0n, MAX))
    const moved = fc
      .tuple(near, fc.constantFrom(0n, 1n, P))
      .map(([[x, y], by]) => [mod(x + by, 2n ** 256n), y] as const)
    await fc.assert(
      fc.asyncProperty(fc.oneof(any, near, moved), async ([x, y]) => {
        const isPoint = x < P && y < P && mod(y * y - x * x * x + 3n * x - B, P) === 0n
        expect((await refusal(1, concat([wordOf(x), wordOf(y)]))).length === 0).to.equal(isPoint)
      }),
      { numRuns: RUNS },
    )
  })
})

describe('SignerLib: what a P-256 key signed', () => {
  const right = sign(SECRET, DIGEST, NONCE)
  const [r, s] = [BigInt(dataSlice(right, 0, 32)), BigInt(dataSlice(right, 32))]
  const form = (first: bigint, second: bigint): string => concat([wordOf(first), wordOf(second)])

  it('is sha256 of the digest, as 64 bytes r and s: OpenSSL says so too', async () => {
    const { isSigned } = await loadFixture(deploy)
    expect(await isSigned(1, KEY, right)).to.equal(true)
    expect(nodeVerifies(KEY, DIGEST, right)).to.equal(true)
  })

  const wrong: readonly (readonly [string, string])[] = [
    ['nothing', '0x'],
    ['32 bytes', dataSlice(right, 0, 32)],
    ['63 bytes', dataSlice(right, 0, 63)],
    ['65 bytes', concat([right, '0x00'])],
    ['65 bytes with a recovery byte', concat([right, '0x1b'])],
    ['96 bytes', concat([right, ZeroHash])],
    ['128 bytes', concat([right, right])],
    ['T143 r zero', form(0n, s)],
    ['T143 s zero', form(r, 0n)],
    ['T143 r and s zero', form(0n, 0n)],
    ['T143 r of the order', form(N, s)],
    ['T143 s of the order', form(r, N)],
    ['T143 r and s of the order', form(N, N)],
    ['T144 r above the order', form(N + 1n, s)],
    ['T144 r and the order', form(mod(r + N, 2n ** 256n), s)],
    ['T144 s and the order', form(r, mod(s + N, 2n ** 256n))],
    ['r and s of ones', form(MAX, MAX)],
    ['T73 the high s', form(r, N - s)],
    ['s before r', form(s, r)],
    ['r negated', form(N - r, s)],
    ['one more than r', form(r + 1n, s)],
    ['one more than s', form(r, s + 1n)],
    ['another digest', sign(SECRET, id('another digest'), NONCE)],
    ['the digest, not hashed', signHash(SECRET, DIGEST, NONCE)],
    ['keccak256 of the digest', signHash(SECRET, keccak256(DIGEST), NONCE)],
    ['sha256 twice', sign(SECRET, sha256(DIGEST), NONCE)],
    ['another key', sign(SECRET + 1n, DIGEST, NONCE)],
  ]
  for (const [what, signature] of wrong)
    it(`is not signed by: ${what}`, async () => {
      const { isSigned } = await loadFixture(deploy)
      expect(await isSigned(1, KEY, signature)).to.equal(false)
    })

  it('T73 has a low s, up to half of the order: s and order less s are never both taken', async () => {
    const { isSigned } = await loadFixture(deploy)
    const edges = [1n, 2n, HALF - 1n, HALF, HALF + 1n, HALF + 2n, N - 2n, N - 1n]
    for (const edge of edges)
      for (const signer of keysFor(gx, edge, DIGEST)) {
        expect(nodeVerifies(signer, DIGEST, form(gx, edge)), `s ${edge}`).to.equal(true)
        expect(await isSigned(1, signer, form(gx, edge)), `s ${edge}`).to.equal(edge <= HALF)
      }
  })

  it('T144 may have any r below the order, also one whose point lies above it', async () => {
    const { isSigned } = await loadFixture(deploy)
    const above = Array.from({ length: 20 }, (_, i) => BigInt(i + 1)).filter((x) => lift(x + N) !== undefined)
    expect(above.length).to.be.greaterThan(5)
    for (const edge of [...above, 1n, 2n, 3n, 4n, 5n, N - 1n, N - 2n, N - 3n, N - 4n, N - 5n])
      for (const signer of keysFor(edge, 7n, DIGEST)) {
        expect(nodeVerifies(signer, DIGEST, form(edge, 7n)), `r ${edge}`).to.equal(true)
        expect(await isSigned(1, signer, form(edge, 7n)), `r ${edge}`).to.equal(true)
      }
  })

  it('is another one after any one bit has changed, of the signature or of the digest', async () => {
    const { isSigned } = await loadFixture(deploy)
    const flip = (hex: string, bit: number) =>
      hexlify(getBytes(hex).map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)))
    for (let bit = 0; bit < 512; bit++) expect(await isSigned(1, KEY, flip(right, bit)), `bit ${bit}`).to.equal(false)
    for (let bit = 0; bit < 256; bit++) expect(await isSigned(1, KEY, right, flip(DIGEST, bit))).to.equal(false)
  })

  it('is not what 64 bytes happen to be, nor of what is no point: never true, never an error', async () => {
    const { isSigned } = await loadFixture(deploy)
    await fc.assert(
      fc.asyncProperty(hex32, hex32, hexBytes(80), async (first, second, any) => {
        expect(await isSigned(1, KEY, concat([first, second]))).to.equal(false)
        expect(await isSigned(1, concat([first, second]), right)).to.equal(false)
        expect(await isSigned(1, KEY, any)).to.equal(false)
      }),
      { numRuns: RUNS },
    )
    for (const signer of [bytes(64, '00'), bytes(64, 'ff')]) expect(await isSigned(1, signer, right)).to.equal(false)
  })
})

describe('SignerLib: the word of a signer', () => {
  it('T172 is the address, or the kind and 31 bytes of the hash: the client computes the same', async () => {
    const { wordOf: word } = await loadFixture(deploy)
    expect(await word(0, ACCOUNT)).to.equal(toBeHex(BigInt(ACCOUNT), 32))
    for (const [kind, signer] of [[1, KEY], [2, concat([ACCOUNT, '0x01'])], [2, KEY]] as const) {
      const expected = concat([toBeHex(kind, 1), dataSlice(keccak256(signer), 0, 31)])
      expect(await word(kind, signer)).to.equal(expected)
      expect(signerWord({ signerKind: kind, signer: signer as Hex })).to.equal(expected)
    }
  }) // prettier-ignore

  it('T172 differs where the kind does, whatever the bytes: no key of one kind is one of another', async () => {
    const { wordOf: word } = await loadFixture(deploy)
    await fc.assert(
      fc.asyncProperty(fc.oneof(hexBytes(80), fc.constant(KEY)), async (signer) => {
        const words = [await word(1, signer), await word(2, signer)]
        expect(words.map((one) => dataSlice(one, 0, 1))).to.deep.equal(['0x01', '0x02'])
        expect(dataSlice(words[0]!, 1)).to.equal(dataSlice(words[1]!, 1))
        // The address that the lower bits of a hash look like has a word without the upper ones.
        for (const one of words)
          expect(await word(0, dataSlice(one, 12))).to.equal(toBeHex(BigInt(dataSlice(one, 12)), 32))
      }),
      { numRuns: RUNS },
    )
  })

  it('is what a secp256k1 signature is compared with, all of it: the lower bits alone are no key', async () => {
    const harness = await ethers.deployContract('SignerHarness')
    const { key, signer, sign: signed } = secp256k1Key()
    const asked = async (word: bigint) => await harness.isSignedByWord(DIGEST, 0, wordOf(word), signer, signed(DIGEST))
    expect(computeAddress(key)).to.equal(signer)
    expect(await asked(BigInt(signer))).to.equal(true)
    for (const kind of [1n, 2n, 3n, 255n]) expect(await asked(BigInt(signer) | (kind << 248n))).to.equal(false)
    expect(await asked(BigInt(signer) | (1n << 160n))).to.equal(false)
  })

  it('of a secp256k1 signature by nobody is refused, not compared with zero', async () => {
    const { isSigned } = await loadFixture(deploy)
    // r is the x coordinate of no point: the recovery fails, and answers address zero.
    const nobody = concat([wordOf(5n), wordOf(1n)])
    expect(await isSigned(0, ZeroAddress, nobody)).to.equal(false)
    expect(await isSigned(0, p256Key().signer, nobody)).to.equal(false)
  })
})
