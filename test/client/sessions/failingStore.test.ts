// Stores that fail, and messages that come at the wrong moment: what was ended is silent, and what is in use stays so.
import { expect } from 'chai'

import {
  LatchkeyError,
  type GrantTypedData,
  type Owner,
  type SessionStore,
  type TabLine,
  type Tabs,
} from '../../../src'
import { expectRejection } from '../builders'
import { openLoop } from './stage'

type Method = 'load' | 'save' | 'remove'

/** Full, or gone, for what a test says. */
function failingStore(store: SessionStore) {
  const broken = new Set<Method>()
  const tried = (method: Method): void => {
    if (broken.has(method)) throw new LatchkeyError('StoreNotUsable', { where: 'a test', reason: 'it is full' })
  }
  const failing: SessionStore = {
    load: async (place) => (tried('load'), await store.load(place)),
    save: async (place, entry) => {
      tried('save')
      await store.save(place, entry)
    },
    remove: async (place) => {
      tried('remove')
      await store.remove(place)
    },
  }
  return { failing, broken }
}

/** Tabs of this program, which tell each other at once. */
function tabsHere(): Tabs & { readonly told: readonly { kind: string }[] } {
  const lines = new Map<TabLine, (message: unknown) => void>()
  const told: { kind: string }[] = []
  return {
    told,
    join: (hear) => {
      const line: TabLine = {
        tell: (message) => {
          told.push(message as { kind: string })
          for (const [other, heard] of lines) if (other !== line) heard(message)
        },
        leave: () => void lines.delete(line),
      }
      lines.set(line, hear)
      return line
    },
  }
}

describe('a store that fails', () => {
  for (const [what, end] of [
    ['one session is revoked', 'revoke'],
    ['all sessions are revoked', 'revokeAll'],
  ] as const)
    it(`once ${what} keeps no tab from falling silent`, async () => {
      const loop = await openLoop({ typed: false })
      const { failing, broken } = failingStore(loop.store)
      const tabs = tabsHere()
      const [one, other] = [await loop.open({ store: failing, tabs }), await loop.open({ tabs })]
      const [mine, yours] = [await one.ensure(loop.request()), await other.ensure(loop.request())]
      broken.add('remove')
      await expectRejection(end === 'revoke' ? one.revoke(mine) : one.revokeAll(), 'StoreNotUsable', {})
      expect(await loop.chain.module.isLive(loop.account, mine.id)).to.equal(false)
      expect(mine.closed).to.match(/revoked$/)
      expect(yours.closed).to.equal(mine.closed)
      one.close()
      other.close()
    })
})

describe('a store that is full once the owner has answered', () => {
  for (const [how, typed] of [
    ['by calls', false],
    ['by a signature', true],
  ] as const)
    it(`${how} costs no second prompt: the session is there, and after a reload too`, async () => {
      const loop = await openLoop()
      // The module is there, so that a signature is enough.
      await (await loop.open({ app: 'another' })).ensure(loop.request())
      const { failing, broken } = failingStore(loop.store)
      const { signTypedData, ...plain } = loop.owner
      const asked = typed ? loop.owner : plain
      const owner: Owner = {
        ...asked,
        sendCalls: async (request) => {
          broken.add('save')
          return await loop.owner.sendCalls(request)
        },
        ...(typed && {
          signTypedData: async (grant: GrantTypedData) => {
            broken.add('save')
            return (await signTypedData?.(grant)) ?? '0x'
          },
        }),
      }
      const session = await (await loop.open({ store: failing, owner })).ensure(loop.request())
      expect((await (await session.contract(loop.chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      broken.clear()
      const again = await (await loop.open({ store: failing })).ensure(loop.request())
      expect(again.id).to.equal(session.id)
      expect(loop.methods()).to.deep.equal(['sendCalls', typed ? 'signTypedData' : 'sendCalls'])
    })
})

describe('a message of another tab', () => {
  it('that comes while its session is taken up here closes nothing', async () => {
    const loop = await openLoop({ typed: false })
    await (await loop.open()).ensure(loop.request())
    let hear: (message: unknown) => void = () => undefined
    let release: () => void = () => undefined
    const gate = new Promise<void>((resolve) => (release = resolve))
    let isHeld = false
    const store: SessionStore = {
      ...loop.store,
      load: async (place) => {
        const isWaiting = isHeld
        isHeld = false
        const found = await loop.store.load(place)
        if (isWaiting) await gate
        return found
      },
    }
    const told: unknown[] = []
    const tabs: Tabs = {
      join: (listener) => {
        hear = listener
        return { tell: (message) => void told.push(message), leave: () => undefined }
      },
    }
    const sessions = await loop.open({ store, tabs })
    const first = await sessions.resume()
    const message = told[0]
    sessions.close()
    const again = await loop.open({ store, tabs })
    isHeld = true
    hear(message)
    const session = await again.resume()
    release()
    for (let i = 0; i < 5; ++i) await new Promise((resolve) => setImmediate(resolve))
    expect(session?.id).to.equal(first?.id)
    expect(session?.closed).to.equal(undefined)
  })
})
