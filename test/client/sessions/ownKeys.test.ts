// Keys that the app brings, of every kind: one prompt, silence, a reload, and a renewal with the same key.
import { expect } from 'chai'
import { ethers } from 'hardhat'

import { openZeppelinAccount, type OwnKey } from '../../../src'
import { hashingP256Key, p256Key, secp256k1Key, type TestKey } from '../../helpers/sessionKeys'
import { expectRejection } from '../builders'
import { openLoop } from './stage'

const KINDS: Readonly<Record<string, () => Promise<TestKey> | TestKey>> = {
  'secp256k1 key': () => secp256k1Key('of the app'),
  'P-256 key': () => p256Key('of the app'),
  'ERC-7913 key': async () =>
    hashingP256Key(await (await ethers.deployContract('P256Verifier')).getAddress(), 'of the app'),
}

/** As an app has it: only a function that signs. */
function ownKey({ named, sign, signatureLength }: TestKey): OwnKey {
  const verifier = signatureLength === undefined ? {} : { signatureLength, verifierGas: 20_000n }
  return { signer: named, key: sign, ...verifier }
}

for (const [name, make] of Object.entries(KINDS))
  describe(`a session of the app’s own ${name}`, () => {
    it('asks once, also over a reload, and keeps nothing of the key', async () => {
      const { open, request, chain, methods, upvotes, vault } = await openLoop()
      const key = ownKey(await make())
      const first = await (await open()).ensure(request({ key }))
      expect((await (await first.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect(await vault.load(first.session.signer)).to.equal(undefined)
      const second = await (await open()).ensure(request({ key }))
      expect(second.id).to.equal(first.id)
      expect((await (await second.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect(methods()).to.deep.equal(['sendCalls'])
      expect(await upvotes()).to.equal(2n)
    })

    it('brings the owner’s signature with its first op', async () => {
      const { open, request, chain, methods, upvotes } = await openLoop()
      const key = ownKey(await make())
      await (await open({ app: 'another' })).ensure(request())
      const session = await (await open()).ensure(request({ key }))
      expect((await (await session.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect(methods()).to.deep.equal(['sendCalls', 'signTypedData'])
      expect(await upvotes()).to.equal(1n)
    })

    it('is renewed with the same key by one prompt', async () => {
      const { open, request, chain, methods } = await openLoop({ typed: false })
      const key = ownKey(await make())
      const sessions = await open({ adapter: openZeppelinAccount })
      const first = await sessions.ensure(request({ key }))
      const next = await sessions.renew(first)
      expect(next.session.signer).to.equal(first.session.signer)
      expect(next.id).not.to.equal(first.id)
      expect((await (await next.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
      await expectRejection(first.contract(chain.socio3).upvotePost(0), 'SessionClosed', {})
    })
  })

describe('a key of the app', () => {
  it('that a stored session was not granted to leads to one prompt', async () => {
    const { open, request, methods } = await openLoop()
    const first = await (await open()).ensure(request({ key: ownKey(p256Key('one')) }))
    const second = await (await open()).ensure(request({ key: ownKey(p256Key('two')) }))
    expect(second.id).not.to.equal(first.id)
    expect(methods()).to.deep.equal(['sendCalls', 'signTypedData'])
  })
})
