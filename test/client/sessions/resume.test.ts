// A page that starts: the session of before without a prompt, or none.
import { expect } from 'chai'

import { LatchkeyError, type Owner } from '../../../src'
import { expectRejection } from '../builders'
import { openLoop, passTime } from './stage'

describe('resume', () => {
  it('asks nobody and keeps nothing where there is no session', async () => {
    const { open, request, methods, store } = await openLoop()
    const sessions = await open({ store })
    expect(await sessions.resume(request())).to.equal(undefined)
    expect(methods()).to.deep.equal([])
    expect(await sessions.list()).to.deep.equal([])
  })

  it('answers the session of before, which can be used', async () => {
    const { open, request, methods, chain } = await openLoop()
    const before = await (await open()).ensure(request())
    const session = await (await open()).resume(request())
    expect(session?.id).to.equal(before.id)
    expect((await (await session?.contract(chain.socio3).upvotePost(0))?.wait())?.success).to.equal(true)
    expect(methods()).to.deep.equal(['sendCalls'])
  })

  it('answers the one in use itself', async () => {
    const { open, request } = await openLoop()
    const sessions = await open()
    const session = await sessions.ensure(request())
    expect(await sessions.resume(request())).to.equal(session)
  })

  it('answers none that does not cover what is asked, is about to end or is over', async () => {
    const { open, request, methods } = await openLoop()
    const sessions = await open()
    const session = await sessions.ensure(request({ calls: 5 }))
    expect(await sessions.resume(request({ calls: 6 }))).to.equal(undefined)
    expect(session.closed).to.equal(undefined)
    await passTime(3_300)
    expect(await sessions.resume(request({ calls: 5 }))).to.equal(undefined)
    await passTime(400)
    expect(await sessions.resume(request({ calls: 5 }))).to.equal(undefined)
    expect(methods()).to.deep.equal(['sendCalls'])
  })

  it('answers what the owner approved though nobody heard of it', async () => {
    const { open, request, owner, methods } = await openLoop()
    const dying: Owner = {
      ...owner,
      sendCalls: async (calls) => {
        await (await owner.sendCalls(calls)).wait()
        throw new LatchkeyError('OwnerDisconnected', { method: 'wallet_sendCalls' })
      },
    }
    await expectRejection((await open({ owner: dying })).ensure(request()), 'OwnerDisconnected', {})
    expect((await (await open()).resume(request()))?.closed).to.equal(undefined)
    expect((await (await open()).list()).map(({ state }) => state)).to.deep.equal(['live'])
    expect(methods()).to.deep.equal(['sendCalls'])
  })

  it('refuses what can be no session', async () => {
    const { open, request } = await openLoop()
    await expectRejection((await open()).resume(request({ expires: 'soon' as never })), 'DurationNotValid', {})
  })
})
