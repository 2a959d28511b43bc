// The session of a page, in StrictMode: taken up, asked for, watched, renewed, ended.
import { time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { renderToString } from 'react-dom/server'

import { isLatchkeyError } from '../../../src'
import { withPage } from './page'
import { openPage, type PageLoop, type Tab } from './stage'

const page = withPage()

/** A tab that has a session. */
async function started(loop: PageLoop): Promise<Tab> {
  const tab = loop.tab()
  await loop.until(() => tab.text().startsWith('none'))
  await loop.act(async () => await tab.used().start())
  expect(tab.text()).to.equal('live, 0 votes')
  return tab
}

describe('a page that starts', () => {
  it('opens once and asks nobody', async () => {
    const loop = await openPage(page())
    const tab = loop.tab()
    expect(tab.text()).to.equal('opening, 0 votes')
    await loop.until(() => tab.text() === 'none, 0 votes')
    expect(tab.opened()).to.equal(1)
    expect(loop.methods()).to.deep.equal([])
  })

  it('has the session of before without a prompt', async () => {
    const loop = await openPage(page())
    const before = await started(loop)
    const id = before.used().session?.id
    before.unmount()
    const tab = loop.tab()
    await loop.until(() => tab.text() === 'live, 0 votes')
    expect(tab.used().session?.id).to.equal(id)
    expect(loop.methods()).to.deep.equal(['sendCalls'])
  })

  it('has it until it is of no more use, though a new one would be asked for longer before', async () => {
    const loop = await openPage(page())
    const before = await started(loop)
    const end = before.used().session?.session.validUntil ?? 0
    before.unmount()
    await time.increaseTo(end - 90)
    const tab = loop.tab()
    await loop.until(() => tab.text() === 'expiring, 0 votes')
    tab.unmount()
    await time.increaseTo(end - 30)
    const late = loop.tab()
    await loop.until(() => late.text() === 'none, 0 votes')
    expect(loop.methods()).to.deep.equal(['sendCalls'])
  })

  it('says why it could not be opened, and tries again when it is asked to', async () => {
    const loop = await openPage(page())
    let isDown = true
    const open = async () => (isDown ? await Promise.reject(new Error('offline')) : await loop.open())
    const tab = loop.tab({ open })
    await loop.until(() => tab.text() === 'none, 0 votes')
    expect(tab.used().error?.message).to.equal('offline')
    isDown = false
    await loop.act(async () => await tab.used().start())
    expect(tab.text()).to.equal('live, 0 votes')
    expect(tab.used().error).to.equal(undefined)
  })

  it('is rendered by a server as not known yet', async () => {
    const loop = await openPage(page())
    const { SessionProvider, useSession } = await import('../../../src/react')
    const { createElement } = page().react
    const Status = (): string => useSession().status
    const open = async () => await Promise.reject(new Error('a server opens nothing'))
    const props = { open, request: loop.request() }
    expect(renderToString(createElement(SessionProvider, props, createElement(Status)))).to.equal('opening')
  })

  it('says what is missing without a provider', async () => {
    const { useSession } = await import('../../../src/react')
    const Status = (): string => useSession().status
    let thrown: unknown
    try {
      renderToString(page().react.createElement(Status))
    } catch (error) {
      thrown = error
    }
    expect(isLatchkeyError(thrown, 'SessionProviderMissing')).to.equal(true)
  })
})

describe('a page that wants a session', () => {
  it('has its owner asked once, however often it says so', async () => {
    const loop = await openPage(page())
    const tab = loop.tab()
    await loop.until(() => tab.text().startsWith('none'))
    const answers: unknown[] = []
    await loop.act(() => {
      for (let i = 0; i < 3; i++)
        void tab
          .used()
          .start()
          .then((session) => answers.push(session?.id))
    })
    expect(tab.used().isAsking).to.equal(true)
    await loop.until(() => tab.text().startsWith('live') && answers.length === 3)
    expect(tab.used().isAsking).to.equal(false)
    expect(new Set(answers)).to.deep.equal(new Set([tab.used().session?.id]))
    expect(loop.methods()).to.deep.equal(['sendCalls'])
  })

  it('goes on without one where the owner says no, and may ask again', async () => {
    const loop = await openPage(page())
    const tab = loop.tab()
    await loop.until(() => tab.text().startsWith('none'))
    loop.owner.rejectNext()
    await loop.act(async () => expect(await tab.used().start()).to.equal(undefined))
    expect(tab.text()).to.equal('none, 0 votes')
    expect(isLatchkeyError(tab.used().error, 'OwnerRejected')).to.equal(true)
    expect(tab.used().isAsking).to.equal(false)
    await loop.act(async () => await tab.used().start())
    expect(tab.text()).to.equal('live, 0 votes')
    expect(tab.used().error).to.equal(undefined)
  })
})

describe('a session on a page', () => {
  it('is shown to end soon and to have ended, and is renewed by one prompt (T155)', async () => {
    const loop = await openPage(page())
    const tab = await started(loop)
    const first = tab.used().session
    await loop.until(() => loop.clock.asleep() > 0)
    await time.increaseTo((first?.session.validUntil ?? 0) - 200)
    loop.clock.wake()
    await loop.until(() => tab.text() === 'expiring, 0 votes')
    expect(tab.used().secondsLeft).to.equal(200)
    expect(tab.used().session).to.equal(first)
    await loop.act(async () => await tab.used().renew())
    expect(tab.text()).to.equal('live, 0 votes')
    expect(tab.used().secondsLeft).to.equal(undefined)
    const second = tab.used().session
    expect(second?.id).not.to.equal(first?.id)
    await loop.until(() => loop.clock.asleep() > 0)
    await time.increaseTo((second?.session.validUntil ?? 0) + 1)
    loop.clock.wake()
    await loop.until(() => tab.text() === 'expired, 0 votes')
    expect(tab.used().session).to.equal(undefined)
    await loop.act(async () => await tab.used().renew())
    expect(tab.text()).to.equal('live, 0 votes')
    expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls', 'sendCalls'])
  })

  it('is ended by one prompt, and asked for anew', async () => {
    const loop = await openPage(page())
    const tab = await started(loop)
    await loop.act(async () => await tab.used().revoke())
    expect(tab.text()).to.equal('revoked, 0 votes')
    expect(tab.used().session).to.equal(undefined)
    await loop.act(async () => await tab.used().renew())
    expect(tab.text()).to.equal('live, 0 votes')
    expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls', 'sendCalls'])
  })

  it('stays where the owner will not end it, and the page says why', async () => {
    const loop = await openPage(page())
    const tab = await started(loop)
    loop.owner.rejectNext()
    await loop.act(async () => await tab.used().revoke())
    expect(tab.text()).to.equal('live, 0 votes')
    expect(isLatchkeyError(tab.used().error, 'OwnerRejected')).to.equal(true)
  })

  it('is shown to be superseded where the account ended all of them', async () => {
    const loop = await openPage(page())
    const tab = await started(loop)
    await loop.until(() => loop.clock.asleep() > 0)
    await (await loop.open({ app: 'another', store: undefined })).revokeAll()
    loop.clock.wake()
    await loop.until(() => tab.text() === 'superseded, 0 votes')
  })

  it('is listened to by nobody once its page is gone', async () => {
    const loop = await openPage(page())
    const { document } = globalThis
    const listening = new Set<unknown>()
    const add = document.addEventListener.bind(document)
    const remove = document.removeEventListener.bind(document)
    document.addEventListener = (name: string, listener: never) => {
      if (name === 'visibilitychange') listening.add(listener)
      add(name, listener)
    }
    document.removeEventListener = (name: string, listener: never) => {
      if (name === 'visibilitychange') listening.delete(listener)
      remove(name, listener)
    }
    try {
      const tab = await started(loop)
      expect(listening.size).to.equal(1)
      await loop.until(() => loop.clock.asleep() === 1)
      tab.unmount()
      loop.clock.wake()
      // The watch ends at its next look, and no other begins.
      for (let i = 0; i < 20; i++) await loop.upvotes()
      expect(loop.clock.asleep()).to.equal(0)
      expect(listening.size).to.equal(0)
    } finally {
      // Its prototype has them.
      Reflect.deleteProperty(document, 'addEventListener')
      Reflect.deleteProperty(document, 'removeEventListener')
    }
  })
})
