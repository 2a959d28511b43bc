// Who pays, and whose key it is.
import { expect } from 'chai'
import { ZeroAddress } from 'ethers'
import { ethers } from 'hardhat'

import { fixedPaymaster, signDigest, type Address, type Hex, type Paymaster } from '../../../src'
import { VERSIONS } from '../../helpers/fixture'
import { sessionKey } from '../../helpers/session'
import { anAddress, expectRejection } from '../builders'
import { openLoop, type Loop } from './stage'

const sponsorOf = async ({ chain }: Loop): Promise<Paymaster> =>
  fixedPaymaster({
    paymaster: (await chain.sponsor.getAddress()) as Address,
    paymasterVerificationGasLimit: 50_000n,
    paymasterPostOpGasLimit: 0n,
  })

/** What fees are paid from. */
const wealthOf = async ({ account, opened }: Loop): Promise<bigint> =>
  (await ethers.provider.getBalance(account)) + (await opened.entryPoint.contract.balanceOf(account))

for (const version of VERSIONS)
  describe(`a sponsored session, EntryPoint ${version}`, () => {
    it('costs the account nothing, from the op that brings its grant on', async () => {
      const loop = await openLoop({ version })
      await (await loop.open({ app: 'another' })).ensure(loop.request())
      const paymaster = await sponsorOf(loop)
      const session = await (
        await loop.open({ paymaster })
      ).ensure(loop.request({ fees: { sponsor: paymaster.address } }))
      const before = await wealthOf(loop)
      for (const post of [0, 0])
        expect((await (await session.contract(loop.chain.socio3).upvotePost(post)).wait()).success).to.equal(true)
      expect(await wealthOf(loop)).to.equal(before)
      expect(loop.methods()).to.deep.equal(['sendCalls', 'signTypedData'])
    })
  })

describe('payers', () => {
  it('a session that names no paymaster is not given one', async () => {
    const loop = await openLoop()
    const session = await (await loop.open({ paymaster: await sponsorOf(loop) })).ensure(loop.request())
    expect(session.session.paymaster).to.equal(ZeroAddress)
    const before = await wealthOf(loop)
    await (await session.contract(loop.chain.socio3).upvotePost(0)).wait()
    expect(await wealthOf(loop)).to.be.lessThan(before)
  })

  it('nobody is asked for a session that nobody here could pay for', async () => {
    const loop = await openLoop()
    const { address } = await sponsorOf(loop)
    await expectRejection(
      (await loop.open()).ensure(loop.request({ fees: { sponsor: address } })),
      'PaymasterRequired',
      {},
    )
    const other = fixedPaymaster({ paymaster: anAddress(0x99) })
    const sessions = await loop.open({ paymaster: other })
    await expectRejection(sessions.ensure(loop.request({ fees: { sponsor: address } })), 'PaymasterRequired', {})
    expect(loop.methods()).to.deep.equal([])
  })
})

describe('a key of the app’s own', () => {
  it('signs the ops, is not kept, and takes up its session after a reload', async () => {
    const loop = await openLoop({ typed: false })
    const held = sessionKey('held elsewhere')
    const digests: Hex[] = []
    const key = {
      signer: ethers.computeAddress(held.publicKey) as Address,
      key: async (digest: Hex): Promise<Hex> => {
        digests.push(digest)
        return await Promise.resolve(signDigest(held, digest))
      },
    }
    const session = await (await loop.open()).ensure(loop.request({ key }))
    expect((await (await session.contract(loop.chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    expect(digests.length).to.equal(1)
    expect(await loop.vault.load(key.signer)).to.equal(undefined)
    expect((await (await loop.open()).ensure(loop.request({ key }))).id).to.equal(session.id)
    expect(loop.methods().length).to.equal(1)

    const next = await (await loop.open()).ensure(loop.request())
    expect(next.session.signer).not.to.equal(key.signer)
    expect(loop.methods().length).to.equal(2)
    expect(await loop.chain.module.isLive(loop.account, session.id)).to.equal(false)
  })

  it('stays with the session when it is renewed', async () => {
    const loop = await openLoop({ typed: false })
    const held = sessionKey('held elsewhere')
    const key = { signer: ethers.computeAddress(held.publicKey) as Address, key: held }
    const sessions = await loop.open()
    const next = await sessions.renew(await sessions.ensure(loop.request({ key })), { expires: '2h' })
    expect(next.session.signer).to.equal(key.signer)
    expect((await (await next.contract(loop.chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
  })
})
