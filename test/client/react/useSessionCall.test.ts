// Calls that answer at once, in StrictMode: settled when they are mined, undone when they are refused.
import { time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { isLatchkeyError } from '../../../src'
import { withPage } from './page'
import { openPage, type PageLoop, type Tab, type TabOptions } from './stage'

const page = withPage()

async function open(options: TabOptions = {}): Promise<{ readonly loop: PageLoop; readonly tab: Tab }> {
  const loop = await openPage(page())
  const tab = loop.tab(options)
  await loop.until(() => tab.text().startsWith('none'))
  return { loop, tab }
}

async function openLive(options: TabOptions = {}) {
  const stage = await open(options)
  await stage.loop.act(async () => await stage.tab.used().start())
  return stage
}

/** A promise, and what settles it. */
function gate() {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => (open = resolve))
  return { passed, open }
}

describe('a call on a page', () => {
  it('is shown before anybody hears of it, and settled when it is mined', async () => {
    const { loop, tab } = await openLive()
    let done: Promise<unknown> = Promise.resolve()
    page().library.act(() => {
      done = tab.vote().run()
    })
    expect(tab.text()).to.equal('live, 1 votes')
    expect(tab.vote().calls.map(({ state }) => state)).to.deep.equal(['sending'])
    await loop.act(async () => expect(await done).to.have.property('success', true))
    expect(tab.text()).to.equal('live, 1 votes')
    expect(tab.vote().calls).to.deep.equal([])
    expect(await loop.upvotes()).to.equal(1n)
  })

  it('counts as on its way until the page has read what became of it, and never twice', async () => {
    const read = gate()
    let isMined = false
    const { loop, tab } = await openLive({
      read: async (votes) => {
        isMined = true
        await read.passed
        return await votes()
      },
    })
    const before = tab.painted().length
    await loop.act(() => void tab.vote().run())
    await loop.until(() => isMined)
    expect(tab.text()).to.equal('live, 1 votes')
    expect(tab.vote().calls.map(({ state }) => state)).to.deep.equal(['sent'])
    read.open()
    await loop.until(() => tab.vote().calls.length === 0)
    expect(new Set(tab.painted().slice(before))).to.deep.equal(new Set(['live, 1 votes']))
  })

  it('tells whoever made it what the page’s own reading throws, and is settled all the same', async () => {
    const { loop, tab } = await openLive({ read: async () => await Promise.reject(new Error('no connection')) })
    let said: unknown
    await loop.act(async () => {
      said = await tab
        .vote()
        .run()
        .catch((thrown: unknown) => thrown)
    })
    expect(said).to.have.property('message', 'no connection')
    expect(tab.vote().calls).to.deep.equal([])
  })

  it('that is one of twenty is shown with all of them, after one prompt', async () => {
    const { loop, tab } = await open()
    await loop.act(() => {
      for (let i = 0; i < 20; i++) void tab.vote().run()
    })
    expect(tab.text()).to.equal('none, 20 votes')
    await loop.until(() => tab.vote().calls.length === 0)
    expect(tab.text()).to.equal('live, 20 votes')
    expect(await loop.upvotes()).to.equal(20n)
    expect(loop.methods()).to.deep.equal(['sendCalls'])
  })

  it('asks for the next session by one prompt where the one before is over', async () => {
    const { loop, tab } = await openLive()
    await loop.until(() => loop.clock.asleep() > 0)
    await time.increaseTo((tab.used().session?.session.validUntil ?? 0) + 1)
    loop.clock.wake()
    await loop.until(() => tab.text() === 'expired, 0 votes')
    await loop.act(async () => await tab.vote().run())
    expect(tab.text()).to.equal('live, 1 votes')
    expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls'])
  })
})

let current: PageLoop | undefined
const loop_ = (): PageLoop => {
  if (current === undefined) throw new Error('There is no page yet')
  return current
}

describe('a refused call on a page', () => {
  it('is undone, says why, and stays listed until it is dismissed', async () => {
    const { loop, tab } = await openLive({
      call: async (session) => await session.contract(loop_().chain.socio3).createPost('free speech'),
    })
    current = loop
    await loop.act(async () => expect(await tab.vote().run()).to.equal(undefined))
    expect(tab.text()).to.equal('live, 0 votes, 1 undone')
    const [call] = tab.vote().calls
    expect(isLatchkeyError(call?.error, 'CallNotPermitted')).to.equal(true)
    await loop.act(() => tab.vote().dismiss({ id: call?.id ?? 0 }))
    expect(tab.text()).to.equal('live, 0 votes')
    expect(loop.methods()).to.deep.equal(['sendCalls'])
  })

  it('does not undo the others', async () => {
    let count = 0
    const { loop, tab } = await openLive({
      call: async (session) => await session.contract(loop_().chain.socio3).upvotePost(count++ === 1 ? 999 : 0),
    })
    current = loop
    await loop.act(async () => {
      const runs = [tab.vote().run(), tab.vote().run(), tab.vote().run()]
      await Promise.all(runs)
    })
    expect(tab.text()).to.equal('live, 2 votes, 1 undone')
    expect(isLatchkeyError(tab.vote().calls[0]?.error, 'CallsRevert')).to.equal(true)
  })

  it('is undone too where its op was lost', async () => {
    const { loop, tab } = await openLive()
    const lost = { ...loop.bundler, receipt: async () => await Promise.resolve(undefined) }
    tab.unmount()
    const second = loop.tab({ sessions: { bundler: { ...lost, knows: async () => await Promise.resolve(false) } } })
    await loop.until(() => second.text().startsWith('live'))
    await loop.act(() => void second.vote().run())
    expect(second.text()).to.equal('live, 1 votes')
    await loop.until(() => second.vote().calls[0]?.state === 'refused')
    expect(second.text()).to.equal('live, 0 votes, 1 undone')
  })

  it('is every one that waited for an owner who says no, asked once', async () => {
    const { loop, tab } = await open()
    loop.owner.rejectNext()
    await loop.act(async () => {
      await Promise.all([tab.vote().run(), tab.vote().run(), tab.vote().run()])
    })
    expect(tab.text()).to.equal('none, 0 votes, 3 undone')
    for (const { error } of tab.vote().calls) expect(isLatchkeyError(error, 'OwnerRejected')).to.equal(true)
    expect(loop.methods()).to.deep.equal(['sendCalls'])
  })

  it('is what a bundler that is down makes of it, with nothing lost of what comes later', async () => {
    let isDown = true
    const loop = await openPage(page())
    const bundler: typeof loop.bundler = {
      ...loop.bundler,
      send: async (op, to) => {
        if (isDown) throw Object.assign(new Error('down'), { code: -32_000 })
        return await loop.bundler.send(op, to)
      },
    }
    const tab = loop.tab({ sessions: { bundler } })
    await loop.until(() => tab.text().startsWith('none'))
    await loop.act(async () => await tab.vote().run())
    expect(tab.text()).to.equal('live, 0 votes, 1 undone')
    isDown = false
    await loop.act(async () => await tab.vote().run())
    expect(tab.text()).to.equal('live, 1 votes, 1 undone')
  })

  it('is no matter of a page that is gone', async () => {
    const { loop, tab } = await openLive()
    const done = { outcome: undefined as unknown }
    await loop.act(
      () =>
        void tab
          .vote()
          .run()
          .then((outcome) => (done.outcome = outcome)),
    )
    tab.unmount()
    await loop.until(() => done.outcome !== undefined)
    expect(await loop.upvotes()).to.equal(1n)
  })
})
