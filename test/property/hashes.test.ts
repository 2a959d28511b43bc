// Every hash that is granted, looked up or signed, in three implementations: module, Lens and client, for sessions of
// every shape and trees of every size. FC_SEED repeats a run.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import {
  encodeAuthorization,
  MODULE_VERSION,
  permissionLeaf,
  permissionProof,
  permissionsRoot,
  renounceDigest,
  rootOf,
  sessionId,
  sessionPreimage,
  sessionStruct,
  signerWord,
  type Address,
} from '../../src'
import { deployCourt } from './jury/court'
import { placeVerifiers } from './jury/court'
import { Random } from './jury/Random'
import { sessionOf, SHAPES } from './jury/shapes'

const SEED = Number(process.env['FC_SEED'] ?? 1)
const MOST_PERMISSIONS = 40

/** The court, with the module installed on the account that sends the transactions. */
async function deploy() {
  const { module, lens, first } = await deployCourt()
  const [account] = await ethers.getSigners()
  await module.onInstall(ethers.AbiCoder.defaultAbiCoder().encode(['bytes32', 'bytes32[]'], [ZeroHash, []]))
  return { module, lens, chainId: first.chainId, moduleAddress: first.module, account: account!.address as Address }
}

describe(`module, Lens and client (FC_SEED=${SEED})`, () => {
  it('know a session of any shape by one id, and the event shows that session', async () => {
    const { module, lens, account } = await loadFixture(deploy)
    const random = new Random(SEED)
    for (const shape of SHAPES) {
      const { session } = sessionOf(shape, random)
      const struct = sessionStruct(session)
      const receipt = await (await module.grant(struct)).wait()
      const event = module.interface.parseLog(receipt!.logs[0]!)
      expect(event?.name).to.equal('SessionGranted')
      const { id, signerWord: word, session: shown } = event!.args.toObject() as Record<string, unknown>
      expect([id, word]).to.deep.equal([sessionId(session), signerWord(session)])
      expect(await lens.sessionId(struct)).to.equal(id)
      expect(await module.isLive(account, sessionId(session))).to.equal(true)
      const encode = (value: unknown): string => module.interface.encodeFunctionData('grant', [value as typeof struct])
      expect(encode(shown)).to.equal(encode(struct))
    }
  })

  it('build one tree over 1 to 40 permissions, and prove any of them alike', async () => {
    const { module, lens } = await loadFixture(deploy)
    const random = new Random(SEED)
    for (let count = 1; count <= MOST_PERMISSIONS; count++) {
      const { session } = sessionOf({ permissions: count, caps: true, fee: 1n }, random)
      const { permissions } = session
      expect(permissions).to.have.length(count)
      const struct = sessionStruct(session)
      const root = permissionsRoot(permissions)
      expect(await lens.permissionsRoot(struct.permissions)).to.equal(root)
      expect(await module.grant.staticCall(struct)).to.equal(sessionId(session))

      const index = random.below(count)
      expect(rootOf(permissionLeaf(permissions[index]!), permissionProof(permissions, index))).to.equal(root)
      const grant = { replaces: ZeroHash, siblings: [], ownerSignature: '0x' }
      expect(await lens.authorization(struct, { permissions: [index], periodIndex: 0, grant }, false, 64)).to.equal(
        encodeAuthorization({ session, permissionIndexes: [index], sponsored: false }),
      )
    }
  })

  it('take one digest for a renunciation', async () => {
    const { module, chainId, moduleAddress } = await loadFixture(deploy)
    await placeVerifiers()
    const random = new Random(SEED)
    for (const shape of SHAPES) {
      const { session, key } = sessionOf(shape, random)
      const account: Address = random.bytes(20)
      const place = { module: moduleAddress, version: MODULE_VERSION, chainId, account, sessionId: sessionId(session) }
      const preimage = sessionPreimage(session)
      const signature = key.sign(renounceDigest(place))
      // The signature is right, and only the session is not there; another one is refused before that.
      await expect(module.renounce.staticCall(preimage, account, signature))
        .to.be.revertedWithCustomError(module, 'SessionNotLive')
        .withArgs(place.sessionId)

      const elsewhere = key.sign(renounceDigest({ ...place, chainId: chainId + 1n }))
      await expect(module.renounce.staticCall(preimage, account, elsewhere))
        .to.be.revertedWithCustomError(module, 'RenounceSignatureNotValid')
        .withArgs(place.sessionId)
    }
  })
})
