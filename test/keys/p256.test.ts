// P-256 keys that the browser makes: nobody takes them out, each session has its own, and chain and bundler are asked for them.
import { createHash, webcrypto } from 'node:crypto'

import { expect } from 'chai'
import { concat, dataLength, dataSlice, getBytes, id } from 'ethers'
import { ethers } from 'hardhat'

import { LatchkeyError, memoryVault, type Bundler, type Hex, type LiveSession } from '../../src'
import { browserStore, browserVault, hasP256 } from '../../src/keys'
import { withAnvil } from '../deploy/anvil'
import { N, nodeVerifies } from '../helpers/p256'
import { expectRejection, KEY, KEY_ADDRESS, the } from '../client/builders'
import { openLoop, type Loop } from '../client/sessions/stage'
import { inBrowser, type Browser } from './browser'
import { tracesOf } from './traces'

const DATABASE = 'latchkey-keys'

const load = async ({ open }: Loop, changes: Parameters<Loop['open']>[0] = {}) =>
  await open({ store: browserStore(), vault: browserVault({ keys: 'P-256' }), ...changes })

const votes = async ({ chain }: Loop, session: LiveSession) =>
  expect((await (await session.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)

const privateKeyOf = async ({ dump }: Browser, signer: Hex): Promise<CryptoKey> =>
  ((await dump(DATABASE)).get(signer.toLowerCase()) as { privateKey: CryptoKey }).privateKey

/** A key as its vault makes it, by the name that a session gives it. */
async function made(vault = browserVault({ keys: 'P-256' })) {
  const { signer, key } = the(await vault.newKey?.())
  if (typeof signer === 'string' || signer.kind !== 'P-256' || typeof key !== 'function') throw new Error('P-256')
  return { vault, name: concat([signer.x, signer.y]) as Hex, key }
}

describe('a vault of P-256 keys', () => {
  it('opens a session, keeps it over a reload, and renews it by one prompt with another key (T160)', async () => {
    await inBrowser(async ({ dump }) => {
      const loop = await openLoop({ typed: false })
      const first = await (await load(loop)).ensure(loop.request())
      expect([first.session.signerKind, dataLength(first.session.signer)]).to.deep.equal([1, 64])
      await votes(loop, first)
      const sessions = await load(loop)
      const again = await sessions.ensure(loop.request())
      expect(again.id).to.equal(first.id)
      await votes(loop, again)
      expect(loop.methods()).to.deep.equal(['sendCalls'])
      const next = await sessions.renew(again)
      await votes(loop, next)
      expect(next.session.signer).not.to.equal(first.session.signer)
      expect(loop.methods()).to.deep.equal(['sendCalls', 'sendCalls'])
      expect([...(await dump(DATABASE)).keys()]).to.deep.equal([next.session.signer.toLowerCase()])
    })
  })

  it('holds keys that no script can take out (T153)', async () => {
    await inBrowser(async (browser) => {
      const { vault, name, key } = await made()
      await vault.save(name, key)
      const kept = await privateKeyOf(browser, name)
      expect([kept.extractable, kept.type, kept.usages]).to.deep.equal([false, 'private', ['sign']])
      for (const format of ['pkcs8', 'jwk'] as const) {
        const refused = await crypto.subtle.exportKey(format, kept).catch((thrown: unknown) => thrown)
        expect((refused as Error).name).to.match(/^InvalidAccess/)
      }
    })
  })

  it('shows nothing of a key that can be taken out, were it one (T153)', async () => {
    // The same search finds the number of a key that is extractable.
    const { subtle } = webcrypto
    const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
    const jwk = await subtle.exportKey('jwk', pair.privateKey)
    const secret = `0x${Buffer.from(jwk.d ?? '', 'base64url').toString('hex')}`
    expect(tracesOf(secret, jwk)).not.to.deep.equal([])
    await inBrowser(async ({ dump, plant }) => {
      const { vault, name, key } = await made()
      await vault.save(name, key)
      await plant(DATABASE, name, { kind: 'P-256', privateKey: pair.privateKey })
      expect(tracesOf(secret, [await dump(DATABASE), vault, key])).to.deep.equal([])
    })
  })

  it('signs sha256 of 32 bytes with low s, by the judgement of OpenSSL, and nothing of another length', async () => {
    await inBrowser(async () => {
      const { name, key } = await made()
      for (let i = 0; i < 16; ++i) {
        const digest = id(`digest ${i}`) as Hex
        const signature = await key(digest)
        expect(dataLength(signature)).to.equal(64)
        expect(BigInt(dataSlice(signature, 32)) <= N / 2n).to.equal(true)
        expect(nodeVerifies(name, digest, signature)).to.equal(true)
      }
      for (const digest of ['0x', '0x1234', concat([id('a'), '0x00'])] as Hex[])
        await expectRejection(Promise.resolve(key(digest)), 'FieldNotValid', { field: 'digest' })
    })
  })

  it('keeps only what it made, under its own name, and gives back keys of both kinds', async () => {
    await inBrowser(async () => {
      const [one, other] = [await made(), await made()]
      expect(one.name).not.to.equal(other.name)
      await expectRejection(
        one.vault.save(one.name, async () => await Promise.resolve('0x')),
        'KeyNotStorable',
        {},
      )
      await expectRejection(one.vault.save(other.name, other.key), 'KeyNotStorable', {})
      await expectRejection(one.vault.save(other.name, one.key), 'KeyNotOfSession', {
        signer: other.name,
        key: one.name,
      })
      await one.vault.save(one.name, one.key)
      await one.vault.save(KEY_ADDRESS, KEY)
      const next = browserVault()
      expect(next).not.to.have.property('newKey')
      expect(await next.load(KEY_ADDRESS)).to.have.property('privateKey', KEY.privateKey)
      const loaded = the(await next.load(one.name))
      // What was loaded can be saved again, as when the owner is asked again for the same session.
      await next.save(one.name, loaded)
      expect(await browserVault().load(one.name)).to.be.a('function')
    })
  })

  it('has no key where the record is another signer’s', async () => {
    await inBrowser(async ({ dump, plant }) => {
      const [one, other] = [await made(), await made()]
      await one.vault.save(one.name, one.key)
      await other.vault.save(other.name, other.key)
      await plant(DATABASE, one.name, (await dump(DATABASE)).get(other.name))
      expect(await browserVault().load(one.name)).to.equal(undefined)
      await plant(DATABASE, one.name, { kind: 'P-256', privateKey: 'a text' })
      expect(await browserVault().load(one.name)).to.equal(undefined)
    })
  })

  it('leaves nothing behind where the owner says no', async () => {
    await inBrowser(async ({ dump }) => {
      const loop = await openLoop()
      loop.owner.rejectNext()
      await expectRejection((await load(loop)).ensure(loop.request()), 'OwnerRejected', {})
      expect([...(await dump(DATABASE)).keys()]).to.deep.equal([])
    })
  })

  it('gives way to secp256k1 by one prompt where the bundler refuses the precompile', async () => {
    await inBrowser(async () => {
      const loop = await openLoop({ typed: false })
      const message = 'account accesses un-deployed contract address 0x0000000000000000000000000000000000000100'
      const refusing: Bundler = {
        ...loop.bundler,
        send: async (userOp, entryPoint) => {
          if (dataLength(the(kind).session.signer) === 64) throw new LatchkeyError('OpcodeRefused', { message })
          return await loop.bundler.send(userOp, entryPoint)
        },
      }
      let kind: LiveSession | undefined = await (await load(loop, { bundler: refusing })).ensure(loop.request())
      await expectRejection(kind.contract(loop.chain.socio3).upvotePost(0), 'OpcodeRefused', { message })
      const sessions = await load(loop, { bundler: refusing, vault: browserVault() })
      kind = await sessions.renew(await sessions.ensure(loop.request()))
      await votes(loop, kind)
      expect(loop.methods().length).to.equal(2)
    })
  })
})

describe('a vault that makes keys', () => {
  it('is asked for each session, and not where the app brings its own', async () => {
    const loop = await openLoop({ typed: false })
    let asked = 0
    const plain = memoryVault()
    const vault = { ...plain, newKey: async () => (++asked, await Promise.resolve({ signer: KEY_ADDRESS, key: KEY })) }
    const session = await (await loop.open({ vault })).ensure(loop.request())
    expect([session.session.signer, asked]).to.deep.equal([KEY_ADDRESS, 1])
    await (await loop.open({ vault })).ensure(loop.request({ key: { signer: KEY_ADDRESS, key: KEY } }))
    expect(asked).to.equal(1)
  })
})

describe('hasP256', () => {
  it('says yes where the precompile tells right from wrong (T147)', async () => {
    expect(await hasP256(ethers.provider)).to.equal(true)
  })

  it('asks with a signature that OpenSSL takes, and with a hash that is not its own', async () => {
    const asked: string[] = []
    const call = async ({ data }: { data?: string | null }) => (asked.push(data ?? ''), await Promise.resolve('0x'))
    expect(await hasP256({ call })).to.equal(false)
    const [right = '', wrong = ''] = asked
    const parts = [32, 96, 160].map((end, i, ends) => dataSlice(right, ends[i - 1] ?? 0, end))
    const [hash, signature = '', point = ''] = parts
    expect(hash).to.equal(`0x${createHash('sha256').update('sample').digest('hex')}`)
    expect(nodeVerifies(point, `0x${Buffer.from('sample').toString('hex')}`, signature)).to.equal(true)
    expect([getBytes(right).length, getBytes(wrong).length]).to.deep.equal([160, 160])
    expect(dataSlice(wrong, 32)).to.equal(dataSlice(right, 32))
    expect(dataSlice(wrong, 0, 32)).not.to.equal(hash)
  })

  it('says no where there is none, where code answers zero, and where code says yes to everything (T147)', async () => {
    await withAnvil(
      31_341,
      async ({ provider }) => {
        const ask = async (code: string) => {
          await provider.send('anvil_setCode', ['0x0000000000000000000000000000000000000100', code])
          return await hasP256(provider)
        }
        // Nothing; zero; one, to everything; a revert.
        for (const code of ['0x', '0x60205ff3', '0x60015f5260205ff3', '0x5f5ffd'])
          expect(await ask(code)).to.equal(false)
      },
      ['--hardfork', 'cancun'],
    )
  })

  it('says who did not answer where the chain cannot be asked', async () => {
    const call = async () => await Promise.reject(new Error('socket hang up'))
    await expectRejection(hasP256({ call }), 'ServiceNotReachable', {
      service: 'the provider',
      reason: 'socket hang up',
    })
  })
})
