// Keys that a browser keeps: what lies in its storage, who can take it out, and what is left when the storage is gone.
import { expect } from 'chai'
import { computeAddress, id, SigningKey } from 'ethers'

import { isLatchkeyError, type Hex } from '../../src'
import { browserVault } from '../../src/keys'
import { expectRejection, KEY, KEY_ADDRESS } from '../client/builders'
import { openLoop } from '../client/sessions/stage'
import { inBrowser, replaced, type Browser } from './browser'
import { tracesOf } from './traces'

const DATABASE = 'latchkey-keys'
const NAME = KEY_ADDRESS.toLowerCase()
const OTHER_KEY = new SigningKey(id('another key of a browser'))
const OTHER_ADDRESS = computeAddress(OTHER_KEY.publicKey) as Hex

interface Sealed {
  readonly wrapping: CryptoKey
  readonly iv: Uint8Array
  readonly sealed: ArrayBuffer
}

const recordOf = async ({ dump }: Browser, name = NAME): Promise<Sealed> => (await dump(DATABASE)).get(name) as Sealed

const loaded = async (signer: Hex = KEY_ADDRESS): Promise<string | undefined> => {
  const key = await browserVault().load(signer)
  return key instanceof SigningKey ? key.privateKey : undefined
}

/** What a call throws. */
const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : 'nothing')

describe('browserVault', () => {
  it('writes nothing that can be read of a key: no bytes, no hexadecimal text, no base64 (T153)', async () => {
    await inBrowser(async ({ dump }) => {
      const vault = browserVault()
      await vault.save(KEY_ADDRESS, KEY)
      await vault.save(OTHER_ADDRESS, OTHER_KEY)
      const kept = await dump(DATABASE)
      expect([...kept.keys()]).to.have.members([NAME, OTHER_ADDRESS.toLowerCase()])
      for (const { privateKey } of [KEY, OTHER_KEY]) expect(tracesOf(privateKey, [kept, vault])).to.deep.equal([])
      // The search finds what is there.
      for (const text of [KEY.privateKey, Buffer.from(KEY.privateKey.slice(2), 'hex'), { a: [BigInt(KEY.privateKey)] }])
        expect(tracesOf(KEY.privateKey, { text })).not.to.deep.equal([])
    })
  })

  it('seals by a key that no script can take out (T153)', async () => {
    await inBrowser(async (browser) => {
      await browserVault().save(KEY_ADDRESS, KEY)
      const { wrapping } = await recordOf(browser)
      expect(wrapping.extractable).to.equal(false)
      expect(wrapping.usages).to.have.members(['encrypt', 'decrypt'])
      for (const format of ['raw', 'jwk'] as const)
        expect(nameOf(await thrownBy(crypto.subtle.exportKey(format, wrapping)))).to.match(/^InvalidAccess/)
      const other = await crypto.subtle.generateKey({ name: 'AES-KW', length: 256 }, true, ['wrapKey'])
      expect(nameOf(await thrownBy(crypto.subtle.wrapKey('raw', wrapping, other, 'AES-KW')))).to.match(/^InvalidAccess/)
    })
  })

  it('never seals twice alike, and no two keys by one (T160)', async () => {
    await inBrowser(async (browser) => {
      const seen = { ivs: new Set<string>(), texts: new Set<string>() }
      for (let i = 0; i < 20; ++i) {
        await browserVault().save(KEY_ADDRESS, KEY)
        const { iv, sealed } = await recordOf(browser)
        expect(iv.length).to.equal(12)
        seen.ivs.add(Buffer.from(iv).toString('hex'))
        seen.texts.add(Buffer.from(sealed).toString('hex'))
      }
      expect([seen.ivs.size, seen.texts.size]).to.deep.equal([20, 20])
      await browserVault().save(OTHER_ADDRESS, OTHER_KEY)
      const [one, other] = [await recordOf(browser), await recordOf(browser, OTHER_ADDRESS.toLowerCase())]
      const foreign = { name: 'AES-GCM', iv: new Uint8Array(other.iv) }
      expect(await thrownBy(crypto.subtle.decrypt(foreign, one.wrapping, other.sealed))).not.to.equal(undefined)
      // Nor does it unseal where it is not said whose it is.
      const own = { name: 'AES-GCM', iv: new Uint8Array(one.iv) }
      expect(await thrownBy(crypto.subtle.decrypt(own, one.wrapping, one.sealed))).not.to.equal(undefined)
    })
  })

  it('gives the key to the next page, and to another copy of ethers', async () => {
    await inBrowser(async () => {
      const foreign = { publicKey: KEY.publicKey, privateKey: KEY.privateKey } as unknown as SigningKey
      await browserVault().save(KEY_ADDRESS, foreign)
      expect(await loaded()).to.equal(KEY.privateKey)
    })
  })

  it('keeps apart what is kept under another name', async () => {
    await inBrowser(async () => {
      await browserVault({ name: 'mine' }).save(KEY_ADDRESS, KEY)
      expect(await loaded()).to.equal(undefined)
      expect(await browserVault({ name: 'mine' }).load(KEY_ADDRESS)).not.to.equal(undefined)
    })
  })

  it('has no key where the record is torn, of another signer, or of a wrong kind', async () => {
    await inBrowser(async (browser) => {
      await browserVault().save(KEY_ADDRESS, KEY)
      await browserVault().save(OTHER_ADDRESS, OTHER_KEY)
      const right = await recordOf(browser)
      const moved = await recordOf(browser, OTHER_ADDRESS.toLowerCase())
      const changed = new Uint8Array(right.sealed.slice(0))
      changed[0] = (changed[0] ?? 0) ^ 1
      const { wrapping } = await recordOf(browser, OTHER_ADDRESS.toLowerCase())
      const wrong: readonly unknown[] = [
        moved,
        { ...right, sealed: changed.buffer },
        { ...right, sealed: right.sealed.slice(1) },
        { ...right, iv: new Uint8Array(12) },
        { ...right, iv: undefined },
        { ...right, wrapping },
        { ...right, wrapping: 'a text' },
        {},
        null,
        7,
        KEY.privateKey,
      ]
      for (const record of wrong) {
        await browser.plant(DATABASE, NAME, record)
        expect(await loaded()).to.equal(undefined)
      }
      await browser.plant(DATABASE, NAME, right)
      expect(await loaded()).to.equal(KEY.privateKey)
    })
  })

  for (const [what, indexedDB] of [
    ['there is no IndexedDB', null],
    ['a private window refuses it', { open: () => failed('InvalidStateError') }],
    ['the disk is full', { open: () => failed('QuotaExceededError') }],
    [
      'opening it throws',
      {
        open: () => {
          throw new DOMException('not for you', 'SecurityError')
        },
      },
    ],
  ] as const)
    it(`says so where ${what}, before anybody is asked, and shows nothing of the key (T153)`, async () => {
      await inBrowser(
        async () => {
          const vault = browserVault()
          const error = await thrownBy(vault.save(KEY_ADDRESS, KEY))
          expect(isLatchkeyError(error, 'StoreNotUsable') && error.args.where).to.equal('IndexedDB latchkey-keys')
          expect(tracesOf(KEY.privateKey, error)).to.deep.equal([])
          await expectRejection(vault.load(KEY_ADDRESS), 'StoreNotUsable', {})
          await expectRejection(vault.remove(KEY_ADDRESS), 'StoreNotUsable', {})
          const { open, request, methods } = await openLoop()
          await expectRejection((await open({ vault })).ensure(request()), 'StoreNotUsable', {})
          expect(methods()).to.deep.equal([])
        },
        { indexedDB },
      )
    })

  it('says so on a page without WebCrypto, which http brings', async () => {
    await inBrowser(async () => {
      const undo = replaced('crypto', {})
      try {
        await expectRejection(browserVault().save(KEY_ADDRESS, KEY), 'StoreNotUsable', { where: 'WebCrypto' })
        expect(await loaded()).to.equal(undefined)
      } finally {
        undo()
      }
    })
  })
})

/** A request that fails. */
function failed(name: string): unknown {
  const request: Record<string, unknown> = { error: new DOMException('it fails', name) }
  queueMicrotask(() => (request['onerror'] as () => void)())
  return request
}
