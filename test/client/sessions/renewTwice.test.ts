// Renewals that meet each other: two clicks, two tabs, an answer that was lost.
import { expect } from 'chai'

import { LatchkeyError, type Owner } from '../../../src'
import { expectRejection } from '../builders'
import { commenting, openLoop } from './stage'

for (const typed of [false, true])
  describe(`a session that is renewed twice, by ${typed ? 'an owner who can sign' : 'calls'}`, () => {
    it('by two clicks at once leads to one prompt and one session', async () => {
      const { open, request, methods } = await openLoop({ typed })
      const sessions = await open()
      const old = await sessions.ensure(request())
      const [one, other] = await Promise.all([sessions.renew(old), sessions.renew(old)])
      expect(one).to.equal(other)
      expect(one.closed).to.equal(undefined)
      expect(methods().length).to.equal(2)
    })

    it('in two tabs leads to one prompt, and no session that nobody has', async () => {
      const { open, request, methods, chain, account } = await openLoop({ typed })
      const [here, there] = await Promise.all([open(), open()])
      const [mine, yours] = [await here.ensure(request()), await there.ensure(request())]
      const next = await here.renew(mine)
      const same = await there.renew(yours)
      expect(same.id).to.equal(next.id)
      expect(methods().length).to.equal(2)
      expect((await (await same.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect(await chain.module.isLive(account, mine.id)).to.equal(false)
    })

    it('of which the first answer was lost takes up what that one granted, without another prompt', async () => {
      const { open, request, methods, owner, chain } = await openLoop({ typed })
      let isDead = false
      const dying: Owner = {
        ...owner,
        sendCalls: async (calls) => {
          const sent = await owner.sendCalls(calls)
          if (!isDead) return sent
          await sent.wait()
          throw new LatchkeyError('OwnerDisconnected', { method: 'wallet_sendCalls' })
        },
      }
      const sessions = await open({ owner: dying })
      const old = await sessions.ensure(request())
      isDead = true
      await expectRejection(sessions.renew(old), 'OwnerDisconnected', {})
      isDead = false
      const next = await sessions.renew(old)
      expect(methods().length).to.equal(2)
      expect(next.id).not.to.equal(old.id)
      expect((await (await next.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    })
  })

describe('a session whose place another one took', () => {
  it('is not renewed over that one, which would live on with nobody to end it (T179)', async () => {
    const loop = await openLoop({ typed: false })
    const { open, request, chain, account, methods } = loop
    const sessions = await open()
    const old = await sessions.ensure(request())
    const wide = await sessions.ensure(request({ allow: [commenting(loop)] }))
    await expectRejection(sessions.renew(old), 'SessionClosed', {})
    expect(methods().length).to.equal(2)
    expect(await chain.module.isLive(account, wide.id)).to.equal(true)
    expect((await (await wide.contract(chain.socio3).createPost('hello')).wait()).success).to.equal(true)
  })
})
