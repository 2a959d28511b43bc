// What listeners hear, by the chain's clock, while a clock of the test's own moves the watch.
import { time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { systemClock, type Clock, type LiveSession, type SessionEventName } from '../../../src'
import { openLoop, passTime, type Loop } from './stage'

/** A clock whose background sleeps end when the test says so. */
function handDriven() {
  const waiting: (() => void)[] = []
  const slept: number[] = []
  const clock: Clock = {
    now: () => 0,
    sleep: async (milliseconds, isBackground = false) => {
      if (!isBackground) return
      slept.push(milliseconds / 1000)
      await new Promise<void>((resolve) => waiting.push(resolve))
    },
  }
  return { clock, slept, wake: () => waiting.splice(0).forEach((resolve) => resolve()), asleep: () => waiting.length }
}

/** Until the watch has looked at the chain and sleeps again, or is over. */
async function settled(rounds = 200): Promise<void> {
  for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve))
}

const ALL: readonly SessionEventName[] = ['expiring', 'expired', 'revoked', 'superseded']

function heardBy(session: LiveSession) {
  const heard: string[] = []
  const offs = ALL.map((name) => session.on(name, () => heard.push(name)))
  return { heard, off: () => offs.forEach((off) => off()) }
}

async function open(options: Parameters<typeof openLoop>[0] = { typed: false }) {
  const loop: Loop = await openLoop(options)
  const hand = handDriven()
  const sessions = await loop.open({ clock: hand.clock })
  const session = await sessions.ensure(loop.request())
  const look = async () => {
    await settled()
    hand.wake()
    await settled()
  }
  return { ...loop, ...hand, sessions, session, look }
}

describe('events of a session', () => {
  it('expiring and expired come by the chain’s time, each once (T155, T57)', async () => {
    const { session, look } = await open()
    const { heard } = heardBy(session)
    await look()
    expect(heard).to.deep.equal([])
    await time.increaseTo(session.session.validUntil - 300)
    await look()
    await look()
    expect(heard).to.deep.equal(['expiring'])
    await time.increaseTo(session.session.validUntil + 1)
    await look()
    await look()
    expect(heard).to.deep.equal(['expiring', 'expired'])
    expect((await session.status()).state).to.equal('expired')
  })

  it('wake when the next moment comes, and no later', async () => {
    const { session, look, slept } = await open()
    heardBy(session)
    await time.increaseTo(session.session.validUntil - 304)
    await look()
    expect(slept.slice(0, 1)).to.deep.equal([4])
  })

  it('expiring offers the renewal', async () => {
    const { session, look, methods } = await open()
    const offered: (() => Promise<LiveSession>)[] = []
    session.on('expiring', ({ renew, secondsLeft }) => {
      expect(secondsLeft).to.be.within(1, 300)
      offered.push(renew)
    })
    await time.increaseTo(session.session.validUntil - 200)
    await look()
    const next = await offered[0]?.()
    expect(next?.session.validUntil).to.be.greaterThan(session.session.validUntil)
    expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
  })

  it('revoked comes whoever revoked it', async () => {
    const { session, look, open: openApp } = await open()
    const { heard } = heardBy(session)
    await (await openApp({ app: 'another' })).revoke(session.id)
    await look()
    expect(heard).to.deep.equal(['revoked'])
  })

  it('superseded comes when all sessions of the account were ended', async () => {
    const { session, look, open: openApp } = await open()
    const { heard } = heardBy(session)
    await (await openApp({ app: 'another', store: undefined })).revokeAll()
    await look()
    expect(heard).to.deep.equal(['superseded'])
  })

  it('come at once where a call was refused for that reason', async () => {
    const { session, chain, open: openApp, request } = await open()
    const { heard } = heardBy(session)
    await settled()
    await (await openApp({ app: 'another' })).revoke(session.id)
    await session
      .contract(chain.socio3)
      .upvotePost(0)
      .catch(() => undefined)
    await settled()
    expect([heard, request().expires]).to.deep.equal([['revoked'], '1h'])
  })

  it('are told to those who come later, and not to those who left', async () => {
    const { session, look } = await open()
    const early = heardBy(session)
    await passTime(3_700)
    early.off()
    await look()
    const late = heardBy(session)
    await look()
    expect([early.heard, late.heard]).to.deep.equal([[], ['expired']])
  })

  it('cost no look at the chain while nobody listens', async () => {
    const { session, asleep, look } = await open()
    await settled()
    expect(asleep()).to.equal(0)
    const { off } = heardBy(session)
    await look()
    expect(asleep()).to.equal(1)
    off()
    await look()
    expect(asleep()).to.equal(0)
    session.close()
  })

  it('keep no program alive', () => {
    // A timer that is left over would keep the test run from ending: the system's clock lets go of those in the background.
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    void systemClock.sleep(3_600_000, true)
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).to.equal(before)
  })
})
