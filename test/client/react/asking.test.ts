// A page whose owner takes time to answer, and whose session is not what it was: what is asked, and what is shown meanwhile.
import { time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { sessionId, type Owner } from '../../../src'
import { browserTabs } from '../../../src/keys'
import { commenting } from '../sessions/stage'
import { withPage } from './page'
import { openPage } from './stage'

const page = withPage()

/** An owner whose answers come when the test says so, one at a time. */
function slowOwner(owner: Owner) {
  const asked: (() => void)[] = []
  let isSlow = false
  const slow: Owner = {
    ...owner,
    sendCalls: async (request) => {
      if (isSlow) await new Promise<void>((resolve) => asked.push(resolve))
      return await owner.sendCalls(request)
    },
  }
  return { slow, asked, slowDown: () => void (isSlow = true), answer: () => asked.shift()?.() }
}

async function slowPage() {
  const loop = await openPage(page())
  const owner = slowOwner(loop.owner)
  const tab = loop.tab({ sessions: { owner: owner.slow } })
  await loop.until(() => tab.text().startsWith('none'))
  await loop.act(async () => await tab.used().start())
  owner.slowDown()
  return { loop, tab, ...owner }
}

describe('a page whose owner takes time', () => {
  it('ends the session that is in use then, by one prompt, where that is asked during a renewal', async () => {
    const { loop, tab, asked, answer } = await slowPage()
    let done: Promise<unknown> = Promise.resolve()
    await loop.act(() => {
      const { renew, revoke } = tab.used()
      done = Promise.all([renew(), revoke(), revoke()])
    })
    await loop.until(() => asked.length === 1)
    await loop.act(answer)
    await loop.until(() => asked.length === 1)
    expect(tab.used().isAsking).to.equal(true)
    await loop.act(async () => {
      answer()
      await done
    })
    expect(tab.text()).to.equal('revoked, 0 votes')
    expect(tab.used().isAsking).to.equal(false)
    expect(loop.methods().length).to.equal(3)
    for (const { session } of loop.shown)
      expect(await loop.chain.module.isLive(loop.account, sessionId(session))).to.equal(false)
  })

  it('sends by the session that is there while the next is asked for', async () => {
    const { loop, tab, asked, answer } = await slowPage()
    const first = tab.used().session
    let renewed: Promise<unknown> = Promise.resolve()
    await loop.act(() => void (renewed = tab.used().renew()))
    await loop.until(() => asked.length === 1)
    await loop.act(async () => await tab.vote().run())
    expect(tab.text()).to.equal('live, 1 votes')
    expect(tab.used().session).to.equal(first)
    await loop.act(async () => {
      answer()
      await renewed
    })
    expect(tab.used().session?.id).not.to.equal(first?.id)
  })

  it('is gone while the owner is asked: what is approved then is there for the next page', async () => {
    const loop = await openPage(page())
    const { slow, slowDown, asked, answer } = slowOwner(loop.owner)
    slowDown()
    const tab = loop.tab({ sessions: { owner: slow } })
    await loop.until(() => tab.text().startsWith('none'))
    let done: Promise<unknown> = Promise.resolve()
    await loop.act(() => void (done = tab.used().start()))
    await loop.until(() => asked.length === 1)
    tab.unmount()
    answer()
    await done
    // Nobody looks at it.
    expect(loop.clock.asleep()).to.equal(0)
    const next = loop.tab()
    await loop.until(() => next.text() === 'live, 0 votes')
    expect(loop.methods()).to.deep.equal(['sendCalls'])
  })
})

describe('a page whose session was replaced', () => {
  it('by one of no use to it asks for its own by one prompt when it is renewed', async () => {
    const loop = await openPage(page())
    const tab = loop.tab()
    await loop.until(() => tab.text().startsWith('none'))
    await loop.act(async () => await tab.used().start())
    await loop.until(() => loop.clock.asleep() > 0)
    await time.increaseTo((tab.used().session?.session.validUntil ?? 0) + 1)
    loop.clock.wake()
    await loop.until(() => tab.text() === 'expired, 0 votes')
    // Another version of the app.
    await (await loop.open()).ensure(loop.request({ allow: [commenting(loop)] }))
    await loop.act(async () => await tab.used().renew())
    expect(tab.text()).to.equal('live, 0 votes')
    expect(tab.used().error).to.equal(undefined)
    expect(loop.methods().length).to.equal(3)
  })

  it('shows none that takes nothing more, though the chain still has it', async () => {
    const loop = await openPage(page())
    const name = 'a page whose session was replaced'
    const tab = loop.tab({ sessions: { tabs: browserTabs({ name }) } })
    await loop.until(() => tab.text().startsWith('none'))
    await loop.act(async () => await tab.used().start())
    const { chainId } = loop.chain
    const { account, module } = loop
    await loop.store.remove({ chainId: chainId, account, module, app: 'app' })
    const line = browserTabs({ name }).join(() => undefined)
    const at = [chainId, account, module].join(':').toLowerCase()
    await loop.act(() => line.tell({ format: 'latchkey-tabs-1', account: at, kind: 'allEnded' }))
    line.leave()
    await loop.until(() => tab.text() === 'none, 0 votes')
    expect(tab.used().session).to.equal(undefined)
  })
})
