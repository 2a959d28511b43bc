// One session, granted in every way that there is: what is stored and what is said are the same.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, toBeHex, ZeroHash, type ContractTransactionResponse } from 'ethers'
import { ethers } from 'hardhat'

import { sessionId, sessionStruct, UNLIMITED_CALLS, UNLIMITED_FEE, type Session } from '../../src'
import { epochSlot, usageSlot } from '../helpers/moduleStorage'
import { eventsOf, storageOf, writesOf } from '../unit/validator/helpers/chain'
import { anOp, check, USER_OP_HASH, type OpOptions } from '../unit/validator/helpers/op'
import { deployModule, installData, newAccount, SALT, type Scene } from '../unit/validator/helpers/scene'
import { aSession, aTransfer, inOrder, manyPermissions, anAddress, usageWord } from '../unit/validator/helpers/session'
import { attachedOp, installSigned, signGrant, submit, type SignedScene } from '../unit/validator/helpers/signedGrant'

const SESSIONS: Readonly<Record<string, Session>> = {
  'a metered one': aSession(),
  'one with a period, a paymaster and caps': aSession({
    period: 600,
    paymaster: anAddress(0x77),
    maxValue: 10n,
    permissions: inOrder([...manyPermissions(3, { maxValue: 5n }), aTransfer(anAddress(0x2009), 7n)]),
  }),
}

interface Granted {
  readonly event: unknown
  readonly usage: string
}

/** The event of the grant without its account, and the usage without the epoch: what the ways have in common. */
async function grantedBy(scene: Scene, sent: ReturnType<Scene['validator']['grant']>, id: string): Promise<Granted> {
  const events = (await eventsOf(sent)).filter(([name]) => name === 'SessionGranted')
  expect(events.map(([, account]) => account)).to.deep.equal([scene.account])
  const { usage } = await storageOf(scene, id)
  return { event: events[0]!.slice(2), usage }
}

describe('I15 the ways to grant', () => {
  for (const [what, session] of Object.entries(SESSIONS))
    it(`leave equal state and say the same, of ${what}`, async () => {
      const first = await loadFixture(deployModule)
      const id = sessionId(session)
      const atInstall = await grantedBy(first, first.validator.onInstall(installData([session])), id)

      const second = { ...first, ...(await newAccount(first.module)) }
      await second.validator.onInstall(installData())
      const byCall = await grantedBy(second, second.validator.grant(sessionStruct(session)), id)
      expect(byCall).to.deep.equal(atInstall)
      expect(byCall.usage).to.equal(toBeHex(1, 32))

      const third = { ...first, ...(await newAccount(first.module)) }
      await third.validator.onInstall(installData([session]))
      await third.validator.onInstall(installData([], SALT))
      const again = await grantedBy(third, third.validator.grant(sessionStruct(session)), id)
      expect(again).to.deep.equal({ ...atInstall, usage: toBeHex(3, 32) })
      const options = session.period === 0 ? {} : { periodIndex: 0 }
      if (session.permissions.length === 1)
        expect(await check(second, anOp(second, session, options))).to.equal(
          await check(third, anOp(third, session, options)),
        )
    })
})

const OLD = aSession({ maxCalls: 3 })

/** Sessions of one permission, with the op that they are used by. */
const SIGNED: Readonly<Record<string, readonly [Session, OpOptions]>> = {
  'a metered one': [aSession(), {}],
  'one with a period': [aSession({ period: 600 }), { periodIndex: 2 }],
  'one without limits': [
    aSession({ maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS, paymaster: anAddress(0x77) }),
    { sponsor: anAddress(0x77) },
  ],
}

interface Outcome {
  readonly events: unknown[][]
  /** Every slot that was written, with what it holds in the end. */
  readonly slots: Readonly<Record<string, string>>
}

async function outcomeOf(scene: SignedScene, sent: readonly ContractTransactionResponse[]): Promise<Outcome> {
  const events = await Promise.all(sent.map((one) => eventsOf(Promise.resolve(one))))
  const written = (await Promise.all(sent.map(writesOf))).flat()
  const slots = await Promise.all(
    [...new Set(written)].sort().map(async (slot) => [slot, await ethers.provider.getStorage(scene.address, slot)]),
  )
  return { events: events.flat(), slots: Object.fromEntries(slots) as Record<string, string> }
}

describe('I15 a grant by call, by signature, and attached to the first op', () => {
  for (const [what, [session, options]] of Object.entries(SIGNED))
    for (const replaces of [ZeroHash, sessionId(OLD)])
      it(`T132 leaves the same slots and says the same, of ${what}${replaces === ZeroHash ? '' : ' that replaces another'}`, async () => {
        const id = sessionId(session)
        const open = async (): Promise<SignedScene> => {
          const scene = await loadFixture(installSigned)
          await scene.validator.grant(sessionStruct(OLD))
          return scene
        }
        const use = async (scene: SignedScene) =>
          await scene.validator.validateUserOp(anOp(scene, session, options), USER_OP_HASH)

        const first = await open()
        const revoked = replaces === ZeroHash ? [] : [await first.validator.revoke(replaces)]
        const called = [...revoked, await first.validator.grant(sessionStruct(session))]
        const granted = await outcomeOf(first, called)
        const byCall = await outcomeOf(first, [...called, await use(first)])

        const second = await open()
        const submitted = await submit(second, session, await signGrant(second, session, { replaces }))
        expect(await outcomeOf(second, [submitted])).to.deep.equal(granted)
        expect(await outcomeOf(second, [submitted, await use(second)])).to.deep.equal(byCall)

        const third = await open()
        const op = attachedOp(third, session, await signGrant(third, session, { replaces }), options)
        const attached = await outcomeOf(third, [await third.validator.validateUserOp(op, USER_OP_HASH)])
        expect(attached).to.deep.equal(byCall)

        // The slots are those of the sessions, and nothing else.
        const { account } = third
        const mine = [usageSlot(account, id), ...(replaces === ZeroHash ? [] : [usageSlot(account, replaces)])]
        expect(Object.keys(byCall.slots).sort()).to.deep.equal(mine.sort())
        expect(mine).not.to.include(epochSlot(account))
        if (replaces !== ZeroHash) {
          const ended = concat([usageWord({}).slice(0, -8), '0xffffffff'])
          expect(byCall.slots[usageSlot(account, replaces)]).to.equal(ended)
        }
      })
})
