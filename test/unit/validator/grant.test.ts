// What a grant does: one slot, one event; nothing if the session lives already; never to what was revoked.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { toBeHex, ZeroHash, zeroPadValue } from 'ethers'

import { sessionId, sessionStruct, signerWord } from '../../../src'
import { eventsOf, refusal, storageOf, usageSlot, writesOf } from './helpers/chain'
import { anOp, check, DEFAULT_FEE, validate, windowOf } from './helpers/op'
import { deployModule, grant, installData, installModule, newAccount, type Scene } from './helpers/scene'
import { addressOf, aPermission, aSession, aTransfer, anAddress, HOUR, inOrder, keyOf } from './helpers/session'
import { manyPermissions, PAYMASTER, sessionFields, START, usageWord } from './helpers/session'

const struct = sessionStruct(aSession())
const ID = sessionId(aSession())

const granted = (account: string, session = aSession()): unknown[] => [
  'SessionGranted',
  account,
  sessionId(session),
  signerWord(session),
  sessionFields(session),
]

describe('grant', () => {
  it('writes one slot, the epoch of the grant, and says the whole session', async () => {
    const scene = await loadFixture(installModule)
    const { validator, account } = scene
    const session = aSession({
      paymaster: PAYMASTER,
      period: 600,
      maxCalls: 7,
      maxValue: 8n,
      maxFee: 9n,
      permissions: inOrder([aPermission({ maxValue: 3n }), aTransfer(anAddress(0x2001), 5n)]),
    })
    const sent = await validator.grant(sessionStruct(session))
    expect(await writesOf(sent)).to.deep.equal([usageSlot(sessionId(session), account)])
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([granted(account, session)])
    expect(await storageOf(scene, sessionId(session))).to.deep.equal({ epoch: toBeHex(1, 32), usage: toBeHex(1, 32) })
  })

  it('indexes account, id and signer word', async () => {
    const { validator, account } = await loadFixture(installModule)
    const receipt = await (await validator.grant(struct)).wait()
    expect(receipt?.logs.map(({ topics }) => topics)).to.deep.equal([
      [
        validator.interface.getEvent('SessionGranted').topicHash,
        zeroPadValue(account, 32).toLowerCase(),
        ID,
        signerWord(aSession()),
      ],
    ])
  })

  it('answers the id, and makes the session live', async () => {
    const { validator, module, account } = await loadFixture(installModule)
    expect(await validator.grant.staticCall(struct)).to.equal(ID)
    await validator.grant(struct)
    expect(await module.isLive(account, ID)).to.equal(true)
  })

  for (const count of [1, 2, 3, 10, 33])
    it(`writes one slot for ${count} permissions too`, async () => {
      const scene = await loadFixture(installModule)
      const session = aSession({ permissions: manyPermissions(count) })
      const sent = await scene.validator.grant(sessionStruct(session))
      expect(await writesOf(sent)).to.deep.equal([usageSlot(sessionId(session), scene.account)])
      expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([granted(scene.account, session)])
    })

  it('keeps sessions apart that differ in one field, each with a usage of its own', async () => {
    const scene = await loadFixture(installModule)
    const sessions = [
      aSession(),
      aSession({ validAfter: START + 1 }),
      aSession({ validUntil: START + HOUR + 1 }),
      aSession({ paymaster: PAYMASTER }),
      aSession({ period: 60 }),
      aSession({ maxCalls: 99 }),
      aSession({ maxValue: 1n }),
      aSession({ maxFee: 10n ** 15n - 1n }),
      aSession({ signer: addressOf(keyOf('another')) }),
      aSession({ permissions: [aPermission({ maxValue: 1n })] }),
      aSession({ permissions: [aPermission({ target: anAddress(0x2001) })] }),
      aSession({ permissions: [aPermission({ functionSignature: 'createPost(string)' })] }),
      aSession({ permissions: [aTransfer(anAddress(0x1003))] }),
    ]
    const ids = await Promise.all(sessions.map((one) => scene.validator.grant.staticCall(sessionStruct(one))))
    expect(new Set(ids).size).to.equal(sessions.length)
    expect(ids).to.deep.equal(sessions.map(sessionId))
    await grant(scene, sessions[0]!)
    for (const one of ids.slice(1)) expect(await scene.module.isLive(scene.account, one)).to.equal(false)
  })
})

describe('grant of a live session', () => {
  it('T128 writes nothing, says nothing, and answers the same id', async () => {
    const scene = await loadFixture(installModule)
    await scene.validator.grant(struct)
    expect(await scene.validator.grant.staticCall(struct)).to.equal(ID)
    const sent = await scene.validator.grant(struct)
    expect(await writesOf(sent)).to.deep.equal([])
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
  })

  it('T101 gives no usage back', async () => {
    const scene = await loadFixture(installModule)
    await scene.validator.grant(struct)
    await validate(scene, anOp(scene, aSession()))
    await scene.validator.grant(struct)
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ fee: DEFAULT_FEE, calls: 1n }))
  })

  it('is told from a session that only its text tells apart: the function has one selector', async () => {
    // Two texts with one selector.
    const [first, second] = ['transfer(address,uint256)', 'many_msg_babbage(bytes1)']
    const session = aSession({ permissions: [aPermission({ functionSignature: first })] })
    const same = aSession({ permissions: [aPermission({ functionSignature: second })] })
    expect(sessionId(same)).to.equal(sessionId(session))
    const { validator } = await loadFixture(installModule)
    await validator.grant(sessionStruct(session))
    expect(await eventsOf(validator.grant(sessionStruct(same)))).to.deep.equal([])
  })
})

describe('grant of a revoked session', () => {
  const later: readonly (readonly [string, (scene: Scene) => Promise<unknown>])[] = [
    ['in the same epoch', async () => {}],
    ['after revokeAll', async ({ validator }) => await validator.revokeAll(ZeroHash)],
    ['after a second install', async ({ validator }) => await validator.onInstall(installData())],
    [
      'after uninstall and install',
      async ({ validator }) => {
        await validator.onUninstall('0x')
        await validator.onInstall(installData())
      },
    ],
  ]
  for (const [when, step] of later)
    it(`T125 I13 is refused ${when}`, async () => {
      const scene = await loadFixture(installModule)
      await scene.validator.grant(struct)
      await scene.validator.revoke(ID)
      await step(scene)
      expect(await refusal(scene.validator.grant.staticCall(struct))).to.deep.equal(['SessionAlreadyRevoked', ID])
    })

  it('T126 is refused also if it was revoked before it was ever granted', async () => {
    const { validator } = await loadFixture(installModule)
    await validator.revoke(ID)
    expect(await refusal(validator.grant.staticCall(struct))).to.deep.equal(['SessionAlreadyRevoked', ID])
  })
})

describe('grant of a session of an older epoch', () => {
  it('T120 grants it anew, with fresh usage', async () => {
    const scene = await loadFixture(installModule)
    const { validator, account } = scene
    await validator.grant(struct)
    await validate(scene, anOp(scene, aSession()))
    await validator.revokeAll(ZeroHash)
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ fee: DEFAULT_FEE, calls: 1n }))
    expect(await eventsOf(validator.grant(struct))).to.deep.equal([granted(account)])
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ epoch: 3n }))
    expect(await check(scene, anOp(scene, aSession()))).to.equal(windowOf(START, START + HOUR))
  })
})

describe('grant where the module is not installed', () => {
  it('is refused before the first install', async () => {
    const { validator, account } = await loadFixture(deployModule)
    expect(await refusal(validator.grant.staticCall(struct))).to.deep.equal(['ModuleNotInstalled', account])
  })

  it('is refused after an uninstall', async () => {
    const { validator, account } = await loadFixture(installModule)
    await validator.onUninstall('0x')
    expect(await refusal(validator.grant.staticCall(struct))).to.deep.equal(['ModuleNotInstalled', account])
  })
})

describe('a grant of one account', () => {
  it('T176 concerns no other: a stranger grants for itself at most', async () => {
    const { module, account, stranger } = await loadFixture(installModule)
    expect(await refusal(module.grant.staticCall(struct))).to.deep.equal(['ModuleNotInstalled', stranger.address])
    await module.onInstall(installData([aSession()]))
    expect([await module.isLive(stranger, ID), await module.isLive(account, ID)]).to.deep.equal([true, false])
  })

  it('T77 T105 T128 leaves the other accounts their own session of the same id', async () => {
    const scene = await loadFixture(installModule)
    const other = { ...scene, ...(await newAccount(scene.module)) }
    await other.validator.onInstall(installData([aSession()]))
    await validate(other, anOp(other, aSession()))
    expect(await eventsOf(scene.validator.grant(struct))).to.deep.equal([granted(scene.account)])
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({}))
    await other.validator.revoke(ID)
    expect(await scene.module.isLive(scene.account, ID)).to.equal(true)
    expect(await scene.module.isLive(other.account, ID)).to.equal(false)
  })
})
