// Which sessions live: granted on this account, in this epoch, not ended. And the window it answers.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ZeroHash } from 'ethers'

import { sessionId, type Session } from '../../../src'
import { refusal } from './helpers/chain'
import { anOp, check, USER_OP_HASH, validate, windowOf } from './helpers/op'
import { deployModule, grant, installData, installModule, newAccount, type Scene } from './helpers/scene'
import { addressOf, aSession, HOUR, KEY, keyOf, OTHER_KEY, START } from './helpers/session'

const WINDOW = windowOf(START, START + HOUR)
const ID = sessionId(aSession())
const NOT_LIVE = ['SessionNotLive', ID]

const endings: readonly (readonly [string, (scene: Scene) => Promise<unknown>])[] = [
  ['I13 revoked', async ({ validator }) => await validator.revoke(ID)],
  ['after revokeAll', async ({ validator }) => await validator.revokeAll(ZeroHash)],
  ['T117 after an uninstall', async ({ validator }) => await validator.onUninstall('0x')],
  ['T122 after a second install', async ({ validator }) => await validator.onInstall(installData())],
  [
    'T117 after an uninstall and an install',
    async ({ validator }) => {
      await validator.onUninstall('0x')
      await validator.onInstall(installData())
    },
  ],
  [
    'I13 revoked, then after revokeAll',
    async ({ validator }) => {
      await validator.revoke(ID)
      await validator.revokeAll(ZeroHash)
    },
  ],
]

describe('validateUserOp: a session', () => {
  it('lives once it is granted', async () => {
    const scene = await loadFixture(installModule)
    const op = anOp(scene, aSession())
    expect(await refusal(check(scene, op))).to.deep.equal(NOT_LIVE)
    await grant(scene, aSession())
    expect(await check(scene, op)).to.equal(WINDOW)
  })

  it('does not live where the module was never installed', async () => {
    const scene = await loadFixture(deployModule)
    expect(await refusal(check(scene, anOp(scene, aSession())))).to.deep.equal(NOT_LIVE)
  })

  for (const [when, end] of endings)
    it(`does not live ${when}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, aSession())
      const op = anOp(scene, aSession())
      expect(await check(scene, op)).to.equal(WINDOW)
      await end(scene)
      expect(await refusal(check(scene, op))).to.deep.equal(NOT_LIVE)
      expect(await scene.module.isLive(scene.account, ID)).to.equal(false)
    })

  it('lives on the account that granted it and on no other, installed or not', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const other = { ...scene, ...(await newAccount(scene.module)) }
    expect(await refusal(check(other, anOp(other, aSession())))).to.deep.equal(NOT_LIVE)
    await other.validator.onInstall(installData())
    expect(await refusal(check(other, anOp(other, aSession())))).to.deep.equal(NOT_LIVE)
    expect(await check(scene, anOp(scene, aSession()))).to.equal(WINDOW)
  })

  it('outlives the end of another', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const other = await grant(scene, aSession({ maxCalls: 5 }))
    await scene.validator.revoke(other)
    expect(await validate(scene, anOp(scene, aSession()))).to.equal(WINDOW)
  })

  it('T76 is of one key: another key has its own or none', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const theirs = aSession({ signer: addressOf(OTHER_KEY) })
    expect(await refusal(check(scene, anOp(scene, theirs, { key: OTHER_KEY })))).to.deep.equal([
      'SessionNotLive',
      sessionId(theirs),
    ])
    await grant(scene, theirs)
    expect(await check(scene, anOp(scene, theirs, { key: OTHER_KEY }))).to.equal(WINDOW)
    expect(await check(scene, anOp(scene, theirs, { key: KEY }))).to.equal(1n)
    expect(await check(scene, anOp(scene, aSession(), { key: OTHER_KEY }))).to.equal(1n)
  })

  it('T60 that is not known stays unknown, whatever the signature', async () => {
    const scene = await loadFixture(installModule)
    for (const signature of [`0x${'00'.repeat(64)}`, `0x${'ff'.repeat(64)}`, KEY.sign(ZeroHash).compactSerialized])
      expect(await refusal(check(scene, anOp(scene, aSession(), { signature })))).to.deep.equal(NOT_LIVE)
  })

  const windows: readonly (readonly [string, Partial<Session>])[] = [
    ['of one second', { validAfter: 7, validUntil: 8 }],
    ['from the beginning', { validAfter: 0, validUntil: 1 }],
    ['up to the last second', { validAfter: START, validUntil: 2 ** 47 - 1 }],
    ['long over', { validAfter: 1, validUntil: 1_000_000 }],
    ['yet to come', { validAfter: START + 10 * HOUR, validUntil: START + 11 * HOUR }],
  ]
  for (const [what, fields] of windows)
    it(`T50 I12 answers its window and reads no clock: ${what}`, async () => {
      const scene = await loadFixture(installModule)
      const session = aSession(fields)
      await grant(scene, session)
      expect(await validate(scene, anOp(scene, session))).to.equal(windowOf(session.validAfter, session.validUntil))
    })

  it('T63 is told by the op: one key with two sessions uses the one it signed for', async () => {
    const scene = await loadFixture(installModule)
    const [a, b] = [aSession({ maxCalls: 1 }), aSession({ maxCalls: 2 })]
    await grant(scene, a)
    await grant(scene, b)
    const [opA, opB] = [anOp(scene, a), anOp(scene, b)]
    await scene.validator.validateUserOp(opA, USER_OP_HASH)
    expect(BigInt(await scene.module.getUsage(scene.account, sessionId(b)))).to.equal(1n)
    // The signature of one under the authorization of the other.
    const mixed = { ...opB, signature: opB.signature.slice(0, -128) + opA.signature.slice(-128) }
    expect(await check(scene, mixed)).to.equal(1n)
  })

  it('is looked for on this account alone, with a key that nobody else can stand for', async () => {
    const scene = await loadFixture(installModule)
    const account = aSession({ signer: scene.account })
    await grant(scene, account)
    expect(await check(scene, anOp(scene, account, { key: keyOf('nobody') }))).to.equal(1n)
  })
})
