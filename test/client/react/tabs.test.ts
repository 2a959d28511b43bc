// Two tabs of one app, each a React root in StrictMode with sessions of its own, that share store and vault (T153).
import { expect } from 'chai'

import { browserTabs } from '../../../src/keys'
import { slowOwner } from '../owner/slowOwner'
import { withPage } from './page'
import { openPage, type PageLoop, type Tab } from './stage'

const page = withPage()

interface Tabs extends Pick<ReturnType<typeof slowOwner>, 'slowDown' | 'asked'> {
  readonly loop: PageLoop
  readonly one: Tab
  readonly other: Tab
  /** How many listen to what tabs do. */
  readonly listening: () => number
}

let channels = 0

/** @param told Whether each tab hears of what the other does. */
async function twoTabs(told = true): Promise<Tabs> {
  const loop = await openPage(page())
  const name = `tabs ${channels++}`
  const { slow, slowDown, asked } = slowOwner(loop.owner)
  let listening = 0
  const open = async () => {
    const sessions = await loop.open({ owner: slow, clock: loop.clock, tabs: told ? browserTabs({ name }) : undefined })
    const onChange = sessions.onChange.bind(sessions)
    sessions.onChange = (listener) => {
      const stop = onChange(listener)
      listening++
      return () => {
        listening--
        stop()
      }
    }
    return sessions
  }
  const [one, other] = [loop.tab({ open }), loop.tab({ open })]
  await loop.until(() => one.text().startsWith('none') && other.text().startsWith('none'))
  return { loop, one, other, slowDown, asked, listening: () => listening }
}

/** The tab is shown to its user again. */
const show = (): void => {
  const { document } = globalThis
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('two tabs on a page’s session', () => {
  it('both have it where one of them asked', async () => {
    const { loop, one, other } = await twoTabs()
    await loop.act(async () => await one.used().start())
    await loop.until(() => other.text() === 'live, 0 votes')
    expect(other.used().session?.id).to.equal(one.used().session?.id)
    await loop.act(async () => await other.vote().run())
    expect(other.text()).to.equal('live, 1 votes')
    expect(loop.methods()).to.deep.equal(['sendCalls'])
  })

  it('that ask at once ask once', async () => {
    const { loop, one, other } = await twoTabs()
    await loop.act(async () => {
      await Promise.all([one.used().start(), other.used().start(), other.vote().run()])
    })
    expect(other.used().session?.id).to.equal(one.used().session?.id)
    expect(loop.methods()).to.deep.equal(['sendCalls'])
  })

  it('both use the next session where one of them renewed it', async () => {
    const { loop, one, other } = await twoTabs()
    await loop.act(async () => await one.used().start())
    await loop.until(() => other.text().startsWith('live'))
    const before = other.used().session
    await loop.act(async () => await one.used().renew())
    await loop.until(() => other.used().session?.id === one.used().session?.id)
    expect(before?.closed).to.equal('another session took its place')
    expect(before?.id).not.to.equal(other.used().session?.id)
    await loop.act(async () => await other.vote().run())
    expect(other.text()).to.equal('live, 1 votes')
    expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls'])
  })

  it('that renew at once ask once', async () => {
    const { loop, one, other } = await twoTabs()
    await loop.act(async () => await one.used().start())
    await loop.until(() => other.text().startsWith('live'))
    await loop.act(async () => {
      await Promise.all([one.used().renew(), other.used().renew()])
    })
    expect(other.used().session?.id).to.equal(one.used().session?.id)
    expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls'])
  })

  it('are both without it where one of them revoked it', async () => {
    const { loop, one, other } = await twoTabs()
    await loop.act(async () => await one.used().start())
    await loop.until(() => other.text().startsWith('live'))
    await loop.act(async () => await one.used().revoke())
    await loop.until(() => other.text() === 'revoked, 0 votes')
    expect(other.used().session).to.equal(undefined)
    expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls'])
  })

  it('are both without it at once, though one of them asks for the next', async () => {
    const { loop, one, other, slowDown, asked } = await twoTabs()
    await loop.act(async () => await one.used().start())
    await loop.until(() => other.text().startsWith('live'))
    slowDown()
    await loop.act(() => void one.used().renew())
    await loop.until(() => asked.length === 1)
    await loop.act(() => void one.used().revoke())
    await loop.until(() => asked.length === 2)
    await loop.act(() => asked.pop()?.())
    await loop.until(() => one.text() === 'revoked, 0 votes')
    await loop.until(() => other.text() === 'revoked, 0 votes')
  })

  it('know it from the chain where nothing tells them', async () => {
    const { loop, one, other } = await twoTabs(false)
    await loop.act(async () => await one.used().start())
    await loop.act(show)
    await loop.until(() => other.text() === 'live, 0 votes')
    await loop.act(async () => await one.used().renew())
    await loop.until(() => loop.clock.asleep() > 0)
    loop.clock.wake()
    await loop.until(() => other.used().session?.id === one.used().session?.id)
    expect(other.text()).to.equal('live, 0 votes')
    expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls'])
  })

  it('listen to each other until they are gone', async () => {
    const { one, other, listening } = await twoTabs()
    expect(listening()).to.equal(2)
    one.unmount()
    other.unmount()
    expect(listening()).to.equal(0)
  })
})
