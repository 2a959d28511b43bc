// The end of a session by its own key: submitted by anyone, for one account, chain and module.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import {
  concat,
  dataSlice,
  keccak256,
  toBeHex,
  TypedDataEncoder,
  ZeroAddress,
  ZeroHash,
  zeroPadValue,
  type SigningKey,
} from 'ethers'

import { sessionId, sessionPreimage, sessionStruct, type Session, type SessionPreimage } from '../../../src'
import { eventsOf, refusal, storageOf, usageSlot, writesOf } from './helpers/chain'
import { anOp, check, DEFAULT_FEE, digestOf, encodeWire, validate, wireOf } from './helpers/op'
import { deployModule, grant, installData, installModule, newAccount, type Scene } from './helpers/scene'
import { anAddress, aSession, KEY, OTHER_KEY, PAYMASTER, usageWord } from './helpers/session'

const ID = sessionId(aSession())
const preimage = sessionPreimage(aSession())
const TYPES = {
  Renounce: [
    { name: 'chainId', type: 'uint256' },
    { name: 'account', type: 'address' },
    { name: 'sessionId', type: 'bytes32' },
  ],
}
/** The last field of a usage word: this bit beside the counter, or all ones. */
const RENOUNCED = 1n << 31n
const REVOKED = 2n ** 32n - 1n
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

interface Words {
  readonly chainId: bigint
  readonly account: string
  readonly sessionId: string
  readonly verifyingContract: string
  readonly name: string
  readonly version: string
}

/** The digest of the typed data, as a wallet makes it. */
function digest(scene: Scene, words: Partial<Words> = {}): string {
  const domain = {
    name: words.name ?? 'Latchkey',
    version: words.version ?? '0.1.0',
    verifyingContract: words.verifyingContract ?? scene.address,
  }
  const message = { chainId: scene.chainId, account: scene.account, sessionId: ID, ...words }
  return TypedDataEncoder.hash(domain, TYPES, {
    chainId: message.chainId,
    account: message.account,
    sessionId: message.sessionId,
  })
}

const sign = (hash: string, key: SigningKey = KEY): string => key.sign(hash).compactSerialized
const NOT_SIGNED = ['RenounceSignatureNotValid', ID]

describe('renounce', () => {
  it('ends a live session, whoever submits it', async () => {
    const scene = await loadFixture(installModule)
    const { module, account } = scene
    await grant(scene, aSession())
    const op = anOp(scene, aSession())
    const sent = await module.renounce(preimage, account, sign(digest(scene)))
    expect(await writesOf(sent)).to.deep.equal([usageSlot(ID, account)])
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([['SessionRenounced', account, ID]])
    expect(await module.isLive(account, ID)).to.equal(false)
    expect(await refusal(check(scene, op))).to.deep.equal(['SessionNotLive', ID])
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ epoch: RENOUNCED | 1n }))
  })

  it('keeps what was used, also when the account itself grants the session anew', async () => {
    const scene = await loadFixture(installModule)
    const { module, account } = scene
    await grant(scene, aSession())
    await validate(scene, anOp(scene, aSession()))
    const used = { fee: DEFAULT_FEE, calls: 1n }
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord(used))
    await module.renounce(preimage, account, sign(digest(scene)))
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ ...used, epoch: RENOUNCED | 1n }))
    const again = scene.validator.grant(sessionStruct(aSession()))
    expect((await eventsOf(again)).map(([name]) => name)).to.deep.equal(['SessionGranted'])
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord(used))
    await validate(scene, anOp(scene, aSession()))
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ fee: 2n * DEFAULT_FEE, calls: 2n }))
  })

  it('lets the same signature end the session once more after it was granted anew', async () => {
    const scene = await loadFixture(installModule)
    const args = [preimage, scene.account, sign(digest(scene))] as const
    for (let i = 0; i < 2; i++) {
      await grant(scene, aSession())
      expect(await eventsOf(scene.module.renounce(...args))).to.deep.equal([['SessionRenounced', scene.account, ID]])
    }
  })

  it('is over with its epoch: in the next one the session is new, also for its usage', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    await validate(scene, anOp(scene, aSession()))
    await scene.module.renounce(preimage, scene.account, sign(digest(scene)))
    await scene.validator.revokeAll(ZeroHash)
    const call = scene.module.renounce.staticCall(preimage, scene.account, sign(digest(scene)))
    expect(await refusal(call)).to.deep.equal(['SessionNotLive', ID])
    await grant(scene, aSession())
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ epoch: 3n }))
  })

  it('is less than a revocation, which a renounced session can still have, and then never lives again', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    await scene.module.renounce(preimage, scene.account, sign(digest(scene)))
    expect(await eventsOf(scene.validator.revoke(ID))).to.deep.equal([['SessionRevoked', scene.account, ID]])
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ epoch: REVOKED }))
    expect(await refusal(scene.validator.grant.staticCall(sessionStruct(aSession())))).to.deep.equal([
      'SessionAlreadyRevoked',
      ID,
    ])
  })

  it('stands against a grant by signature of the same session in the same epoch, whoever signed it', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    await scene.module.renounce(preimage, scene.account, sign(digest(scene)))
    const signedGrant = { replaces: ZeroHash, siblings: [], ownerSignature: '0x12' }
    const call = () => scene.module.grantSigned.staticCall(scene.account, sessionStruct(aSession()), signedGrant)
    expect(await refusal(call())).to.deep.equal(['SessionAlreadyRevoked', ID])
    await scene.validator.revokeAll(ZeroHash)
    expect(await refusal(call())).to.deep.equal(['GrantSignatureNotValid', ID])
  })

  it('does not stand in the way of a grant that comes with it in one call', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const abi = scene.module.interface
    await scene.mock.passAll([
      abi.encodeFunctionData('renounce', [preimage, scene.account, sign(digest(scene))]),
      abi.encodeFunctionData('grant', [sessionStruct(aSession())]),
    ])
    expect(await scene.module.isLive(scene.account, ID)).to.equal(true)
  })

  it('can be submitted by the account itself and by another account', async () => {
    const scene = await loadFixture(installModule)
    const other = await newAccount(scene.module)
    await grant(scene, aSession())
    const args = [preimage, scene.account, sign(digest(scene))] as const
    expect(await refusal(scene.validator.renounce.staticCall(...args))).to.deep.equal(['(not refused)', []])
    expect(await eventsOf(other.validator.renounce(...args))).to.deep.equal([['SessionRenounced', scene.account, ID]])
  })

  it('takes every word of a session', async () => {
    const scene = await loadFixture(installModule)
    const fields: Partial<Session> = { paymaster: PAYMASTER, period: 600, maxValue: 7n, maxCalls: 8, validAfter: 9 }
    const session = aSession(fields)
    const id = await grant(scene, session)
    const signature = sign(digest(scene, { sessionId: id }))
    expect(await eventsOf(scene.module.renounce(sessionPreimage(session), scene.account, signature))).to.deep.equal([
      ['SessionRenounced', scene.account, id],
    ])
  })

  it('writes and says nothing when repeated, nor after a revocation', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const args = [preimage, scene.account, sign(digest(scene))] as const
    await scene.module.renounce(...args)
    const repeated = await scene.module.renounce(...args)
    await scene.validator.revoke(ID)
    for (const sent of [repeated, await scene.module.renounce(...args)]) {
      expect(await writesOf(sent)).to.deep.equal([])
      expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
    }
  })

  it('is refused of a session that is not live: never granted, not installed, of an older epoch', async () => {
    const scene = await loadFixture(deployModule)
    const attempt = () => refusal(scene.module.renounce.staticCall(preimage, scene.account, sign(digest(scene))))
    expect(await attempt()).to.deep.equal(['SessionNotLive', ID])
    await scene.validator.onInstall(installData())
    expect(await attempt()).to.deep.equal(['SessionNotLive', ID])
    await grant(scene, aSession())
    expect(await attempt()).to.deep.equal(['(not refused)', []])
    await scene.validator.revokeAll(ZeroHash)
    expect(await attempt()).to.deep.equal(['SessionNotLive', ID])
  })

  it('cannot make the grant of a session that is not live yet revert', async () => {
    const scene = await loadFixture(installModule)
    const { module, account, validator } = scene
    await grant(scene, aSession())
    const fresh = aSession({ maxCalls: 1 })
    const signature = sign(digest(scene, { sessionId: sessionId(fresh) }))
    const attempt = module.renounce.staticCall(sessionPreimage(fresh), account, signature)
    expect(await refusal(attempt)).to.deep.equal(['SessionNotLive', sessionId(fresh)])
    await validator.revoke(ID)
    await grant(scene, fresh)
    expect(await module.isLive(account, sessionId(fresh))).to.equal(true)
  })

  it('T65 ends the session on one account and on no other', async () => {
    const scene = await loadFixture(installModule)
    const other = await newAccount(scene.module)
    await grant(scene, aSession())
    await other.validator.onInstall(installData([aSession()]))
    const signature = sign(digest(scene, { account: other.account }))
    expect(await refusal(scene.module.renounce.staticCall(preimage, scene.account, signature))).to.deep.equal(
      NOT_SIGNED,
    )
    await scene.module.renounce(preimage, other.account, signature)
    expect(await scene.module.isLive(other.account, ID)).to.equal(false)
    expect(await scene.module.isLive(scene.account, ID)).to.equal(true)
  })
})

describe('a renunciation', () => {
  const signed: readonly (readonly [string, (scene: Scene) => string])[] = [
    ['by another key', (scene) => sign(digest(scene), OTHER_KEY)],
    ['T66 for another chain', (scene) => sign(digest(scene, { chainId: scene.chainId + 1n }))],
    ['T66 for no chain', (scene) => sign(digest(scene, { chainId: 0n }))],
    ['T65 for another account', (scene) => sign(digest(scene, { account: anAddress(7) }))],
    ['for another session', (scene) => sign(digest(scene, { sessionId: ZeroHash }))],
    ['for another module', (scene) => sign(digest(scene, { verifyingContract: anAddress(7) }))],
    ['under another name', (scene) => sign(digest(scene, { name: 'latchkey' }))],
    ['of another version', (scene) => sign(digest(scene, { version: '0.1.1' }))],
    ['of the id alone', () => sign(ID)],
    ['of 65 bytes', (scene) => KEY.sign(digest(scene)).serialized],
    ['of 64 bytes and one more', (scene) => concat([sign(digest(scene)), '0x00'])],
    ['of 63 bytes', (scene) => sign(digest(scene)).slice(0, -2)],
    ['of no bytes', () => '0x'],
    ['T73 with a high s', (scene) => highS(digest(scene))],
    ['T73 with the other parity', (scene) => otherParity(digest(scene))],
    ['T143 with r zero', (scene) => concat([ZeroHash, sign(digest(scene)).replace(/^0x.{64}/, '0x')])],
    ['T143 with s zero', (scene) => concat([sign(digest(scene)).slice(0, 66), ZeroHash])],
    ['of zeros', () => `0x${'00'.repeat(64)}`],
    ['of ones', () => `0x${'ff'.repeat(64)}`],
    ['that is the signature of an op', (scene) => sign(digestOf(scene, encodeWire(wireOf(aSession()))))],
  ]
  for (const [what, signature] of signed)
    it(`is refused: signed ${what}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, aSession())
      const call = scene.module.renounce.staticCall(preimage, scene.account, signature(scene))
      expect(await refusal(call)).to.deep.equal(NOT_SIGNED)
    })

  it('cannot be taken from the signature of an op of the session, nor the other way', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const op = anOp(scene, aSession(), { digest: digest(scene) })
    expect(await check(scene, op)).to.equal(1n)
  })

  const malformed: readonly (readonly [string, number, string, unknown[]])[] = [
    ['without a signer', 0, '0x', ['SignerNotValid', 0n, '0x']],
    ['with a signer of 19 bytes', 0, `0x${'11'.repeat(19)}`, ['SignerNotValid', 0n, `0x${'11'.repeat(19)}`]],
    ['with a signer of 21 bytes', 0, `${aSession().signer}00`, ['SignerNotValid', 0n, `${aSession().signer.toLowerCase()}00`]],
    ['with a signer of 32 bytes', 0, ZeroHash, ['SignerNotValid', 0n, ZeroHash]],
    ['T60 with signer zero', 0, ZeroAddress, ['SignerNotValid', 0n, ZeroAddress]],
    ['of a P-256 key that is no point', 1, `0x${'11'.repeat(64)}`, ['SignerNotValid', 1n, `0x${'11'.repeat(64)}`]],
    ['of an ERC-7913 verifier without a key', 2, `0x${'11'.repeat(20)}`, ['SignerNotValid', 2n, `0x${'11'.repeat(20)}`]],
    ['of an ERC-7913 verifier without code', 2, `0x${'11'.repeat(21)}`, ['RenounceSignatureNotValid', idOf({ ...preimage, signerKind: 2, signer: `0x${'11'.repeat(21)}` })]],
    ['of kind 3', 3, aSession().signer, ['SignerKindNotSupported', 3n]],
    ['of kind 255', 255, aSession().signer, ['SignerKindNotSupported', 255n]],
  ] // prettier-ignore
  for (const [what, signerKind, signer, reason] of malformed)
    it(`is refused: a preimage ${what}`, async () => {
      const scene = await loadFixture(installModule)
      const call = scene.module.renounce.staticCall(
        { ...preimage, signerKind, signer },
        scene.account,
        sign(digest(scene)),
      )
      expect(await refusal(call)).to.deep.equal(reason)
    })

  for (const word of ['window', 'limits', 'root'] as const)
    it(`is of another session with another ${word}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, aSession())
      const changed = { ...preimage, [word]: toBeHex(BigInt(preimage[word]) ^ 1n, 32) }
      const id = idOf(changed)
      expect(id).not.to.equal(ID)
      const call = scene.module.renounce.staticCall(changed, scene.account, sign(digest(scene)))
      expect(await refusal(call)).to.deep.equal(['RenounceSignatureNotValid', id])
    })

  it('is refused of somebody else: a key of one session ends no session of another key', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const theirs = sessionPreimage(aSession({ signer: anAddress(9) }))
    const call = scene.module.renounce.staticCall(theirs, scene.account, sign(digest(scene)))
    expect(await refusal(call)).to.deep.equal(['RenounceSignatureNotValid', idOf(theirs)])
  })
})

/** keccak256 of the four words. */
function idOf({ window, limits, root, signerKind, signer }: SessionPreimage): string {
  const hashed = concat([toBeHex(signerKind, 1), dataSlice(keccak256(signer), 0, 31)])
  return keccak256(concat([window, limits, root, signerKind === 0 ? zeroPadValue(signer, 32) : hashed]))
}

/** The same signature with s' = order - s: valid mathematically, one of two forms. */
function highS(hash: string): string {
  const { r, s } = KEY.sign(hash)
  return concat([r, toBeHex(ORDER - BigInt(s), 32)])
}

function otherParity(hash: string): string {
  const { r, yParityAndS } = KEY.sign(hash)
  return concat([r, toBeHex(BigInt(yParityAndS) ^ (1n << 255n), 32)])
}
