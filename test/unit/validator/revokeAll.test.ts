// The end of every session of an account, with one write.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ZeroHash } from 'ethers'

import { sessionId } from '../../../src'
import { epochSlot, eventsOf, refusal, storageOf, writesOf } from './helpers/chain'
import { anOp, check, validate, windowOf } from './helpers/op'
import { deployModule, grant, installModule, newAccount, SALT } from './helpers/scene'
import { aSession, HOUR, START, usageWord } from './helpers/session'

const MASK = (1n << 32n) - 1n

describe('revokeAll', () => {
  it('ends every session with one write, and stays installed', async () => {
    const scene = await loadFixture(installModule)
    const { validator, module, account } = scene
    const sessions = [1, 2, 3].map((maxCalls) => aSession({ maxCalls }))
    for (const session of sessions) await grant(scene, session)
    const sent = await validator.revokeAll(SALT)
    expect(await writesOf(sent)).to.deep.equal([epochSlot(account)])
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([
      ['EpochChanged', account, await module.getEpoch(account)],
    ])
    expect(await module.isInitialized(account)).to.equal(true)
    for (const session of sessions) {
      expect(await module.isLive(account, sessionId(session))).to.equal(false)
      expect(await refusal(check(scene, anOp(scene, session)))).to.deep.equal(['SessionNotLive', sessionId(session)])
      expect((await storageOf(scene, sessionId(session))).usage).to.equal(usageWord({}))
    }
  })

  it('I14 costs the same after fifty sessions as after none', async () => {
    const gas: bigint[] = []
    for (const count of [0, 50]) {
      const scene = await loadFixture(installModule)
      for (let i = 0; i < count; i++) await grant(scene, aSession({ maxCalls: i + 1 }))
      const receipt = await (await scene.validator.revokeAll(SALT)).wait()
      gas.push(receipt!.gasUsed)
    }
    expect(gas).to.deep.equal([gas[0], gas[0]])
  })

  it('T162 gives two in one block two tags, and moves on twice', async () => {
    const { mock, module, account } = await loadFixture(installModule)
    const call = module.interface.encodeFunctionData('revokeAll', [SALT])
    const words = (await eventsOf(mock.passAll([call, call]))).map(([, , epoch]) => BigInt(String(epoch)))
    expect(words.map((word) => word & MASK)).to.deep.equal([3n, 5n])
    expect(new Set(words.map((word) => word >> 32n)).size).to.equal(2)
    expect(BigInt(await module.getEpoch(account))).to.equal(words[1])
  })

  it('lets the account grant anew at once', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, aSession())
    await scene.validator.revokeAll(SALT)
    await grant(scene, aSession())
    expect(await validate(scene, anOp(scene, aSession()))).to.equal(windowOf(START, START + HOUR))
  })

  it('is refused before the first install', async () => {
    const { validator, account, module } = await loadFixture(deployModule)
    expect(await refusal(validator.revokeAll.staticCall(SALT))).to.deep.equal(['ModuleNotInstalled', account])
    expect(await module.getEpoch(account)).to.equal(ZeroHash)
  })

  it('is refused after an uninstall', async () => {
    const { validator, account } = await loadFixture(installModule)
    await validator.onUninstall('0x')
    expect(await refusal(validator.revokeAll.staticCall(SALT))).to.deep.equal(['ModuleNotInstalled', account])
  })

  it('T135 T176 concerns the caller alone', async () => {
    const scene = await loadFixture(installModule)
    const key = await grant(scene, aSession())
    const { validator, account } = await newAccount(scene.module)
    expect(await refusal(validator.revokeAll.staticCall(SALT))).to.deep.equal(['ModuleNotInstalled', account])
    expect(await refusal(scene.module.revokeAll.staticCall(SALT))).to.deep.equal([
      'ModuleNotInstalled',
      scene.stranger.address,
    ])
    expect(await scene.module.isLive(scene.account, key)).to.equal(true)
  })
})
