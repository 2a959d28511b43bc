// Revocation of one session: always possible, final, and of no other.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { dataSlice, concat, toBeHex, ZeroHash, zeroPadValue } from 'ethers'

import { sessionId, sessionStruct } from '../../../src'
import { eventsOf, refusal, storageOf, usageSlot, writesOf } from './helpers/chain'
import { anOp, check, DEFAULT_FEE, validate, windowOf } from './helpers/op'
import { deployModule, grant, installData, installModule, newAccount } from './helpers/scene'
import { aSession, HOUR, START, usageWord } from './helpers/session'

const ID = sessionId(aSession())
const struct = sessionStruct(aSession())
const REVOKED = 2n ** 32n - 1n

describe('revoke', () => {
  it('ends a session with one write, and says so', async () => {
    const scene = await loadFixture(installModule)
    const { validator, module, account } = scene
    await grant(scene, aSession())
    const op = anOp(scene, aSession())
    expect(await check(scene, op)).to.equal(windowOf(START, START + HOUR))
    const sent = await validator.revoke(ID)
    expect(await writesOf(sent)).to.deep.equal([usageSlot(ID, account)])
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([['SessionRevoked', account, ID]])
    expect(await module.isLive(account, ID)).to.equal(false)
    expect(await refusal(check(scene, op))).to.deep.equal(['SessionNotLive', ID])
  })

  it('indexes account and id', async () => {
    const { validator, account } = await loadFixture(installModule)
    const receipt = await (await validator.revoke(ID)).wait()
    const topic = validator.interface.getEvent('SessionRevoked').topicHash
    expect(receipt?.logs.map(({ topics, data }) => [...topics, data])).to.deep.equal([
      [topic, zeroPadValue(account, 32).toLowerCase(), ID, '0x'],
    ])
  })

  it('leaves what was used readable', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    await validate(scene, anOp(scene, aSession()))
    await scene.validator.revoke(ID)
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ fee: DEFAULT_FEE, calls: 1n, epoch: REVOKED }))
  })

  it('writes and says nothing the second time', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    await scene.validator.revoke(ID)
    const sent = await scene.validator.revoke(ID)
    expect(await writesOf(sent)).to.deep.equal([])
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
  })

  it('T126 ends a session that was never seen: it cannot be granted any more', async () => {
    const { validator, account } = await loadFixture(installModule)
    expect(await eventsOf(validator.revoke(ID))).to.deep.equal([['SessionRevoked', account, ID]])
    expect(await refusal(validator.grant.staticCall(struct))).to.deep.equal(['SessionAlreadyRevoked', ID])
  })

  it('T125 works before the first install, for the time after it', async () => {
    const scene = await loadFixture(deployModule)
    const { validator, account } = scene
    expect(await eventsOf(validator.revoke(ID))).to.deep.equal([['SessionRevoked', account, ID]])
    expect(await storageOf(scene, ID)).to.deep.equal({ epoch: ZeroHash, usage: usageWord({ epoch: REVOKED }) })
    await validator.onInstall(installData())
    expect(await refusal(validator.grant.staticCall(struct))).to.deep.equal(['SessionAlreadyRevoked', ID])
  })

  it('T125 works after an uninstall, for the time after the next install', async () => {
    const scene = await loadFixture(installModule)
    const { validator, account } = scene
    await grant(scene, aSession())
    await validator.onUninstall('0x')
    expect(await eventsOf(validator.revoke(ID))).to.deep.equal([['SessionRevoked', account, ID]])
    expect(await refusal(validator.onInstall.staticCall(installData([aSession()])))).to.deep.equal([
      'SessionAlreadyRevoked',
      ID,
    ])
  })

  it('I13 stays final in every later epoch', async () => {
    const scene = await loadFixture(installModule)
    const { validator, module, account } = scene
    await grant(scene, aSession())
    await validator.revoke(ID)
    for (const salt of [1, 2, 3]) {
      await validator.revokeAll(toBeHex(salt, 32))
      expect(await refusal(validator.grant.staticCall(struct))).to.deep.equal(['SessionAlreadyRevoked', ID])
      expect(await eventsOf(validator.revoke(ID))).to.deep.equal([])
      expect(await module.isLive(account, ID)).to.equal(false)
    }
  })

  it('T131 tells ids apart that share all but one byte', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    for (let i = 0; i < 32; i++) {
      const byte = toBeHex(BigInt(dataSlice(ID, i, i + 1)) ^ 1n, 1)
      await scene.validator.revoke(concat([dataSlice(ID, 0, i), byte, dataSlice(ID, i + 1)]))
    }
    expect(await scene.module.isLive(scene.account, ID)).to.equal(true)
  })

  it('T105 leaves other sessions of the account alone', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const other = await grant(scene, aSession({ maxCalls: 5 }))
    await scene.validator.revoke(ID)
    expect(await scene.module.isLive(scene.account, other)).to.equal(true)
  })

  it('T135 T176 concerns the caller alone', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    const { validator, account } = await newAccount(scene.module)
    expect(await eventsOf(validator.revoke(ID))).to.deep.equal([['SessionRevoked', account, ID]])
    expect(await eventsOf(scene.module.revoke(ID))).to.deep.equal([['SessionRevoked', scene.stranger.address, ID]])
    expect(await scene.module.isLive(scene.account, ID)).to.equal(true)
    expect(await check(scene, anOp(scene, aSession()))).to.equal(windowOf(START, START + HOUR))
  })
})
