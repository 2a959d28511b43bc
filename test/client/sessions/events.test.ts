// What listeners hear, by the chain's clock, while a clock of the test's own moves the watch.
import { time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { systemClock, type Clock, type LiveSession, type SessionEventName } from '../../../src'
import { openLoop, passTime } from './stage'

/** A clock whose background sleeps end when the test says so. */
function handDriven() {
  const waiting: (() => void)[] = []
  const watchers: (() => void)[] = []
  /** Seconds. */
  const slept: number[] = []
  const clock: Clock = {
    now: () => 0,
    sleep: async (milliseconds, isBackground = false) => {
      if (!isBackground) return
      slept.push(milliseconds / 1000)
      await new Promise<void>((resolve) => {
        waiting.push(resolve)
        for (const notice of watchers.splice(0)) notice()
      })
    },
  }
  /** Once the watch has looked and sleeps. */
  const asleep = async (): Promise<void> => {
    if (waiting.length === 0) await new Promise<void>((resolve) => watchers.push(resolve))
  }
  const wake = (): void => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  return { clock, slept, asleep, wake }
}

const ALL: readonly SessionEventName[] = ['expiring', 'expired', 'revoked', 'superseded']

function heardBy(session: LiveSession) {
  const heard: string[] = []
  const waiting: (() => void)[] = []
  const offs = ALL.map((name) =>
    session.on(name, () => {
      heard.push(name)
      for (const tell of waiting.splice(0)) tell()
    }),
  )
  /** All that was heard once there are so many. */
  const hears = async (count: number): Promise<readonly string[]> => {
    while (heard.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    return heard
  }
  const off = (): void => {
    for (const end of offs) end()
  }
  return { heard, hears, off }
}

async function open() {
  const loop = await openLoop({ typed: false })
  const hand = handDriven()
  const session = await (await loop.open({ clock: hand.clock })).ensure(loop.request())
  const another = await loop.open({ app: 'another', store: undefined })
  return { ...loop, ...hand, session, another }
}

describe('events of a session', () => {
  it('revoked comes for one’s own revocation too, and to those who listen afterwards', async () => {
    const loop = await openLoop({ typed: false })
    const sessions = await loop.open()
    const session = await sessions.ensure(loop.request())
    const early = heardBy(session)
    await sessions.revoke(session)
    expect(await early.hears(1)).to.deep.equal(['revoked'])
    expect(session.closed).to.equal('it was revoked')
    expect(await heardBy(session).hears(1)).to.deep.equal(['revoked'])
  })

  it('superseded comes for one’s own end of all', async () => {
    const loop = await openLoop({ typed: false })
    const sessions = await loop.open()
    const session = await sessions.ensure(loop.request())
    const { hears } = heardBy(session)
    await sessions.revokeAll()
    expect(await hears(1)).to.deep.equal(['superseded'])
    expect(session.closed).to.equal('all sessions were revoked')
  })

  it('expiring and expired come by the chain’s time, each once (T155, T57)', async () => {
    const { session, asleep, wake } = await open()
    const { heard, hears } = heardBy(session)
    await asleep()
    expect(heard).to.deep.equal([])
    await time.increaseTo(session.session.validUntil - 300)
    wake()
    expect(await hears(1)).to.deep.equal(['expiring'])
    await asleep()
    wake()
    await asleep()
    await time.increaseTo(session.session.validUntil + 1)
    wake()
    expect(await hears(2)).to.deep.equal(['expiring', 'expired'])
    expect((await session.status()).state).to.equal('expired')
  })

  it('are looked for when the next moment comes, and no later', async () => {
    const { session, slept, asleep } = await open()
    await time.increaseTo(session.session.validUntil - 304)
    heardBy(session)
    await asleep()
    expect(slept).to.deep.equal([4])
  })

  it('expiring offers the renewal', async () => {
    const { session, methods } = await open()
    await time.increaseTo(session.session.validUntil - 200)
    const { renew, secondsLeft } = await new Promise<{ renew: () => Promise<LiveSession>; secondsLeft: number }>(
      (resolve) => session.on('expiring', resolve),
    )
    expect(secondsLeft).to.equal(200)
    expect((await renew()).session.validUntil).to.be.greaterThan(session.session.validUntil)
    expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
  })

  it('revoked comes whoever revoked it', async () => {
    const { session, another, asleep, wake } = await open()
    const { hears } = heardBy(session)
    await asleep()
    await another.revoke(session.id)
    wake()
    expect(await hears(1)).to.deep.equal(['revoked'])
  })

  it('superseded comes when all sessions of the account were ended', async () => {
    const { session, another, asleep, wake } = await open()
    const { hears } = heardBy(session)
    await asleep()
    await another.revokeAll()
    wake()
    expect(await hears(1)).to.deep.equal(['superseded'])
  })

  it('come at once where a call was refused for that reason', async () => {
    const { session, another, chain, asleep } = await open()
    const { hears } = heardBy(session)
    await asleep()
    await another.revoke(session.id)
    await session
      .contract(chain.socio3)
      .upvotePost(0)
      .catch(() => undefined)
    expect(await hears(1)).to.deep.equal(['revoked'])
  })

  it('are told to those who come later, and not to those who left', async () => {
    const { session, asleep, wake } = await open()
    const early = heardBy(session)
    await asleep()
    await passTime(3_700)
    early.off()
    wake()
    await session.status()
    expect(await heardBy(session).hears(1)).to.deep.equal(['expired'])
    expect(await heardBy(session).hears(1)).to.deep.equal(['expired'])
    expect(early.heard).to.deep.equal([])
  })

  it('cost no look at the chain while nobody listens', async () => {
    const { session, slept, asleep, wake } = await open()
    await session.status()
    expect(slept).to.deep.equal([])
    const { off } = heardBy(session)
    await asleep()
    expect(slept).to.deep.equal([15])
    off()
    wake()
    await session.status()
    expect(slept).to.deep.equal([15])
  })

  it('keep no program alive', () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    void systemClock.sleep(3_600_000, true)
    expect(timers()).to.equal(before)
  })
})
