// Keys of every kind at the module: what each signs is accepted, and nothing else is; a wrong signature answers 1 and writes
// nothing, in the module or anywhere.
import { loadFixture, setCode } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataLength, dataSlice, id, toBeHex, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import { sessionId, type Address, type Hex } from '../../../src'
import {
  hashingP256Key,
  p256Key,
  passkey,
  rawP256Key,
  rsaKey,
  secp256k1Key,
  verifierKey,
  type TestKey,
} from '../../helpers/sessionKeys'
import { eventsOf, refusal, storageOf, writesOf } from './helpers/chain'
import { authorizationOf, keyedOp, sessionOf, signerPart, type Claim } from './helpers/keyedOp'
import { check, digestOf, USER_OP_HASH, windowOf, type Op } from './helpers/op'
import { grant, installModule, type Scene } from './helpers/scene'
import { HOUR, START } from './helpers/session'

const WINDOW = windowOf(START, START + HOUR)

interface Keys {
  readonly key: TestKey
  /** Of the same kind, granted nothing. */
  readonly other: TestKey
}

/** The module with every verifier, nothing granted. */
async function deployVerifiers() {
  const scene = await loadFixture(installModule)
  const deploy = async (name: string): Promise<string> => await (await ethers.deployContract(name)).getAddress()
  const raw = await deploy('ERC7913P256Verifier')
  const hashing = await deploy('P256Verifier')
  const webAuthn = await deploy('ERC7913WebAuthnVerifier')
  const rsa = await deploy('ERC7913RSAVerifier')
  const wallets = await deploy('WalletVerifierMock')
  const wallet = async (name: string): Promise<TestKey> => {
    const owner = secp256k1Key(name)
    const deployed = await ethers.deployContract('WalletMock', [owner.signer])
    return verifierKey(wallets, await deployed.getAddress(), (digest) => owner.key.sign(digest).serialized, 65)
  }
  const keys: Readonly<Record<string, Keys>> = {
    'a secp256k1 key': { key: secp256k1Key(), other: secp256k1Key('other') },
    'a P-256 key': { key: p256Key(), other: p256Key('other') },
    'a P-256 key by OpenZeppelin’s verifier': { key: rawP256Key(raw), other: rawP256Key(raw, 'other') },
    'a P-256 key by the example verifier': { key: hashingP256Key(hashing), other: hashingP256Key(hashing, 'other') },
    'a passkey': { key: passkey(webAuthn), other: passkey(webAuthn, 'other') },
    'an RSA key': { key: rsaKey(rsa), other: { ...rsaKey(rsa), sign: (digest) => rsaKey(rsa).sign(id(digest)) } },
    'a contract wallet': { key: await wallet('wallet'), other: await wallet('other wallet') },
  }
  return { scene, keys }
}

const KINDS = [
  'a secp256k1 key',
  'a P-256 key',
  'a P-256 key by OpenZeppelin’s verifier',
  'a P-256 key by the example verifier',
  'a passkey',
  'an RSA key',
  'a contract wallet',
] as const

async function open(kind: string): Promise<Keys & { readonly scene: Scene }> {
  const { scene, keys } = await loadFixture(deployVerifiers)
  const { key, other } = keys[kind]!
  await grant(scene, sessionOf(key))
  return { scene, key, other }
}

/** Answers 1, writes nothing, says nothing. */
async function expectFailed(scene: Scene, key: TestKey, op: Op): Promise<void> {
  const session = sessionId(sessionOf(key))
  const before = await storageOf(scene, session)
  expect(await check(scene, op)).to.equal(1n)
  const sent = await scene.validator.validateUserOp(op, USER_OP_HASH)
  expect(await writesOf(sent)).to.deep.equal([])
  expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
  expect(await storageOf(scene, session)).to.deep.equal(before)
}

const notLive = (key: TestKey, claimed: { signerKind: number; signer: string }): unknown[] => [
  'SessionNotLive',
  sessionId(sessionOf({ ...key, ...claimed } as TestKey)),
]

for (const kind of KINDS)
  describe(`validateUserOp: ${kind}`, () => {
    it('is accepted for what it signed, and counted', async () => {
      const { scene, key } = await open(kind)
      const op = keyedOp(scene, key)
      const before = await storageOf(scene, sessionId(sessionOf(key)))
      expect(await check(scene, op)).to.equal(WINDOW)
      await scene.validator.validateUserOp(op, USER_OP_HASH)
      expect(await storageOf(scene, sessionId(sessionOf(key)))).to.not.deep.equal(before)
    })

    it('T97 I10 answers 1 and writes nothing to the signature of another key', async () => {
      const { scene, key, other } = await open(kind)
      const signature = other.sign(digestOf(scene, authorizationOf(key, sessionOf(key))))
      await expectFailed(scene, key, keyedOp(scene, key, { signature }))
    })

    it('T97 I10 answers 1 and writes nothing to the signature of another digest', async () => {
      const { scene, key } = await open(kind)
      for (const digest of [id('another digest'), USER_OP_HASH, sessionId(sessionOf(key)), ZeroHash])
        await expectFailed(scene, key, keyedOp(scene, key, { digest }))
    })

    it('I10 T66 T168 answers 1 to a signature for another chain or module', async () => {
      const { scene, key } = await open(kind)
      const authorization = authorizationOf(key, sessionOf(key))
      for (const other of [
        { ...scene, chainId: scene.chainId + 1n },
        { ...scene, address: scene.account },
      ])
        await expectFailed(scene, key, keyedOp(scene, key, { digest: digestOf(other, authorization) }))
    })

    it('T97 answers 1 and writes nothing to zeros and ones, and never reverts', async () => {
      const { scene, key } = await open(kind)
      const length = key.signatureLength ?? 64
      for (const byte of ['00', 'ff', '01'])
        await expectFailed(scene, key, keyedOp(scene, key, { signature: `0x${byte.repeat(length)}` }))
    })

    it('I10 signs for one session: under other terms it is not live', async () => {
      const { scene, key } = await open(kind)
      const more = sessionOf(key, { maxCalls: 101 })
      const authorization = authorizationOf(key, more)
      const op = keyedOp(scene, key, {}, {})
      const signature = concat([authorization, key.sign(digestOf(scene, authorization))])
      expect(await refusal(check(scene, { ...op, signature }))).to.deep.equal(['SessionNotLive', sessionId(more)])
    })

    it('T7 has an exact length: cut or longer it is refused', async () => {
      const { scene, key } = await open(kind)
      const op = keyedOp(scene, key)
      const length = dataLength(op.signature)
      for (const signature of [dataSlice(op.signature, 0, -1), concat([op.signature, '0x00']), concat([op.signature, ZeroHash])])
        expect(await refusal(check(scene, { ...op, signature }))).to.deep.equal(['AuthorizationLengthMismatch', BigInt(dataLength(signature)), BigInt(length)])
    }) // prettier-ignore
  })

/** Both may be granted at once: the bytes are a point, and the first twenty of them an address. */
async function openTwins() {
  const { scene } = await loadFixture(deployVerifiers)
  const point = p256Key()
  const verifier = dataSlice(point.signer, 0, 20) as Address
  const twin = { ...verifierKey(verifier, dataSlice(point.signer, 20), (digest) => digest, 32), signer: point.signer }
  // Says yes to everything.
  await setCode(verifier, concat(['0x63', '0x024ad318', '0x60e01b5f5260205ff3']))
  return { scene, point, twin }
}

describe('validateUserOp: a key of one kind', () => {
  it('T172 is none of another: a P-256 point is no verifier with a key, though the bytes are equal', async () => {
    const { scene, point, twin } = await openTwins()
    await grant(scene, sessionOf(point))
    expect(await check(scene, keyedOp(scene, point))).to.equal(WINDOW)
    expect(await refusal(check(scene, keyedOp(scene, twin)))).to.deep.equal(notLive(twin, twin))
  })

  it('T172 is none of another: a verifier with a key is no P-256 point, though the bytes are equal', async () => {
    const { scene, point, twin } = await openTwins()
    await grant(scene, sessionOf(twin))
    expect(await check(scene, keyedOp(scene, twin))).to.equal(WINDOW)
    expect(await refusal(check(scene, keyedOp(scene, point)))).to.deep.equal(notLive(point, point))
    expect(sessionId(sessionOf(point))).to.not.equal(sessionId(sessionOf(twin)))
  })

  it('T172 is none of another: an address that is the lower bits of a hash is no P-256 key', async () => {
    const { scene, point } = await openTwins()
    await grant(scene, sessionOf(point))
    const word = ethers.keccak256(point.signer)
    for (const address of [dataSlice(word, 12), dataSlice(word, 11, 31), dataSlice(word, 0, 20)] as Hex[]) {
      const claimed: TestKey = { ...secp256k1Key(), signer: address }
      expect(await refusal(check(scene, keyedOp(scene, claimed)))).to.deep.equal(notLive(claimed, claimed))
    }
  })

  const claims: readonly (readonly [string, (key: TestKey) => Claim, (key: TestKey) => unknown[]])[] = [
    ['secp256k1, of its first 20 bytes', ({ signer }) => ({ kind: 0, signer: dataSlice(signer, 0, 20) }), (key) => notLive(key, { signerKind: 0, signer: dataSlice(key.signer, 0, 20) })],
    ['kind 3', () => ({ kind: 3 }), () => ['SignerKindNotSupported', 3n]],
    ['a verifier, of a key one byte shorter', ({ signer }) => ({ kind: 2, signer: signerPart(dataSlice(signer, 0, 63), 64) }), (key) => notLive(key, { signerKind: 2, signer: dataSlice(key.signer, 0, 63) })],
    ['a verifier, of a key one byte longer', ({ signer }) => ({ kind: 2, signer: signerPart(concat([signer, '0x00']), 64) }), (key) => notLive(key, { signerKind: 2, signer: concat([key.signer, '0x00']) })],
    ['a verifier, of no bytes', () => ({ kind: 2, signer: signerPart('0x', 64) }), (key) => notLive(key, { signerKind: 2, signer: '0x' })],
  ] // prettier-ignore
  for (const [what, claim, expected] of claims)
    it(`T172 T71 is none of another: a P-256 key claimed as ${what}`, async () => {
      const { scene, key } = await open('a P-256 key')
      expect(await refusal(check(scene, keyedOp(scene, key, claim(key))))).to.deep.equal(expected(key))
    })

  it('T70 is checked by the verifier that was granted: one that the op names is another session', async () => {
    const { scene, key } = await open('a P-256 key by the example verifier')
    const yes = p256Key('yes').signer.slice(0, 42) as Address
    await setCode(yes, concat(['0x63', '0x024ad318', '0x60e01b5f5260205ff3']))
    const theirs = verifierKey(yes, dataSlice(key.signer, 20), () => key.sign(ZeroHash), 64)
    expect(await refusal(check(scene, keyedOp(scene, theirs)))).to.deep.equal(notLive(theirs, theirs))
  })

  it('T71 says how long its signature is, and signed that: another length is another authorization', async () => {
    const { scene, key } = await open('a P-256 key by OpenZeppelin’s verifier')
    // This verifier would take a longer signature.
    const longer = { signer: signerPart(key.signer, 65) }
    const right = key.sign(digestOf(scene, authorizationOf(key, sessionOf(key), longer)))
    expect(await check(scene, keyedOp(scene, key, { ...longer, signature: concat([right, '0x1b']) }))).to.equal(WINDOW)
    const old = key.sign(digestOf(scene, authorizationOf(key, sessionOf(key))))
    await expectFailed(scene, key, keyedOp(scene, key, { ...longer, signature: concat([old, '0x1b']) }))
    await expectFailed(scene, key, keyedOp(scene, key, { signer: signerPart(key.signer, 0), signature: '0x' }))
    const mismatch = keyedOp(scene, key, { ...longer, signature: old })
    const length = dataLength(mismatch.signature)
    expect(await refusal(check(scene, mismatch))).to.deep.equal(['AuthorizationLengthMismatch', BigInt(length), BigInt(length + 1)])
  }) // prettier-ignore

  it('is refused with a bit in the head that has no meaning', async () => {
    const { scene, key } = await open('a P-256 key')
    for (const bit of [5, 6, 7])
      expect(await refusal(check(scene, keyedOp(scene, key, { kind: 1 | (1 << bit) })))).to.deep.equal(['HeadNotValid', BigInt(toBeHex(5 | (1 << bit)))])
  }) // prettier-ignore
})
