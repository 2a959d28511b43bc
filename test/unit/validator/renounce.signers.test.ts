// The end of a session by its own key, of the kinds that are not secp256k1.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataSlice, id, ZeroAddress } from 'ethers'
import { ethers } from 'hardhat'

import { renounceDigest, sessionId, sessionPreimage } from '../../../src'
import { N, publicKeyOf, wordOf } from '../../helpers/p256'
import { hashingP256Key, p256Key, passkey, secp256k1Key, verifierKey, type TestKey } from '../../helpers/sessionKeys'
import { eventsOf, refusal, storageOf, usageSlot, writesOf } from './helpers/chain'
import { authorizationOf, keyedOp, sessionOf } from './helpers/keyedOp'
import { check, digestOf } from './helpers/op'
import { grant, installModule, newAccount, type Scene } from './helpers/scene'
import { usageWord } from './helpers/session'

async function deployKeys() {
  const scene = await loadFixture(installModule)
  const deploy = async (name: string, args: unknown[] = []): Promise<string> =>
    await (await ethers.deployContract(name, args)).getAddress()
  const owner = secp256k1Key('wallet')
  const wallets = await deploy('WalletVerifierMock')
  const wallet = await deploy('WalletMock', [owner.signer])
  const keys: Readonly<Record<string, TestKey>> = {
    'a P-256 key': p256Key(),
    'a P-256 key by a verifier': hashingP256Key(await deploy('P256Verifier')),
    'a passkey': passkey(await deploy('ERC7913WebAuthnVerifier')),
    'a contract wallet': verifierKey(wallets, wallet, (digest) => owner.key.sign(digest).serialized, 65),
  }
  return { scene, keys }
}

const digest = ({ address, chainId, account }: Scene, key: TestKey): string =>
  renounceDigest({ module: address, chainId, account, sessionId: sessionId(sessionOf(key)) })

const attempt = async (scene: Scene, key: TestKey, signature: string, changes = {}) =>
  await refusal(
    scene.module.renounce.staticCall({ ...sessionPreimage(sessionOf(key)), ...changes }, scene.account, signature),
  )

for (const kind of ['a P-256 key', 'a P-256 key by a verifier', 'a passkey', 'a contract wallet'])
  describe(`renounce by ${kind}`, () => {
    async function open(): Promise<{ scene: Scene; key: TestKey; id: string }> {
      const { scene, keys } = await loadFixture(deployKeys)
      const key = keys[kind]!
      return { scene, key, id: await grant(scene, sessionOf(key)) }
    }

    it('ends its live session, whoever submits it', async () => {
      const { scene, key, id } = await open()
      const { module, account } = scene
      const sent = await module.renounce(sessionPreimage(sessionOf(key)), account, key.sign(digest(scene, key)))
      expect(await writesOf(sent)).to.deep.equal([usageSlot(id, account)])
      expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([['SessionRenounced', account, id]])
      expect((await storageOf(scene, id)).usage).to.equal(usageWord({ epoch: (1n << 31n) | 1n }))
      expect(await refusal(check(scene, keyedOp(scene, key)))).to.deep.equal(['SessionNotLive', id])
    })

    it('is refused of another digest, of an op, and of another account', async () => {
      const { scene, key, id } = await open()
      const other = { ...scene, ...(await newAccount(scene.module)) }
      const op = digestOf(scene, authorizationOf(key, sessionOf(key)))
      for (const signed of [ethers.id('another digest'), op, digest(other, key), id])
        expect(await attempt(scene, key, key.sign(signed))).to.deep.equal(['RenounceSignatureNotValid', id])
    })

    it('is refused with a signature of another length', async () => {
      const { scene, key, id } = await open()
      const right = key.sign(digest(scene, key))
      // A verifier may overlook what its encoding only pads with, fewer than 32 bytes.
      for (const signature of ['0x', dataSlice(right, 0, -33)])
        expect(await attempt(scene, key, signature)).to.deep.equal(['RenounceSignatureNotValid', id])
      expect(await attempt(scene, key, right)).to.deep.equal(['(not refused)', []])
    })

    it('cannot be taken for an op', async () => {
      const { scene, key } = await open()
      expect(await check(scene, keyedOp(scene, key, { digest: digest(scene, key) }))).to.equal(1n)
    })
  })

describe('renounce', () => {
  it('T73 T143 takes a P-256 signature in one form', async () => {
    const { scene } = await loadFixture(deployKeys)
    const key = p256Key()
    const id = await grant(scene, sessionOf(key))
    const right = key.sign(digest(scene, key))
    const [r, s] = [dataSlice(right, 0, 32), dataSlice(right, 32)]
    const wrong = [
      concat([r, wordOf(N - BigInt(s))]),
      concat([wordOf(0n), s]),
      concat([r, wordOf(0n)]),
      concat([right, '0x00']),
    ]
    for (const signature of wrong)
      expect(await attempt(scene, key, signature)).to.deep.equal(['RenounceSignatureNotValid', id])
  })

  const point = p256Key().signer
  const malformed: readonly (readonly [string, number, string])[] = [
    ['T143 of a P-256 point of zeros', 1, `0x${'00'.repeat(64)}`],
    ['T144 of a point off the curve', 1, `0x${'11'.repeat(64)}`],
    ['of a P-256 point of 63 bytes', 1, dataSlice(point, 0, 63)],
    ['T172 of a verifier without a key', 2, dataSlice(point, 0, 20)],
    ['of a verifier of 19 bytes', 2, dataSlice(point, 0, 19)],
    ['of the verifier zero', 2, concat([ZeroAddress, '0x01'])],
  ]
  for (const [what, signerKind, signer] of malformed)
    it(`is refused: a preimage ${what}`, async () => {
      const { scene } = await loadFixture(deployKeys)
      const key = p256Key()
      const expected = ['SignerNotValid', BigInt(signerKind), signer.toLowerCase()]
      expect(await attempt(scene, key, key.sign(id('any')), { signerKind, signer })).to.deep.equal(expected)
    })

  it('T173 is refused: a preimage whose verifier is the account or the module', async () => {
    const { scene } = await loadFixture(deployKeys)
    for (const verifier of [scene.account, scene.address]) {
      const signer = concat([verifier, '0x01'])
      const expected = ['SignerNotValid', 2n, signer.toLowerCase()]
      expect(await attempt(scene, p256Key(), '0x', { signerKind: 2, signer })).to.deep.equal(expected)
    }
  })

  it('T172 is by the key of that kind: the same bytes as another kind are another session', async () => {
    const { scene } = await loadFixture(deployKeys)
    const key = p256Key()
    await grant(scene, sessionOf(key))
    // The first 20 bytes of this point are an address without code, so nobody signs for it.
    const claimed = sessionId(sessionOf({ ...key, signerKind: 2 }))
    const answer = await attempt(scene, key, key.sign(digest(scene, key)), { signerKind: 2 })
    expect(answer).to.deep.equal(['RenounceSignatureNotValid', claimed])
  })

  it('is by the session’s own key: another P-256 key ends it not', async () => {
    const { scene } = await loadFixture(deployKeys)
    const [key, other] = [p256Key(), p256Key('other')]
    const granted = await grant(scene, sessionOf(key))
    const signature = other.sign(digest(scene, key))
    expect(await attempt(scene, key, signature)).to.deep.equal(['RenounceSignatureNotValid', granted])
    const theirs = sessionId(sessionOf(other))
    expect(await attempt(scene, other, other.sign(digest(scene, other)))).to.deep.equal(['SessionNotLive', theirs])
    expect(other.signer).to.not.equal(publicKeyOf(1n))
  })
})
