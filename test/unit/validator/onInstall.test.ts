// Installing begins an epoch and grants what came with it; installing again ends everything before.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, keccak256, toBeHex, zeroPadValue, ZeroHash } from 'ethers'

import { sessionId, signerWord, type Hex, type Session } from '../../../src'
import { eventsOf, refusal, stepsOf, storageOf, writesOf, epochSlot, usageSlot } from './helpers/chain'
import { anOp, check, validate, windowOf } from './helpers/op'
import { deployModule, grant, installData, installModule, newAccount, SALT } from './helpers/scene'
import { aSession, HOUR, sessionFields, START, usageWord } from './helpers/session'

const granted = (account: string, session: Session): unknown[] => [
  'SessionGranted',
  account,
  sessionId(session),
  signerWord(session),
  sessionFields(session),
]

const three = [aSession(), aSession({ maxCalls: 5 }), aSession({ validUntil: START + 60 })]

describe('onInstall', () => {
  for (const sessions of [[], three.slice(0, 1), three])
    it(`begins the first epoch and grants ${sessions.length} sessions, in order`, async () => {
      const scene = await loadFixture(deployModule)
      const { validator, module, account } = scene
      expect(await eventsOf(validator.onInstall(installData(sessions)))).to.deep.equal([
        ['EpochChanged', account, toBeHex(1, 32)],
        ...sessions.map((session) => granted(account, session)),
      ])
      expect(await module.getEpoch(account)).to.equal(toBeHex(1, 32))
      for (const session of sessions) {
        expect(await module.isLive(account, sessionId(session))).to.equal(true)
        expect((await storageOf(scene, sessionId(session))).usage).to.equal(usageWord({}))
      }
    })

  it('writes one slot for the epoch and one for each session', async () => {
    const scene = await loadFixture(deployModule)
    const sent = await scene.validator.onInstall(installData(three))
    expect(await writesOf(sent)).to.deep.equal([
      epochSlot(scene.account),
      ...three.map((session) => usageSlot(sessionId(session), scene.account)),
    ])
  })

  it('indexes the account, the id and the signer word of a granted session', async () => {
    const { validator, account } = await loadFixture(deployModule)
    const receipt = await (await validator.onInstall(installData([aSession()]))).wait()
    const event = validator.interface.getEvent('SessionGranted').topicHash
    expect(receipt?.logs.map(({ topics }) => topics)).to.deep.equal([
      [validator.interface.getEvent('EpochChanged').topicHash, zeroPadValue(account, 32).toLowerCase()],
      [event, zeroPadValue(account, 32).toLowerCase(), sessionId(aSession()), signerWord(aSession())],
    ])
  })

  it('T142 grants a session that it is told twice once', async () => {
    const { validator, account } = await loadFixture(deployModule)
    expect(await eventsOf(validator.onInstall(installData([aSession(), aSession()])))).to.deep.equal([
      ['EpochChanged', account, toBeHex(1, 32)],
      granted(account, aSession()),
    ])
  })

  it('keeps the tag of an even counter, whatever the salt: a grant can be signed before', async () => {
    const { validator, module, account } = await loadFixture(deployModule)
    await validator.onUninstall('0x1234')
    const tag = BigInt(await module.getEpoch(account))
    expect(tag >> 32n).not.to.equal(0n)
    await validator.onInstall(installData([], id('any salt') as Hex))
    expect(await module.getEpoch(account)).to.equal(toBeHex(tag + 1n, 32))
  })

  it('lets a session act at once', async () => {
    const scene = await loadFixture(deployModule)
    await scene.validator.onInstall(installData([aSession()]))
    expect(await validate(scene, anOp(scene, aSession()))).to.equal(windowOf(START, START + HOUR))
  })

  it('T135 concerns the caller alone', async () => {
    const { module, validator, account } = await loadFixture(deployModule)
    const other = await newAccount(module)
    await other.validator.onInstall(installData([aSession()]))
    expect(await module.getEpoch(account)).to.equal(ZeroHash)
    expect(await module.isLive(account, sessionId(aSession()))).to.equal(false)
    await validator.onInstall(installData())
    expect(await module.isLive(account, sessionId(aSession()))).to.equal(false)
    expect(await module.isLive(other.account, sessionId(aSession()))).to.equal(true)
  })

  it('installs nothing if one of the sessions may not be granted', async () => {
    const { validator, module, account } = await loadFixture(deployModule)
    const data = installData([aSession(), aSession({ maxCalls: 0 })])
    expect(await refusal(validator.onInstall.staticCall(data))).to.deep.equal(['MaxCallsZero'])
    expect(await refusal(validator.onInstall(data))).to.deep.equal(['MaxCallsZero'])
    expect(await module.isInitialized(account)).to.equal(false)
    expect(await module.isLive(account, sessionId(aSession()))).to.equal(false)
  })

  it('T125 refuses a session that was revoked before the module was installed', async () => {
    const { validator } = await loadFixture(deployModule)
    await validator.revoke(sessionId(aSession()))
    expect(await refusal(validator.onInstall.staticCall(installData([aSession()])))).to.deep.equal([
      'SessionAlreadyRevoked',
      sessionId(aSession()),
    ])
  })
})

describe('onInstall on an installed module', () => {
  it('T122 ends every session and begins an epoch under a new tag', async () => {
    const scene = await loadFixture(installModule)
    const { validator, module, account } = scene
    const key = await grant(scene, aSession())
    const op = anOp(scene, aSession())
    const tag = BigInt(keccak256(ZeroHash + SALT.slice(2))) >> 32n
    const epoch = toBeHex((tag << 32n) | 3n, 32)
    expect(await eventsOf(validator.onInstall(installData()))).to.deep.equal([['EpochChanged', account, epoch]])
    expect(await module.getEpoch(account)).to.equal(epoch)
    expect(await module.isInitialized(account)).to.equal(true)
    expect(await module.isLive(account, key)).to.equal(false)
    expect(await refusal(check(scene, op))).to.deep.equal(['SessionNotLive', key])
  })

  it('grants a session of the old epoch anew, with fresh usage', async () => {
    const scene = await loadFixture(installModule)
    const { validator, account } = scene
    const key = await grant(scene, aSession())
    await validate(scene, anOp(scene, aSession()))
    const [, event] = await eventsOf(validator.onInstall(installData([aSession()])))
    expect(event).to.deep.equal(granted(account, aSession()))
    expect((await storageOf(scene, key)).usage).to.equal(usageWord({ epoch: 3n }))
  })

  it('T125 refuses a session that was revoked in the old epoch', async () => {
    const scene = await loadFixture(installModule)
    const key = await grant(scene, aSession())
    await scene.validator.revoke(key)
    const call = scene.validator.onInstall.staticCall(installData([aSession()]))
    expect(await refusal(call)).to.deep.equal(['SessionAlreadyRevoked', key])
  })

  it('reads no block hash, so that it may run in validation', async () => {
    const scene = await loadFixture(installModule)
    const sent = await scene.validator.onInstall(installData([aSession()]))
    const steps = await stepsOf(sent)
    const banned = ['BLOCKHASH', 'NUMBER', 'TIMESTAMP', 'BALANCE', 'SELFBALANCE', 'ORIGIN', 'CREATE', 'CREATE2']
    expect(steps.filter(({ op }) => banned.includes(op))).to.deep.equal([])
  })

  it('leaves the module as it was if it is refused', async () => {
    const scene = await loadFixture(installModule)
    const key = await grant(scene, aSession())
    expect(await refusal(scene.validator.onInstall(installData([aSession({ maxCalls: 0 })])))).to.deep.equal([
      'MaxCallsZero',
    ])
    expect(await storageOf(scene, key)).to.deep.equal({ epoch: toBeHex(1, 32), usage: usageWord({}) })
  })
})
