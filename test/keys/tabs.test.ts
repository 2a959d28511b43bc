// Several tabs of one app: what one grants, renews or ends, the others know, by a message or, where it is lost, by the chain.
import { expect } from 'chai'

import type { Bundler, Clock, Hex, LiveSession, Sessions, Tabs } from '../../src'
import { browserStore, browserTabs, browserVault } from '../../src/keys'
import { expectRejection, the } from '../client/builders'
import { secp256k1Key } from '../helpers/sessionKeys'
import { openLoop, type Loop } from '../client/sessions/stage'
import { inBrowser, replaced } from './browser'
import { tracesOf } from './traces'

/** Closed after each test: no channel stays open. */
const opened: Sessions[] = []

interface Tab {
  readonly sessions: Sessions
  /** Resolves at the next change. */
  readonly changed: () => Promise<void>
  /** Ops that it has handed to the bundler. */
  readonly sent: () => number
}

async function openTab(loop: Loop, changes: Parameters<Loop['open']>[0] = {}): Promise<Tab> {
  let sent = 0
  const base = changes.bundler ?? loop.bundler
  const bundler: Bundler = { ...base, send: async (...op) => (++sent, await base.send(...op)) }
  const store = { store: browserStore(), vault: browserVault(), tabs: browserTabs() }
  const sessions = await loop.open({ ...store, ...changes, bundler })
  opened.push(sessions)
  const changed = async (): Promise<void> =>
    await new Promise((resolve) => {
      const stop = sessions.onChange(() => {
        stop()
        resolve()
      })
    })
  return { sessions, changed, sent: () => sent }
}

const vote = async ({ chain }: Loop, session: LiveSession) =>
  (await (await session.contract(chain.socio3).upvotePost(0)).wait()).success

/** Its watch looks once, and never again by itself. */
const unwatching = ({ clock }: Loop): Clock => ({
  ...clock,
  sleep: async (milliseconds, isBackground) =>
    await (isBackground === true ? new Promise<void>(() => undefined) : clock.sleep(milliseconds)),
})

/** A key of the app's that signs once it is released. */
function slowKey() {
  const { named: signer, sign } = secp256k1Key('slow')
  let release: () => void = () => undefined
  let ask: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  const asked = new Promise<void>((resolve) => (ask = resolve))
  const key = async (digest: string): Promise<Hex> => (ask(), await released, sign(digest))
  return { key: { signer, key }, release, asked }
}

/** All messages that were on their way have arrived. */
const settled = async (): Promise<void> => {
  const [one, other] = [browserTabs().join(() => undefined), new BroadcastChannel('latchkey')]
  const arrived = new Promise<void>((resolve) =>
    other.addEventListener('message', ({ data }) => data === 'last' && resolve()),
  )
  one.tell('last')
  await arrived
  one.leave()
  other.close()
  // What was heard has looked at the store, if it had to.
  for (let i = 0; i < 20; ++i) await new Promise((resolve) => setImmediate(resolve))
}

describe('tabs', () => {
  afterEach(() => {
    for (const sessions of opened.splice(0)) sessions.close()
  })

  it('know that one was granted a session, and use it with no prompt', async () => {
    await inBrowser(async () => {
      const loop = await openLoop()
      const [one, other] = [await openTab(loop), await openTab(loop)]
      expect(await other.sessions.resume()).to.equal(undefined)
      const change = other.changed()
      const session = await one.sessions.ensure(loop.request())
      await change
      const same = the(await other.sessions.resume())
      expect(same.id).to.equal(session.id)
      expect(await vote(loop, same)).to.equal(true)
      expect(session.closed).to.equal(undefined)
      expect(loop.methods()).to.deep.equal(['sendCalls'])
    })
  })

  it('know that one has renewed: the old session takes nothing more, the next is there with no prompt', async () => {
    await inBrowser(async () => {
      const loop = await openLoop({ typed: false })
      const [one, other] = [await openTab(loop), await openTab(loop)]
      const first = await one.sessions.ensure(loop.request())
      const old = await other.sessions.ensure(loop.request())
      await settled()
      const change = other.changed()
      const next = await one.sessions.renew(first)
      await change
      expect(old.closed).to.equal('another session took its place')
      await expectRejection(vote(loop, old), 'SessionClosed', { reason: 'another session took its place' })
      const same = the(await other.sessions.resume(loop.request()))
      expect(same.id).to.equal(next.id)
      expect(await vote(loop, same)).to.equal(true)
      expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls'])
    })
  })

  for (const [what, end] of [
    ['one session', async ({ sessions }: Tab, { id }: LiveSession) => await sessions.revoke(id)],
    ['all sessions', async ({ sessions }: Tab) => await sessions.revokeAll()],
  ] as const)
    it(`fall silent when one revokes ${what}: nothing is sent that waits, is being made ready, or comes later`, async () => {
      await inBrowser(async () => {
        const loop = await openLoop({ typed: false })
        // Its ops are made ready but for the signature.
        const { key, release, asked } = slowKey()
        const one = await openTab(loop)
        const other = await openTab(loop, { batchMax: 1, clock: unwatching(loop) })
        await one.sessions.ensure(loop.request({ key }))
        const session = await other.sessions.ensure(loop.request({ key }))
        await settled()
        const heard: string[] = []
        const told = new Promise<void>((resolve) => {
          for (const name of ['revoked', 'superseded'] as const)
            session.on(name, () => {
              heard.push(name)
              resolve()
            })
        })
        const sends = Array.from({ length: 6 }, async () => await vote(loop, session))
        const refused = Promise.allSettled(sends)
        await asked
        const change = other.changed()
        await end(one, session)
        await change
        release()
        expect((await refused).map(({ status }) => status)).to.deep.equal(Array<string>(6).fill('rejected'))
        const reason = what === 'one session' ? 'it was revoked' : 'all sessions were revoked'
        await expectRejection(vote(loop, session), 'SessionClosed', { reason })
        expect(other.sent()).to.equal(0)
        await told
        expect(heard).to.deep.equal([what === 'one session' ? 'revoked' : 'superseded'])
        expect(await other.sessions.resume()).to.equal(undefined)
      })
    })

  it('of another app fall silent too when all sessions are revoked, and not when another’s is renewed', async () => {
    await inBrowser(async () => {
      const loop = await openLoop({ typed: false })
      const clock = unwatching(loop)
      const [one, other] = [await openTab(loop), await openTab(loop, { app: 'another', clock })]
      const first = await one.sessions.ensure(loop.request())
      const foreign = await other.sessions.ensure(loop.request())
      await one.sessions.renew(first)
      await settled()
      expect(await vote(loop, foreign)).to.equal(true)
      // Its watch has looked, and sleeps for good: what it hears now, the message has brought.
      const told = new Promise<void>((resolve) => foreign.on('superseded', () => resolve()))
      await foreign.status()
      await one.sessions.revokeAll()
      await told
      expect(foreign.closed).to.equal('all sessions were revoked')
    })
  })

  for (const [what, tabs] of [
    ['is lost', { join: () => ({ tell: () => undefined, leave: () => undefined }) } satisfies Tabs],
    ['is never sent, as there is no BroadcastChannel', undefined],
  ] as const)
    it(`learn it from the chain where the message ${what}`, async () => {
      await inBrowser(async () => {
        const undo = replaced('BroadcastChannel', undefined)
        try {
          const loop = await openLoop({ typed: false })
          const change = tabs === undefined ? {} : { tabs }
          const [one, other] = [await openTab(loop, change), await openTab(loop, change)]
          const first = await one.sessions.ensure(loop.request())
          const old = await other.sessions.ensure(loop.request())
          const told = new Promise((resolve) => old.on('revoked', ({ by }) => resolve(by)))
          const next = await one.sessions.renew(first)
          await expectRejection(vote(loop, old), 'SessionAlreadyRevoked', { id: old.id })
          expect(other.sent()).to.equal(0)
          expect(await told).to.equal('owner')
          const same = await other.sessions.ensure(loop.request())
          expect(same.id).to.equal(next.id)
          expect(await vote(loop, same)).to.equal(true)
          expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls'])
        } finally {
          undo()
        }
      })
    })

  it('heed no message of another shape, account or version, nor of a session that nobody keeps', async () => {
    await inBrowser(async () => {
      const loop = await openLoop({ typed: false })
      const tab = await openTab(loop)
      const session = await tab.sessions.ensure(loop.request())
      const { account, module, chain } = loop
      const at = [chain.chainId, account, module].join(':').toLowerCase()
      const right = { format: 'latchkey-tabs-1', account: at, kind: 'ended', id: session.id }
      const other = `0x${'12'.repeat(32)}`
      const line = browserTabs().join(() => undefined)
      for (const message of [
        undefined,
        null,
        7,
        'ended',
        [right],
        {},
        { ...right, format: 'latchkey-tabs-2' },
        { ...right, account: at.replace(/^\d+/, '1') },
        { ...right, account: undefined },
        { ...right, kind: 'over' },
        { ...right, id: other },
        { ...right, id: session.id.slice(0, -2) },
        { ...right, id: [session.id] },
        { ...right, kind: 'granted', id: other },
        { ...right, kind: 'granted' },
        { ...right, kind: 'granted', id: undefined },
      ])
        line.tell(message)
      await settled()
      expect(session.closed).to.equal(undefined)
      expect(await vote(loop, session)).to.equal(true)
      line.tell(right)
      await settled()
      expect(session.closed).to.equal('it was revoked')
      line.leave()
    })
  })

  it('that were told of an end that is none take the session up again with no prompt', async () => {
    await inBrowser(async () => {
      const loop = await openLoop({ typed: false })
      const tab = await openTab(loop)
      const session = await tab.sessions.ensure(loop.request())
      const at = [loop.chain.chainId, loop.account, loop.module].join(':').toLowerCase()
      const line = browserTabs().join(() => undefined)
      line.tell({ format: 'latchkey-tabs-1', account: at, kind: 'allEnded' })
      await settled()
      line.leave()
      expect(session.closed).to.equal('all sessions were revoked')
      const again = await tab.sessions.ensure(loop.request())
      expect(again.id).to.equal(session.id)
      expect(await vote(loop, again)).to.equal(true)
      expect(loop.methods()).to.deep.equal(['sendCalls'])
    })
  })

  it('tell each other nothing secret (T154)', async () => {
    await inBrowser(async () => {
      const loop = await openLoop({ typed: false })
      const messages: unknown[] = []
      const line = browserTabs().join((message) => messages.push(message))
      const vault = browserVault()
      const { sessions } = await openTab(loop, { vault })
      const first = await sessions.ensure(loop.request())
      const key = await vault.load(first.session.signer)
      const next = await sessions.renew(first)
      await sessions.revoke(next)
      await sessions.revokeAll()
      await settled()
      line.leave()
      const kinds = messages.flatMap((message) => (typeof message === 'object' ? [message as { kind: string }] : []))
      expect(kinds.map(({ kind }) => kind)).to.deep.equal(['granted', 'granted', 'ended', 'allEnded'])
      if (key === undefined || typeof key === 'function') throw new Error('the key was kept')
      expect(tracesOf(key.privateKey, messages)).to.deep.equal([])
    })
  })

  it('hear nothing more once they are closed, and keep no listener that has left', async () => {
    await inBrowser(async () => {
      const loop = await openLoop({ typed: false })
      const [one, other] = [await openTab(loop), await openTab(loop)]
      let calls = 0
      const stop = other.sessions.onChange(() => ++calls)
      other.sessions.onChange(() => ++calls)
      const first = await one.sessions.ensure(loop.request())
      await settled()
      expect(calls).to.equal(2)
      stop()
      const next = await one.sessions.renew(first)
      await settled()
      expect(calls).to.equal(3)
      other.sessions.close()
      await one.sessions.revoke(next)
      await settled()
      expect(calls).to.equal(3)
    })
  })
})

describe('resume', () => {
  it('gives the session that covers what is asked, or any, and asks nobody', async () => {
    const loop = await openLoop()
    const wanted = loop.request({ calls: 5 })
    const session = await (await loop.open()).ensure(wanted)
    const page = await loop.open()
    expect((await page.resume())?.id).to.equal(session.id)
    expect((await page.resume(loop.request({ calls: 4 })))?.id).to.equal(session.id)
    expect(await page.resume(loop.request({ calls: 6 }))).to.equal(undefined)
    expect(loop.methods()).to.deep.equal(['sendCalls'])
  })

  it('gives what the owner signed and no op has brought', async () => {
    const loop = await openLoop()
    await (await loop.open({ app: 'another' })).ensure(loop.request())
    const session = await (await loop.open()).ensure(loop.request())
    expect(loop.methods()).to.deep.equal(['sendCalls', 'signTypedData'])
    const again = the(await (await loop.open()).resume())
    expect(again.id).to.equal(session.id)
    expect(await vote(loop, again)).to.equal(true)
  })

  it('gives nothing where the session was revoked elsewhere, or its key is gone', async () => {
    const loop = await openLoop({ typed: false })
    const session = await (await loop.open()).ensure(loop.request())
    await loop.vault.remove(session.session.signer)
    expect(await (await loop.open()).resume()).to.equal(undefined)
    const next = await (await loop.open()).ensure(loop.request())
    await (await loop.open({ app: 'another' })).revoke(next.id)
    expect(await (await loop.open()).resume()).to.equal(undefined)
    expect(await (await loop.open()).resume(loop.request())).to.equal(undefined)
    expect(loop.methods().length).to.equal(3)
  })
})
