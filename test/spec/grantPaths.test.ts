// One session, granted in every way that there is: what is stored and what is said are the same.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { toBeHex } from 'ethers'

import { sessionId, sessionStruct, type Session } from '../../src'
import { eventsOf, storageOf } from '../unit/validator/helpers/chain'
import { anOp, check } from '../unit/validator/helpers/op'
import { deployModule, installData, newAccount, SALT, type Scene } from '../unit/validator/helpers/scene'
import { aSession, aTransfer, inOrder, manyPermissions, anAddress } from '../unit/validator/helpers/session'

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
