// What every store and every vault promises: in memory, in files and in a browser the same.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect } from 'chai'
import { computeAddress, id, SigningKey } from 'ethers'
import fc from 'fast-check'

import { memoryStore, memoryVault, sessionId, type Hex, type KeyVault, type SessionStore } from '../../../src'
import { fileStore, fileVault } from '../../../src/fileStore'
import { browserStore, browserVault } from '../../../src/keys'
import { inBrowser } from '../../keys/browser'
import { session as anySession, runs } from '../arbitraries'
import { aSession, expectRejection, KEY, KEY_ADDRESS } from '../builders'
import { ENTRY, GRANT, NEIGHBOURS, PLACE } from './places'

const OTHER_KEY = new SigningKey(id('another session key of the tests'))
const OTHER_ADDRESS = computeAddress(OTHER_KEY.publicKey) as Hex

/** In a folder that is not there yet, and is removed after. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'latchkey-store-'))
  try {
    await work(join(parent, 'made', 'when', 'used'))
  } finally {
    rmSync(parent, { recursive: true })
  }
}

const STORES: Readonly<Record<string, (work: (store: SessionStore) => Promise<void>) => Promise<void>>> = {
  memoryStore: async (work) => await work(memoryStore()),
  fileStore: async (work) => await inFolder(async (folder) => await work(fileStore(folder))),
  browserStore: async (work) => await inBrowser(async () => await work(browserStore())),
}

const VAULTS: Readonly<Record<string, (work: (vault: KeyVault) => Promise<void>) => Promise<void>>> = {
  memoryVault: async (work) => await work(memoryVault()),
  fileVault: async (work) => await inFolder(async (folder) => await work(fileVault(folder))),
  browserVault: async (work) => await inBrowser(async () => await work(browserVault())),
}

for (const [name, open] of Object.entries(STORES))
  describe(name, () => {
    it('gives back what was saved, with and without a signed grant', async () => {
      await open(async (store) => {
        await store.save(PLACE, ENTRY)
        expect(await store.load(PLACE)).to.deep.equal(ENTRY)
        await store.save(PLACE, { session: ENTRY.session })
        expect(await store.load(PLACE)).to.deep.equal({ session: ENTRY.session })
      })
    })

    it('gives back any session', async () => {
      await open(async (store) => {
        const keeps = async (session: (typeof ENTRY)['session']) => {
          await store.save(PLACE, { session, signedGrant: GRANT })
          expect(await store.load(PLACE)).to.deep.equal({ session, signedGrant: GRANT })
        }
        await fc.assert(fc.asyncProperty(anySession, keeps), runs(50))
      })
    })

    it('keeps one session for each chain, account, module and app', async () => {
      await open(async (store) => {
        await store.save(PLACE, ENTRY)
        for (const neighbour of NEIGHBOURS) expect(await store.load(neighbour)).to.equal(undefined)
        for (const [i, neighbour] of NEIGHBOURS.entries())
          await store.save(neighbour, { session: aSession({ maxFee: BigInt(i) }) })
        for (const [i, neighbour] of NEIGHBOURS.entries())
          expect((await store.load(neighbour))?.session.maxFee).to.equal(BigInt(i))
        expect(await store.load(PLACE)).to.deep.equal(ENTRY)
      })
    })

    it('takes addresses in any case for the same', async () => {
      await open(async (store) => {
        const checksummed = { ...PLACE, account: OTHER_ADDRESS }
        await store.save(checksummed, ENTRY)
        const lower = { ...PLACE, account: OTHER_ADDRESS.toLowerCase() as Hex }
        expect(await store.load(lower)).to.deep.equal(ENTRY)
      })
    })

    it('removes one place alone, and what is not there', async () => {
      await open(async (store) => {
        const [neighbour = PLACE] = NEIGHBOURS
        await store.remove(PLACE)
        await store.save(PLACE, ENTRY)
        await store.save(neighbour, ENTRY)
        await store.remove(PLACE)
        expect(await store.load(PLACE)).to.equal(undefined)
        expect(await store.load(neighbour)).to.deep.equal(ENTRY)
      })
    })

    it('hands out copies: what a caller changes is not what is kept', async () => {
      await open(async (store) => {
        const permissions = [...ENTRY.session.permissions]
        await store.save(PLACE, { session: { ...ENTRY.session, permissions } })
        permissions.pop()
        const loaded = await store.load(PLACE)
        expect(loaded?.session).to.deep.equal(ENTRY.session)
        ;(loaded?.session.permissions as unknown[]).pop()
        expect((await store.load(PLACE))?.session).to.deep.equal(ENTRY.session)
      })
    })

    it('writes nothing of a key that a caller mixed in (T154)', async () => {
      await open(async (store) => {
        const mixed = { ...ENTRY, key: KEY.privateKey, session: { ...ENTRY.session, privateKey: KEY.privateKey } }
        await store.save(PLACE, mixed)
        expect(await store.load(PLACE)).to.deep.equal(ENTRY)
      })
    })

    it('keeps the end that was granted: another end is another session (T155)', async () => {
      await open(async (store) => {
        await store.save(PLACE, ENTRY)
        const loaded = (await store.load(PLACE))?.session ?? aSession()
        expect(sessionId(loaded)).to.equal(sessionId(ENTRY.session))
        expect(sessionId({ ...loaded, validUntil: loaded.validUntil + 1 })).to.not.equal(sessionId(ENTRY.session))
      })
    })

    it('refuses places that are none', async () => {
      await open(async (store) => {
        for (const app of ['', 'x'.repeat(201), '\ud800'])
          await expectRejection(store.load({ ...PLACE, app }), 'FieldNotValid', { field: 'app' })
        await expectRejection(store.save({ ...PLACE, chainId: -1n }, ENTRY), 'FieldNotValid', { field: 'chainId' })
        await expectRejection(store.remove({ ...PLACE, account: '0x12' }), 'FieldNotValid', { field: 'account' })
        await expectRejection(store.load({ ...PLACE, module: '0x12' }), 'FieldNotValid', { field: 'module' })
      })
    })
  })

/** What a vault has of a signer, to be compared: two keys look the same to the assertion. */
const secretOf = async (vault: KeyVault, signer: Hex): Promise<string | undefined> => {
  const key = await vault.load(signer)
  return key instanceof SigningKey ? key.privateKey : undefined
}

for (const [name, open] of Object.entries(VAULTS))
  describe(name, () => {
    it('gives back each key under its signer, in any case', async () => {
      await open(async (vault) => {
        await vault.save(KEY_ADDRESS, KEY)
        await vault.save(OTHER_ADDRESS, OTHER_KEY)
        expect(await secretOf(vault, KEY_ADDRESS.toLowerCase() as Hex)).to.equal(KEY.privateKey)
        expect(await secretOf(vault, OTHER_ADDRESS)).to.equal(OTHER_KEY.privateKey)
      })
    })

    it('has no key of a signer that it never saw, or removed', async () => {
      await open(async (vault) => {
        expect(await vault.load(KEY_ADDRESS)).to.equal(undefined)
        await vault.remove(KEY_ADDRESS)
        await vault.save(KEY_ADDRESS, KEY)
        await vault.save(OTHER_ADDRESS, OTHER_KEY)
        await vault.remove(KEY_ADDRESS)
        expect(await vault.load(KEY_ADDRESS)).to.equal(undefined)
        expect(await secretOf(vault, OTHER_ADDRESS)).to.equal(OTHER_KEY.privateKey)
      })
    })

    it('takes no key under the name of another signer', async () => {
      await open(async (vault) => {
        await expectRejection(vault.save(OTHER_ADDRESS, KEY), 'KeyNotOfSession', {
          signer: OTHER_ADDRESS,
          key: KEY_ADDRESS,
        })
        expect(await vault.load(OTHER_ADDRESS)).to.equal(undefined)
      })
    })
  })

describe('keys that are functions', () => {
  const signs = async (): Promise<Hex> => await Promise.resolve('0x')

  it('are kept in memory', async () => {
    const vault = memoryVault()
    await vault.save(KEY_ADDRESS, signs)
    expect(await vault.load(KEY_ADDRESS)).to.equal(signs)
  })

  it('are refused by files', async () => {
    await inFolder(async (folder) => {
      await expectRejection(fileVault(folder).save(KEY_ADDRESS, signs), 'KeyNotStorable', { signer: KEY_ADDRESS })
    })
  })

  it('are refused by browsers', async () => {
    await inBrowser(async () => {
      await expectRejection(browserVault().save(KEY_ADDRESS, signs), 'KeyNotStorable', { signer: KEY_ADDRESS })
    })
  })
})
