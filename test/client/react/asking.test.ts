// A page whose owner takes time to answer, and whose session is not what it was: what is asked, and what is shown meanwhile.
import { time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { sessionId } from '../../../src'
import { browserTabs } from '../../../src/keys'
import { slowOwner } from '../owner/slowOwner'
import { commenting } from '../sessions/stage'
import { withPage } from './page'
import { openPage } from './stage'

const page = withPage()

async function slowPage() {
  const loop = await openPage(page())
  const owner = slowOwner(loop.owner)
  const tab = loop.tab({ sessions: { owner: owner.slow } })
  await loop.until(() => tab.text().startsWith('none'))
  await loop.act(async () => await tab.used().start())
  owner.slowDown()
  return { loop, tab, ...owner }
}

/** Revoked by one prompt, though asked for twice, while the prompt of its renewal is open. */
async function revokedDuringRenewal() {
  const page = await slowPage()
  const { loop, tab, asked } = page
  await loop.act(() => void tab.used().renew())
  await loop.until(() => asked.length === 1)
  let done: Promise<unknown> = Promise.resolve()
  await loop.act(() => {
    const { revoke } = tab.used()
    done = Promise.all([revoke(), revoke()])
  })
  await loop.until(() => asked.length === 2)
  await loop.act(async () => {
    asked.pop()?.()
    await done
  })
  await loop.until(() => tab.text() === 'revoked, 0 votes')
  return page
}

describe('a page whose owner takes time', () => {
  it('ends the session at once during a renewal, and then what that has brought', async () => {
    const { loop, tab, asked, answer } = await revokedDuringRenewal()
    await loop.act(answer)
    // The revocation of what was renewed.
    await loop.until(() => asked.length === 1)
    expect(tab.text()).to.equal('live, 0 votes')
    expect(tab.used().isAsking).to.equal(true)
    await loop.act(answer)
    await loop.until(() => tab.text() === 'revoked, 0 votes')
    expect(tab.used().isAsking).to.equal(false)
    expect(loop.methods().length).to.equal(4)
    for (const { session } of loop.shown)
      expect(await loop.chain.module.isLive(loop.account, sessionId(session))).to.equal(false)
  })

  it('keeps what the open prompt brings where somebody wants it again after the end', async () => {
    const { loop, tab, answer } = await revokedDuringRenewal()
    let wanted: Promise<unknown> = Promise.resolve()
    await loop.act(() => void (wanted = tab.used().start()))
    await loop.act(async () => {
      answer()
      await wanted
    })
    expect(tab.text()).to.equal('live, 0 votes')
    // Nobody is asked to end it.
    expect(tab.used().isAsking).to.equal(false)
    expect(loop.methods().length).to.equal(3)
  })

  it('is shown as revoked though the prompt of its renewal is never answered', async () => {
    const { tab } = await revokedDuringRenewal()
    expect(tab.text()).to.equal('revoked, 0 votes')
    expect(tab.used().session).to.equal(undefined)
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
