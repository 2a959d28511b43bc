// Pages that come and go: a reload asks nobody, and what the browser has lost is asked for anew.
import { expect } from 'chai'

import type { LiveSession } from '../../src'
import { browserStore, browserVault } from '../../src/keys'
import { expectRejection } from '../client/builders'
import { openLoop, passTime, type Loop } from '../client/sessions/stage'
import { inBrowser, replaced } from './browser'
import { tracesOf } from './traces'

/** The app on a page that has just been loaded. */
const load = async ({ open }: Loop) => await open({ store: browserStore(), vault: browserVault() })

const votes = async ({ chain }: Loop, session: LiveSession) =>
  expect((await (await session.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)

describe('a page that is loaded again', () => {
  it('has its session with no prompt, and it works', async () => {
    await inBrowser(async () => {
      const loop = await openLoop()
      const first = await (await load(loop)).ensure(loop.request())
      const second = await (await load(loop)).ensure(loop.request())
      expect(second.id).to.equal(first.id)
      await votes(loop, second)
      expect(loop.methods()).to.deep.equal(['sendCalls'])
    })
  })

  it('asks once for a session with another key where all was wiped', async () => {
    await inBrowser(async ({ wipe }) => {
      const loop = await openLoop()
      const first = await (await load(loop)).ensure(loop.request())
      wipe()
      const second = await (await load(loop)).ensure(loop.request())
      expect(second.session.signer).not.to.equal(first.session.signer)
      await votes(loop, second)
      expect(loop.methods().length).to.equal(2)
    })
  })

  it('asks once where the browser has evicted the key alone, or the session alone, or what is left is torn', async () => {
    await inBrowser(async ({ plant, dump }) => {
      const loop = await openLoop()
      let prompts = 1
      await (await load(loop)).ensure(loop.request())
      const keys = async () => [...(await dump('latchkey-keys')).keys()]
      const places = async () => [...(await dump('latchkey-sessions')).keys()]
      const harms = [
        async () => await plant('latchkey-keys', (await keys())[0] ?? '', undefined),
        async () => await plant('latchkey-keys', (await keys())[0] ?? '', { sealed: new ArrayBuffer(48) }),
        async () => await plant('latchkey-sessions', (await places())[0] ?? '', undefined),
        async () =>
          await plant('latchkey-sessions', (await places())[0] ?? '', '{"format":"latchkey-stored-session-1"'),
        async () =>
          await plant('latchkey-sessions', (await places())[0] ?? '', '{"format":"latchkey-stored-session-9"}'),
      ]
      for (const harm of harms) {
        await harm()
        await votes(loop, await (await load(loop)).ensure(loop.request()))
        expect(loop.methods().length).to.equal(++prompts)
        await (await load(loop)).ensure(loop.request())
        expect(loop.methods().length).to.equal(prompts)
      }
    })
  })

  for (const [database, times, what] of [
    ['latchkey-sessions', 1, 'uses its session'],
    ['latchkey-keys', 1, 'uses its session'],
    ['latchkey-sessions', Infinity, 'says so'],
    ['latchkey-keys', Infinity, 'says so'],
  ] as const)
    it(`asks nobody anew where ${database} ${times === 1 ? 'failed once' : 'cannot be read'}, and ${what}`, async () => {
      await inBrowser(async () => {
        const loop = await openLoop()
        const first = await (await load(loop)).ensure(loop.request())
        const { indexedDB } = globalThis
        let failures = 0
        const undo = replaced('indexedDB', {
          open: (name: string) => {
            if (name === database && ++failures <= times) throw new DOMException('the line was cut', 'UnknownError')
            return indexedDB.open(name)
          },
        })
        try {
          const second = (await load(loop)).ensure(loop.request())
          if (times === 1) expect((await second).id).to.equal(first.id)
          else await expectRejection(second, 'StoreNotUsable', { where: `IndexedDB ${database}` })
          expect(failures).to.be.greaterThan(0)
        } finally {
          undo()
        }
        expect((await (await load(loop)).ensure(loop.request())).id).to.equal(first.id)
        expect(loop.methods()).to.deep.equal(['sendCalls'])
      })
    })

  it('uses no session that has ended meanwhile, and asks once for the next (T155)', async () => {
    await inBrowser(async () => {
      const loop = await openLoop()
      const first = await (await load(loop)).ensure(loop.request())
      await passTime(3_601)
      expect(await (await load(loop)).resume()).to.equal(undefined)
      const second = await (await load(loop)).ensure(loop.request())
      expect(second.id).not.to.equal(first.id)
      await votes(loop, second)
      expect(loop.methods().length).to.equal(2)
    })
  })

  it('has nothing of the key in any of its storage, on the page or in its texts (T153, T154)', async () => {
    await inBrowser(async ({ dump }) => {
      const loop = await openLoop()
      const [store, vault] = [browserStore(), browserVault()]
      const sessions = await loop.open({ store, vault })
      const session = await sessions.ensure(loop.request())
      const key = await vault.load(session.session.signer)
      if (key === undefined || typeof key === 'function') throw new Error('the key is kept')
      const databases = await Promise.all(['latchkey-keys', 'latchkey-sessions'].map(dump))
      const all = [
        databases,
        sessions,
        session,
        store,
        vault,
        loop.shown,
        await sessions.list(),
        await session.describe(),
      ]
      expect(tracesOf(key.privateKey, all)).to.deep.equal([])
    })
  })

  it('makes a key of its own for each session (T160)', async () => {
    await inBrowser(async ({ dump }) => {
      const loop = await openLoop({ typed: false })
      const sessions = await load(loop)
      const first = await sessions.ensure(loop.request())
      const next = await sessions.renew(first)
      expect(next.session.signer).not.to.equal(first.session.signer)
      expect([...(await dump('latchkey-keys')).keys()]).to.deep.equal([next.session.signer.toLowerCase()])
    })
  })
})

describe('two tabs of a browser', () => {
  it('that ask at once share one prompt and one session', async () => {
    await inBrowser(async ({ locked }) => {
      const loop = await openLoop()
      const tabs = [await load(loop), await load(loop)]
      const [one, other] = await Promise.all(tabs.map(async (tab) => await tab.ensure(loop.request())))
      expect(one?.id).to.equal(other?.id)
      expect(loop.methods()).to.deep.equal(['sendCalls'])
      // The turn of asking, and that of writing.
      expect(new Set(locked).size).to.equal(2)
    })
  })

  it('do without turns in a browser that has no Web Locks', async () => {
    await inBrowser(
      async () => {
        expect(browserStore()).not.to.have.property('inTurn')
        const loop = await openLoop()
        await votes(loop, await (await load(loop)).ensure(loop.request()))
      },
      { hasLocks: false },
    )
  })
})
