// A prompt that its owner leaves open, perhaps for ever: it holds up no revocation, and what it brings in the end is whole.
import { expect } from 'chai'

import { memoryStore, sessionId, type Owner, type Sessions, type SessionStore } from '../../../src'
import { browserStore, browserVault } from '../../../src/keys'
import { inBrowser } from '../../keys/browser'
import { expectRejection, KEY, the } from '../builders'
import { slowOwner } from '../owner/slowOwner'
import { commenting, openLoop, type Loop } from './stage'

/** Resolves when a condition holds. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve))
}

/** A store that knows no turns. */
function storeWithoutTurns(): SessionStore {
  const store = memoryStore()
  return {
    load: async (place) => await store.load(place),
    save: async (place, entry) => await store.save(place, entry),
    remove: async (place) => await store.remove(place),
  }
}

const revocations = [
  ['revoke', async (sessions: Sessions, id: `0x${string}`) => await sessions.revoke(id)],
  ['revokeAll', async (sessions: Sessions) => await sessions.revokeAll()],
] as const

/** A session, and its renewal, whose prompt is open. */
async function openRenewal(loop: Loop, changes: Parameters<Loop['open']>[0]) {
  const patient = slowOwner(loop.owner)
  const sessions = await loop.open({ ...changes, owner: patient.slow })
  const session = await sessions.ensure(loop.request())
  patient.slowDown()
  const renewal = sessions.renew(session)
  await until(() => patient.asked.length === 1)
  return { ...patient, sessions, session, renewal }
}

describe('a prompt that is open', () => {
  for (const [name, end] of revocations)
    for (const [what, store] of [
      ['with turns', memoryStore],
      ['without turns', storeWithoutTurns],
    ] as const)
      it(`does not hold up ${name}, in a store ${what}`, async () => {
        const loop = await openLoop({ typed: false })
        const { asked, sessions, session } = await openRenewal(loop, { store: store() })
        const ended = end(sessions, session.id)
        await until(() => asked.length === 2)
        asked.pop()?.()
        await ended
        expect(await loop.chain.module.isLive(loop.account, session.id)).to.equal(false)
        expect(session.closed).not.to.equal(undefined)
        expect(await loop.vault.load(session.session.signer)).to.equal(undefined)
        expect((await sessions.list()).map(({ id }) => id)).not.to.include(session.id)
      })

  it('does not hold up a revocation in another tab', async () => {
    await inBrowser(async ({ locked }) => {
      const loop = await openLoop({ typed: false })
      const kept = { store: browserStore(), vault: browserVault() }
      const { session } = await openRenewal(loop, kept)
      await (await loop.open(kept)).revoke(session.id)
      expect(await loop.chain.module.isLive(loop.account, session.id)).to.equal(false)
      expect(await browserVault().load(session.session.signer)).to.equal(undefined)
      expect(locked.length).to.be.greaterThan(0)
    })
  })

  for (const [name, end] of revocations)
    it(`brings, if it is answered after ${name}, a session that is kept with its key`, async () => {
      const loop = await openLoop({ typed: false })
      const { answer, sessions, session, renewal } = await openRenewal(loop, {})
      await end(await loop.open(), session.id)
      answer()
      const next = await renewal
      expect(next.id).not.to.equal(session.id)
      const again = the(await (await loop.open()).resume(loop.request()))
      expect(again.id).to.equal(next.id)
      const { success } = await (await again.contract(loop.chain.socio3).upvotePost(0)).wait()
      expect(success).to.equal(true)
      expect((await sessions.list()).map(({ id, state }) => [id, state])).to.deep.equal([[next.id, 'live']])
    })
})

describe('the key of a session', () => {
  /** Whose prompt's answer was lost on its way. */
  const lost: Owner = { sendCalls: async () => await Promise.reject(new Error('the line is dead')) }

  /** A vault that says whose keys it has. */
  function openVault({ vault }: Loop) {
    const signers = new Set<string>()
    const listed = {
      ...vault,
      save: async (...[signer, key]: Parameters<typeof vault.save>) => {
        signers.add(signer)
        await vault.save(signer, key)
      },
      remove: async (signer: `0x${string}`) => {
        signers.delete(signer)
        await vault.remove(signer)
      },
    }
    return { vault: listed, signers }
  }

  it('goes when another is asked for in its place, or is in use', async () => {
    const loop = await openLoop({ typed: false })
    const { vault, signers } = openVault(loop)
    const failing = await loop.open({ vault, owner: lost })
    await failing.ensure(loop.request()).catch(() => undefined)
    const [first] = signers
    await failing.ensure(loop.request({ allow: [commenting(loop)] })).catch(() => undefined)
    expect(signers.size).to.equal(1)
    expect(signers).not.to.include(first)
    const session = await (await loop.open({ vault })).ensure(loop.request())
    expect([...signers]).to.deep.equal([session.session.signer])
  })

  it('is kept nowhere, nor is the session, where the app’s own onPrompt throws: nobody was asked', async () => {
    const loop = await openLoop({ typed: false })
    const { vault, signers } = openVault(loop)
    const no = new Error('the app’s own window was closed')
    const declining = await loop.open({ vault, onPrompt: async () => await Promise.reject(no) })
    expect(await declining.ensure(loop.request()).catch((thrown: unknown) => thrown)).to.equal(no)
    expect(loop.methods()).to.deep.equal([])
    expect([...signers]).to.deep.equal([])
    expect(await declining.list()).to.deep.equal([])
  })

  it('goes when another program is asked for another, or when one that was granted elsewhere is opened', async () => {
    const loop = await openLoop({ typed: false })
    const { vault, signers } = openVault(loop)
    const sessions = await loop.open({ vault })
    await sessions.request(loop.request())
    const { session } = await sessions.request(loop.request())
    expect([...signers]).to.deep.equal([session.signer])
    const granted = await (await loop.open({ app: 'another' })).ensure(loop.request())
    await sessions.open(granted.session, the(await loop.vault.load(granted.session.signer)))
    expect([...signers]).to.deep.equal([])
    expect(await vault.load(granted.session.signer)).not.to.equal(undefined)
  })

  it('is put into the vault once, and once more only where it was taken out of it', async () => {
    const loop = await openLoop({ typed: false })
    const { vault } = openVault(loop)
    const saved: string[] = []
    const counting = {
      ...vault,
      save: async (...[signer, key]: Parameters<typeof vault.save>) => {
        saved.push(signer)
        await vault.save(signer, key)
      },
    }
    const { session } = await (await loop.open({ vault: counting })).ensure(loop.request())
    expect(saved).to.deep.equal([session.signer])
  })

  it('is not another one, though the right one is kept', async () => {
    const loop = await openLoop({ typed: false })
    const sessions = await loop.open()
    const { session } = await sessions.ensure(loop.request())
    await expectRejection(sessions.open(session, KEY), 'KeyNotOfSession', { signer: session.signer })
    expect((await (await loop.open()).resume(loop.request()))?.id).to.equal(sessionId(session))
  })

  it('stays while its session does, whoever else is refused', async () => {
    const loop = await openLoop({ typed: false })
    const { vault, signers } = openVault(loop)
    const session = await (await loop.open({ vault })).ensure(loop.request())
    const failing = await loop.open({ vault, owner: lost })
    await failing.ensure(loop.request({ allow: [commenting(loop)] })).catch(() => undefined)
    expect(signers.size).to.equal(2)
    expect(signers).to.include(session.session.signer)
    expect((await (await loop.open({ vault })).resume(loop.request()))?.id).to.equal(session.id)
  })
})
