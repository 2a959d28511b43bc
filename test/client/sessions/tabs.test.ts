// Tabs that race, programs that die, owners who say no: what is lost, and what is not.
import { expect } from 'chai'

import { LatchkeyError, type Owner, type SessionStore } from '../../../src'
import { expectRejection } from '../builders'
import { openLoop, type Loop } from './stage'

/** The same without turns, as stores are that cannot. */
const withoutTurns = (store: SessionStore): SessionStore => ({
  load: async (place) => await store.load(place),
  save: async (place, entry) => await store.save(place, entry),
  remove: async (place) => await store.remove(place),
})

/** An app that dies once the owner has approved, before it hears of it. */
const dying = (owner: Owner): Owner => ({
  ...owner,
  sendCalls: async (request) => {
    const sent = await owner.sendCalls(request)
    await sent.wait()
    throw new LatchkeyError('OwnerDisconnected', { method: 'wallet_sendCalls' })
  },
})

/** A wallet asks one thing after the other. */
function oneByOne(owner: Owner): Owner {
  let turn: Promise<unknown> = Promise.resolve()
  return {
    ...owner,
    sendCalls: async (request) => {
      const answer = turn.then(async () => await owner.sendCalls(request))
      turn = answer.catch(() => undefined)
      return await answer
    },
  }
}

const kept = async ({ open }: Loop) => (await (await open()).list()).map(({ state }) => state)

describe('two tabs', () => {
  it('that ask at once share one prompt and one session', async () => {
    const { open, request, methods } = await openLoop()
    const [one, other] = await Promise.all([open(), open()])
    const [first, second] = await Promise.all([one.ensure(request()), other.ensure(request())])
    expect(second.id).to.equal(first.id)
    expect(methods()).to.deep.equal(['sendCalls'])
  })

  it('both have a session that works where their store knows no turns', async () => {
    const loop = await openLoop({ typed: false })
    const [store, owner] = [withoutTurns(loop.store), oneByOne(loop.owner)]
    await (await loop.open({ app: 'another' })).ensure(loop.request())
    const tabs = await Promise.all([1, 2].map(async () => await loop.open({ store, owner })))
    const sessions = await Promise.all(tabs.map(async (tab) => await tab.ensure(loop.request())))
    for (const session of sessions)
      expect((await (await session.contract(loop.chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    const third = await (await loop.open({ store })).ensure(loop.request())
    expect(sessions.map(({ id }) => id)).to.include(third.id)
    expect(loop.methods().length).to.equal(3)
  })
})

describe('an app that dies', () => {
  it('after the owner approved has its session without another prompt', async () => {
    const { open, owner, request, chain, methods } = await openLoop()
    await open({ owner: dying(owner) }).then(
      async (sessions) => await expectRejection(sessions.ensure(request()), 'OwnerDisconnected', {}),
    )
    const session = await (await open()).ensure(request())
    expect((await (await session.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    expect(methods()).to.deep.equal(['sendCalls'])
  })

  it('while the owner was asked asks for the very same session again', async () => {
    const loop = await openLoop()
    const silent: Owner = {
      ...loop.owner,
      sendCalls: async () => await Promise.reject(new LatchkeyError('OwnerCallsPending', { id: '1' })),
    }
    const dead = await loop.open({ owner: silent })
    await expectRejection(dead.ensure(loop.request()), 'OwnerCallsPending', {})
    expect(await kept(loop)).to.deep.equal(['notGranted'])
    await (await loop.open()).ensure(loop.request())
    expect(loop.shown.length).to.equal(2)
    expect(loop.shown[1]?.session).to.deep.equal(loop.shown[0]?.session)
    expect(await kept(loop)).to.deep.equal(['live'])
  })
})

describe('an owner who says no', () => {
  it('leaves nothing behind, neither session nor key', async () => {
    const loop = await openLoop()
    loop.owner.rejectNext()
    await expectRejection((await loop.open()).ensure(loop.request()), 'OwnerRejected', {})
    expect(await kept(loop)).to.deep.equal([])
    const asked = loop.shown[0]?.session.signer ?? '0x'
    expect(await loop.vault.load(asked)).to.equal(undefined)
  })

  it('to a wider session leaves the app the one that it had', async () => {
    const loop = await openLoop({ typed: false })
    const sessions = await loop.open()
    const narrow = await sessions.ensure(loop.request({ calls: 5 }))
    loop.owner.rejectNext()
    await expectRejection(sessions.ensure(loop.request({ calls: 6 })), 'OwnerRejected', {})
    expect((await (await narrow.contract(loop.chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    const again = await (await loop.open()).ensure(loop.request({ calls: 5 }))
    expect(again.id).to.equal(narrow.id)
    expect(loop.methods().length).to.equal(2)
  })
})
