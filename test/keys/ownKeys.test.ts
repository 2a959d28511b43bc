// A key of the app's own: a function over 32 bytes, which answers at once or later, and may answer wrongly.
import { expect } from 'chai'
import { concat, dataSlice, isHexString } from 'ethers'

import { signDigest, type Bundler, type Hex, type OwnKey } from '../../src'
import { browserStore, browserVault } from '../../src/keys'
import { expectRejection, KEY, KEY_ADDRESS } from '../client/builders'
import { openLoop } from '../client/sessions/stage'
import { p256Key, secp256k1Key } from '../helpers/sessionKeys'
import { inBrowser } from './browser'

/** A session of this key, a vote by it, and how many ops the bundler was handed. */
async function voteBy(key: OwnKey['key'], signer: OwnKey['signer'] = KEY_ADDRESS) {
  const loop = await openLoop()
  let sent = 0
  const bundler: Bundler = { ...loop.bundler, send: async (...op) => (++sent, await loop.bundler.send(...op)) }
  const session = await (await loop.open({ bundler })).ensure(loop.request({ key: { signer, key } }))
  const vote = async () => (await (await session.contract(loop.chain.socio3).upvotePost(0)).wait()).success
  return { ...loop, vote, sent: () => sent }
}

describe('a key that is a function', () => {
  const right = (digest: Hex): Hex => signDigest(KEY, digest)
  const ways: readonly [string, OwnKey['key']][] = [
    ['at once', right],
    ['later', async (digest) => await new Promise((resolve) => setImmediate(() => resolve(right(digest))))],
  ]

  for (const [when, key] of ways)
    it(`may answer ${when}, and is asked for 32 bytes`, async () => {
      const asked: string[] = []
      const { vote, upvotes } = await voteBy((digest) => {
        asked.push(digest)
        return typeof key === 'function' ? key(digest) : '0x'
      })
      expect(await vote()).to.equal(true)
      expect(await upvotes()).to.equal(1n)
      expect(asked.length).to.equal(1)
      for (const digest of asked) expect(isHexString(digest, 32)).to.equal(true)
    })

  it('that answers with another length is refused before anything is sent', async () => {
    for (const change of [
      (signature: Hex) => dataSlice(signature, 1),
      (signature: Hex) => concat([signature, '0x00']),
      () => '0x',
    ]) {
      const { vote, sent } = await voteBy(async (digest) => await Promise.resolve(change(right(digest)) as Hex))
      await expectRejection(vote(), 'SignatureLengthNotValid', {})
      expect(sent()).to.equal(0)
    }
  })

  it('that is another signer’s is refused, by name', async () => {
    for (const [signer, sign] of [
      [KEY_ADDRESS, secp256k1Key('of somebody else').sign],
      [p256Key('one').named, p256Key('other').sign],
    ] as const) {
      const { vote, upvotes } = await voteBy(sign, signer)
      await expectRejection(vote(), 'SessionKeySignatureNotValid', {})
      expect(await upvotes()).to.equal(0n)
    }
  })

  it('that says no leaves the session as it is', async () => {
    let isWilling = false
    const { vote } = await voteBy(async (digest) => {
      if (!isWilling) throw new Error('the device is locked')
      return await Promise.resolve(right(digest))
    })
    await expectRejection(vote(), 'RevertWithoutData', { message: 'the device is locked' })
    isWilling = true
    expect(await vote()).to.equal(true)
  })

  it('is nowhere in a browser’s storage, and is given again after a reload', async () => {
    await inBrowser(async ({ dump }) => {
      const loop = await openLoop()
      const load = async () => await loop.open({ store: browserStore(), vault: browserVault() })
      const key = { signer: KEY_ADDRESS, key: right } as const
      const first = await (await load()).ensure(loop.request({ key }))
      const again = await (await load()).ensure(loop.request({ key }))
      expect(again.id).to.equal(first.id)
      expect(loop.methods()).to.deep.equal(['sendCalls'])
      expect([...(await dump('latchkey-sessions')).keys()].length).to.equal(1)
      expect(await (await load()).resume()).to.equal(undefined)
    })
  })
})
