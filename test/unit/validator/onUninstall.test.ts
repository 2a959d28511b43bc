// Uninstalling ends everything, always and for the same gas; coming back revives nothing.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { hexlify, randomBytes, toBeHex, ZeroHash } from 'ethers'

import { sessionId } from '../../../src'
import { eventsOf, refusal, storageOf, writesOf, epochSlot } from './helpers/chain'
import { anOp, check, validate } from './helpers/op'
import { deployModule, grant, installData, installModule, newAccount } from './helpers/scene'
import { aSession, usageWord } from './helpers/session'

const MASK = (1n << 32n) - 1n
const anyData = ['0x', '0x00', ZeroHash, installData([aSession()]), toBeHex(1n, 1000), hexlify(randomBytes(33))]

describe('onUninstall', () => {
  it('ends every session with one write', async () => {
    const scene = await loadFixture(installModule)
    const { validator, module, account } = scene
    const keys = [await grant(scene, aSession()), await grant(scene, aSession({ maxCalls: 5 }))]
    const op = anOp(scene, aSession())
    const sent = await validator.onUninstall('0x')
    expect(await writesOf(sent)).to.deep.equal([epochSlot(account)])
    const epoch = await module.getEpoch(account)
    expect(BigInt(epoch) & MASK).to.equal(2n)
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([['EpochChanged', account, epoch]])
    expect(await module.isInitialized(account)).to.equal(false)
    for (const key of keys) expect(await module.isLive(account, key)).to.equal(false)
    expect(await refusal(check(scene, op))).to.deep.equal(['SessionNotLive', keys[0]])
    expect((await storageOf(scene, keys[0]!)).usage).to.equal(usageWord({}))
  })

  for (const data of anyData)
    it(`takes any data: ${data.length / 2 - 1} bytes`, async () => {
      const { validator, module, account } = await loadFixture(installModule)
      const events = await eventsOf(validator.onUninstall(data))
      expect(events).to.deep.equal([['EpochChanged', account, await module.getEpoch(account)]])
      expect(BigInt(await module.getEpoch(account)) & MASK).to.equal(2n)
    })

  for (const data of anyData)
    it(`takes it also when not installed: ${data.length / 2 - 1} bytes`, async () => {
      const { validator, module, account } = await loadFixture(deployModule)
      expect(await eventsOf(validator.onUninstall(data))).to.deep.equal([
        ['EpochChanged', account, await module.getEpoch(account)],
      ])
      const epoch = BigInt(await module.getEpoch(account))
      expect(epoch & MASK).to.equal(0n)
      expect(epoch >> 32n).not.to.equal(0n)
    })

  it('T119 I14 costs exactly the same after fifty sessions as after none', async () => {
    const gas: bigint[] = []
    for (const count of [0, 1, 50]) {
      const { validator } = await loadFixture(deployModule)
      await validator.onInstall(installData(Array.from({ length: count }, (_, i) => aSession({ maxCalls: i + 1 }))))
      const receipt = await (await validator.onUninstall('0x')).wait()
      gas.push(receipt!.gasUsed)
    }
    expect(gas).to.deep.equal([gas[0], gas[0], gas[0]])
    expect(gas[0]).to.be.lessThan(60_000n)
  })

  it('T135 concerns the caller alone', async () => {
    const scene = await loadFixture(installModule)
    const key = await grant(scene, aSession())
    const other = await newAccount(scene.module)
    await other.validator.onUninstall('0x')
    await scene.module.onUninstall('0x')
    expect(await scene.module.getEpoch(scene.account)).to.equal(toBeHex(1, 32))
    expect(await scene.module.isLive(scene.account, key)).to.equal(true)
  })
})

describe('a reinstall', () => {
  it('T117 T118 I14 revives no session', async () => {
    const scene = await loadFixture(installModule)
    const { validator, module, account } = scene
    const sessions = [1, 2, 3, 4, 5].map((maxCalls) => aSession({ maxCalls }))
    for (const session of sessions) await grant(scene, session)
    await validator.onUninstall('0x')
    await validator.onInstall(installData())
    for (const session of sessions) {
      expect(await module.isLive(account, sessionId(session))).to.equal(false)
      expect(await refusal(check(scene, anOp(scene, session)))).to.deep.equal(['SessionNotLive', sessionId(session)])
    }
  })

  it('T120 grants an old session anew with fresh usage', async () => {
    const scene = await loadFixture(installModule)
    const key = await grant(scene, aSession())
    await validate(scene, anOp(scene, aSession()))
    await scene.validator.onUninstall('0x')
    await scene.validator.onInstall(installData([aSession()]))
    expect((await storageOf(scene, key)).usage).to.equal(usageWord({ epoch: 3n }))
  })

  it('T125 revives no revocation either: what was revoked stays so', async () => {
    const scene = await loadFixture(installModule)
    const key = await grant(scene, aSession())
    await scene.validator.revoke(key)
    await scene.validator.onUninstall('0x')
    const call = scene.validator.onInstall.staticCall(installData([aSession()]))
    expect(await refusal(call)).to.deep.equal(['SessionAlreadyRevoked', key])
  })

  it('T162 gives two uninstalls in one block two tags', async () => {
    const scene = await loadFixture(installModule)
    const { validator, mock, module, account } = scene
    const call = module.interface.encodeFunctionData('onUninstall', ['0x'])
    const events = await eventsOf(mock.passAll([call, call]))
    const words = events.map(([, , epoch]) => BigInt(String(epoch)))
    expect(words.map((word) => word & MASK)).to.deep.equal([2n, 2n])
    expect(new Set(words).size).to.equal(2)
    await validator.onInstall(installData())
    expect(await module.getEpoch(account)).to.equal(toBeHex(words[1]! + 1n, 32))
  })
})
