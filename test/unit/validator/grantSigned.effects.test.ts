// What a signed grant changes, and when it changes nothing: sessions that it replaces, that are live already, or over.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, id as hashOf, MaxUint256, toBeHex, ZeroHash } from 'ethers'

import { renounceDigest, sessionId, sessionPreimage, sessionStruct, signDigest } from '../../../src'
import { alone } from '../../helpers/grantTypes'
import { eventsOf, refusal, storageOf, usageSlot, writesOf } from './helpers/chain'
import { anOp, check, DEFAULT_FEE, validate } from './helpers/op'
import { grant, installData } from './helpers/scene'
import { ask, entryOf, installSigned, ownerSigns, signGrant, submit, type SignedScene } from './helpers/signedGrant'
import { aSession, KEY, sessionFields, usageWord, type Used } from './helpers/session'

const old = aSession({ maxCalls: 5 })
const session = aSession()
const [OLD, ID] = [sessionId(old), sessionId(session)]
const REVOKED = MaxUint256 & 0xffffffffn

const granted = (scene: SignedScene) => [
  'SessionGranted',
  scene.account,
  ID,
  toBeHex(session.signer, 32),
  sessionFields(session),
]
const usage = async (scene: SignedScene, id: string): Promise<string> => (await storageOf(scene, id)).usage
const live = async (scene: SignedScene, id: string): Promise<boolean> => await scene.module.isLive(scene.account, id)

/** The session's key ends it. */
async function renounce({ module, account, address, chainId, version }: SignedScene): Promise<void> {
  const digest = renounceDigest({ module: address, chainId, account, sessionId: ID, version })
  await module.renounce(sessionPreimage(session), account, signDigest(KEY, digest))
}

describe('grantSigned: what it replaces', () => {
  it('T125 ends the session that it replaces, for good and with what was used of it, in one step', async () => {
    const scene = await loadFixture(installSigned)
    await grant(scene, old)
    await validate(scene, anOp(scene, old))
    const used: Used = { fee: DEFAULT_FEE, calls: 1n }
    expect(await usage(scene, OLD)).to.equal(usageWord(used))
    const sent = await submit(scene, session, await signGrant(scene, session, { replaces: OLD }))
    const ended = ['SessionRevoked', scene.account, OLD]
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([ended, granted(scene)])
    expect(await writesOf(sent)).to.deep.equal([usageSlot(OLD, scene.account), usageSlot(ID, scene.account)])
    expect(await usage(scene, OLD)).to.equal(usageWord({ ...used, epoch: REVOKED }))
    expect(await usage(scene, ID)).to.equal(usageWord({}))
    expect(await refusal(check(scene, anOp(scene, old)))).to.deep.equal(['SessionNotLive', OLD])
    expect(await refusal(scene.validator.grant.staticCall(sessionStruct(old)))).to.deep.equal([
      'SessionAlreadyRevoked',
      OLD,
    ])
  })

  it('T126 ends also an id that nobody has seen', async () => {
    const scene = await loadFixture(installSigned)
    const sent = await submit(scene, session, await signGrant(scene, session, { replaces: OLD }))
    expect((await eventsOf(Promise.resolve(sent)))[0]).to.deep.equal(['SessionRevoked', scene.account, OLD])
    expect(await usage(scene, OLD)).to.equal(usageWord({ epoch: REVOKED }))
    const why = ['SessionAlreadyRevoked', OLD]
    expect(await refusal(ask(scene, old, await signGrant(scene, old)))).to.deep.equal(why)
  })

  it('says and writes nothing of one that is revoked already', async () => {
    const scene = await loadFixture(installSigned)
    await scene.validator.revoke(OLD)
    const sent = await submit(scene, session, await signGrant(scene, session, { replaces: OLD }))
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([granted(scene)])
    expect(await writesOf(sent)).to.deep.equal([usageSlot(ID, scene.account)])
  })

  it('ends nothing where it replaces nothing', async () => {
    const scene = await loadFixture(installSigned)
    await grant(scene, old)
    await submit(scene, session, await signGrant(scene, session))
    expect([await live(scene, OLD), await live(scene, ID)]).to.deep.equal([true, true])
    expect(await usage(scene, ZeroHash)).to.equal(ZeroHash)
  })

  it('never replaces itself, also not of a session that is live', async () => {
    const scene = await loadFixture(installSigned)
    const signed = await signGrant(scene, session, { replaces: ID })
    expect(await refusal(ask(scene, session, signed))).to.deep.equal(['ReplacesItself', ID])
    await grant(scene, session)
    expect(await refusal(ask(scene, session, signed))).to.deep.equal(['ReplacesItself', ID])
  })

  it('T123 revokes when it takes effect, and not by a no-op', async () => {
    const scene = await loadFixture(installSigned)
    await grant(scene, old)
    await grant(scene, session)
    const sent = await submit(scene, session, await signGrant(scene, session, { replaces: OLD }))
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
    expect(await writesOf(sent)).to.deep.equal([])
    expect([await live(scene, OLD), await live(scene, ID)]).to.deep.equal([true, true])
  })

  it('T124 revokes nothing that the owner did not sign', async () => {
    const scene = await loadFixture(installSigned)
    await grant(scene, old)
    const signed = await signGrant(scene, session)
    const why = ['GrantSignatureNotValid', ID]
    expect(await refusal(ask(scene, session, { ...signed, replaces: OLD }))).to.deep.equal(why)
    const replacing = await signGrant(scene, session, { replaces: OLD })
    for (const replaces of [ZeroHash, hashOf('another session')])
      expect(await refusal(ask(scene, session, { ...replacing, replaces }))).to.deep.equal(why)
  })
})

describe('grantSigned: once, and again', () => {
  it('T123 of a session that is live does nothing, and asks for no signature', async () => {
    const scene = await loadFixture(installSigned)
    const signed = await signGrant(scene, session)
    await submit(scene, session, signed)
    await validate(scene, anOp(scene, session))
    const before = await storageOf(scene, ID)
    await scene.vouching.answerWith(3, ZeroHash, 0) // whoever asks now burns all gas
    for (const again of [signed, alone('0x01'), { ...signed, replaces: OLD, ownerSignature: '0x1234' }]) {
      const sent = await submit(scene, session, again)
      expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
      expect(await writesOf(sent)).to.deep.equal([])
      expect(await storageOf(scene, ID)).to.deep.equal(before)
    }
    expect(before.usage).to.equal(usageWord({ fee: DEFAULT_FEE, calls: 1n }))
  })

  it('T123 T140 no signature at all is no form of a grant, whether the session is live or not', async () => {
    const scene = await loadFixture(installSigned)
    await scene.vouching.answerWith(1, concat(['0x1626ba7e', new Uint8Array(28)]), 32) // a yes to everything
    expect(await refusal(ask(scene, session, alone('0x')))).to.deep.equal(['GrantDataNotValid'])
    await grant(scene, session)
    expect(await refusal(ask(scene, session, alone('0x')))).to.deep.equal(['GrantDataNotValid'])
    expect(await ask(scene, session, alone('0x01'))).to.equal(ID)
  })

  it('T123 T128 a no-op answers the id, and judges session and siblings all the same', async () => {
    const scene = await loadFixture(installSigned)
    await grant(scene, session)
    expect(await ask(scene, session, alone('0x01'))).to.equal(ID)
    const sibling = {
      chainId: scene.chainId,
      account: scene.account,
      epoch: ZeroHash,
      replaces: ZeroHash,
      sessionHash: ZeroHash,
    }
    const why = await refusal(ask(scene, session, { ...alone('0x01'), siblings: [sibling] }))
    expect(why).to.deep.equal(['SiblingsNotAscending', 0n, scene.chainId, 0n])
  })

  it('T125 I13 what was revoked stays so, under any signature', async () => {
    const scene = await loadFixture(installSigned)
    const early = await signGrant(scene, session)
    await submit(scene, session, early)
    await scene.validator.revoke(ID)
    for (const signed of [early, await signGrant(scene, session), await signGrant(scene, session, { replaces: OLD })])
      expect(await refusal(ask(scene, session, signed))).to.deep.equal(['SessionAlreadyRevoked', ID])
    await scene.validator.revokeAll(hashOf('salt'))
    const why = ['SessionAlreadyRevoked', ID]
    expect(await refusal(ask(scene, session, await signGrant(scene, session)))).to.deep.equal(why)
  })

  it('T126 a signed grant in a drawer is void once its id is revoked, and a wrong signature is named first', async () => {
    const scene = await loadFixture(installSigned)
    const drawer = await signGrant(scene, session, { replaces: OLD })
    await scene.validator.revoke(ID)
    expect(await refusal(ask(scene, session, drawer))).to.deep.equal(['SessionAlreadyRevoked', ID])
    expect(await refusal(ask(scene, session, alone('0x01')))).to.deep.equal(['GrantSignatureNotValid', ID])
    expect(await usage(scene, OLD)).to.equal(ZeroHash)
  })

  it('T125 T123 a renounced one comes back by no signature in that epoch', async () => {
    const scene = await loadFixture(installSigned)
    const signed = await signGrant(scene, session)
    await submit(scene, session, signed)
    await validate(scene, anOp(scene, session))
    await renounce(scene)
    const before = await storageOf(scene, ID)
    const why = ['SessionAlreadyRevoked', ID]
    for (const one of [signed, await signGrant(scene, session, { replaces: OLD }), alone('0x01')])
      expect(await refusal(ask(scene, session, one))).to.deep.equal(why)
    // The account itself can: with what was used of it.
    await grant(scene, session)
    expect(await usage(scene, ID)).to.equal(usageWord({ fee: DEFAULT_FEE, calls: 1n }))
    expect(BigInt(before.usage) ^ BigInt(await usage(scene, ID))).to.equal(1n << 31n)
  })

  it('T120 in a later epoch only a new signature grants it, with nothing used', async () => {
    const scene = await loadFixture(installSigned)
    const early = await signGrant(scene, session)
    await submit(scene, session, early)
    await validate(scene, anOp(scene, session))
    await renounce(scene)
    await scene.validator.revokeAll(hashOf('salt'))
    expect(await refusal(ask(scene, session, early))).to.deep.equal(['GrantSignatureNotValid', ID])
    await submit(scene, session, await signGrant(scene, session))
    expect(await usage(scene, ID)).to.equal(usageWord({ epoch: 3n }))
  })

  it('T162 no signature of one epoch works in another, though the counter of a reinstall can be guessed', async () => {
    const scene = await loadFixture(installSigned)
    const { epoch } = await entryOf(scene, session)
    await scene.validator.onUninstall('0x')
    await scene.validator.onInstall(installData())
    const now = (await entryOf(scene, session)).epoch
    const guess = toBeHex((BigInt(epoch) & ~0xffffffffn) | (BigInt(now) & 0xffffffffn), 32)
    for (const word of [epoch, guess]) {
      const signed = alone(ownerSigns(scene, [await entryOf(scene, session, { epoch: word })]))
      expect(await refusal(ask(scene, session, signed))).to.deep.equal(['GrantSignatureNotValid', ID])
    }
  })

  it('T84 is no ERC-6492 signature: what wraps one is handed on as it is, and nothing is called for it', async () => {
    const scene = await loadFixture(installSigned)
    const { ownerSignature } = await signGrant(scene, session)
    const prepare = scene.module.interface.encodeFunctionData('revokeAll', [ZeroHash])
    const parts = AbiCoder.defaultAbiCoder().encode(
      ['address', 'bytes', 'bytes'],
      [scene.account, prepare, ownerSignature],
    )
    const wrapped = concat([parts, `0x${'6492'.repeat(16)}`])
    const epoch = await scene.module.getEpoch(scene.account)
    expect(await refusal(ask(scene, session, alone(wrapped)))).to.deep.equal(['GrantSignatureNotValid', ID])
    expect(await scene.module.getEpoch(scene.account)).to.equal(epoch)
    expect(await ask(scene, session, alone(ownerSignature))).to.equal(ID)
  })
})
