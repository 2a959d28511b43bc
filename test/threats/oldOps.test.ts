// Ops that lie in a drawer: signed before their session is granted, before it ends, or by a key that is the owner's too.
import { loadFixture, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { computeAddress, concat, id } from 'ethers'
import { ethers } from 'hardhat'

import {
  openZeppelinAccount,
  sessionDigest,
  sessionId,
  sessionStruct,
  signDigest,
  uninstallCall,
  userOpHash,
  type Address,
  type Hex,
  type PackedUserOperation,
} from '../../src'
import { grantAs, moduleAs } from '../helpers/asAccount'
import { VERSIONS } from '../helpers/fixture'
import { successes, usageOf } from '../helpers/observe'
import { authorizationOf } from '../helpers/resign'
import { deploySessionChain, install, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import { nonceKey, ownerOp, sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

for (const version of VERSIONS)
  describe(`An op of long ago on EntryPoint ${version}`, () => {
    it('signed before its session was granted is good once it is: it names a session, and no epoch', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [sessionId(session)]))
      await grantAs(chain, account.address, [session])
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
    })

    it('that revokeAll ended is good again if the same session is granted anew, and not after a revoke', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const asAccount = await moduleAs(chain, account.address)
      await asAccount.revokeAll(id('new'))
      const over = reason('SessionNotLive', [sessionId(session)])
      expect(await verdict(account, [op])).to.equal(over)
      const renewed = { ...session, validUntil: session.validUntil + 1 }
      await grantAs(chain, account.address, [renewed])
      expect(await verdict(account, [op])).to.equal(over)
      await grantAs(chain, account.address, [session])
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
      await asAccount.revoke(sessionId(session))
      expect(await verdict(account, [op])).to.equal(over)
    })

    it('for a sequence number that is yet to come waits for it, within its window', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const now = await sessionOp(chain, account, session, [await upvote(chain)])
      const ahead = await sessionOp(chain, account, session, [await upvote(chain)], { nonce: now.nonce + 1n })
      expect(await verdict(account, [ahead])).to.equal('AA25')
      await sendOps(account, [now])
      expect(await verdict(account, [ahead])).to.equal(ACCEPTED)
      await time.increaseTo(session.validUntil + 1)
      expect(await verdict(account, [ahead])).to.equal('AA22')
    })

    it('validated in the bundle of an uninstall still runs, the next one does not, also after an install', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const end = uninstallCall({
        adapter: openZeppelinAccount,
        account: account.address as Address,
        module: (await chain.module.getAddress()) as Address,
        salt: id('end') as Hex,
      })
      const ending = await ownerOp(account, { calls: [{ target: end.to, data: end.data }] })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const later = await sessionOp(chain, account, session, [await upvote(chain)], { lane: 1 })
      expect(successes(account, await sendOps(account, [ending, op]))).to.deep.equal([true, true])
      expect(await verdict(account, [later])).to.equal('AA24')
      await install(chain, account, [], id('again') as Hex)
      expect(await verdict(account, [later])).to.equal(reason('SessionNotLive', [sessionId(session)]))
    })

    it('validated in the bundle of revokeAll and a new grant counts in the old epoch alone', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { calls: 1 })
      const account = await openSessionAccount(chain, [session], { version })
      const { interface: abi } = chain.module
      const target = await chain.module.getAddress()
      const renewing = await ownerOp(account, {
        calls: [
          { target, data: abi.encodeFunctionData('revokeAll', [id('new')]) },
          { target, data: abi.encodeFunctionData('grant', [sessionStruct(session)]) },
        ],
      })
      const [one, two] = [
        await sessionOp(chain, account, session, [await upvote(chain)]),
        await sessionOp(chain, account, session, [await upvote(chain)], { lane: 1 }),
      ]
      expect(await verdict(account, [one, renewing, two])).to.equal(`op 2: ${reason('CallsOverLimit', [2, 1])}`)
      expect(successes(account, await sendOps(account, [one, renewing]))).to.deep.equal([true, true])
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 0n })
      expect(await verdict(account, [two])).to.equal(ACCEPTED)
    })
  })

for (const version of VERSIONS)
  describe(`A key that is the owner's and a session's, on EntryPoint ${version}`, () => {
    it('signs for each by another digest: neither signature is good for the other', async () => {
      const chain = await loadFixture(deploySessionChain)
      const empty = await openSessionAccount(chain, [], { version })
      const key = empty.owner.signingKey
      const session = await makeSession(chain, { signer: computeAddress(key.publicKey) as Address })
      await grantAs(chain, empty.address, [session])
      const op = await sessionOp(chain, empty, session, [await upvote(chain)], { key })
      expect(await verdict(empty, [op])).to.equal(ACCEPTED)

      const entryPoint = empty.entryPoint.contract
      const asOwner = {
        ...op,
        nonce: await entryPoint.getNonce(empty.address, nonceKey(empty.ownerValidator)),
      } as PackedUserOperation
      const hashOf = (userOp: PackedUserOperation): Hex =>
        userOpHash({
          userOp,
          entryPoint: empty.entryPoint.address as Address,
          chainId: chain.chainId,
          version: empty.entryPoint.version,
        })
      const authorization = authorizationOf(op)
      const module = chain.module.target as Address
      const digest = sessionDigest({ userOpHash: hashOf(asOwner), chainId: chain.chainId, module, authorization })
      // The session's digest of the very op, as the owner's validator wants signatures: r, s, v.
      const signature = key.sign(digest).serialized as Hex
      expect(await verdict(empty, [{ ...asOwner, signature }])).to.equal('AA24')
      // And the owner's signature of the very op, behind the authorization.
      const plain = { ...op, signature: concat([authorization, signDigest(key, hashOf(op))]) as Hex }
      expect(await verdict(empty, [plain])).to.equal('AA24')
    })
  })

describe('An account whose code is the module', () => {
  it('can be made to do nothing: by EIP-7702 it has no calls and no validation', async () => {
    const chain = await loadFixture(deploySessionChain)
    const session = await makeSession(chain)
    const account = await openSessionAccount(chain, [session], { version: 'v08' })
    const module = await chain.module.getAddress()
    const eoa = ethers.Wallet.createRandom().connect(ethers.provider)
    await chain.deployer.sendTransaction({ to: eoa.address, value: 10n ** 18n })
    const authorization = await eoa.authorize({ address: module, nonce: 1 })
    await (await eoa.sendTransaction({ type: 4, to: chain.deployer, authorizationList: [authorization] })).wait()
    expect(await ethers.provider.getCode(eoa.address)).to.equal(concat(['0xef0100', module]).toLowerCase())
    const itself = chain.module.attach(eoa.address) as typeof chain.module
    const before = await chain.module.getEpoch(eoa.address)
    await itself
      .connect(chain.bundler)
      .onInstall(concat([id('salt'), `0x${'40'.padStart(64, '0')}`, `0x${'00'.repeat(32)}`]))
    expect(await chain.module.getEpoch(eoa.address)).to.equal(before)
    expect(await itself.isInitialized(eoa.address)).to.equal(false)
    const op = { ...(await sessionOp(chain, account, session, [await upvote(chain)])), sender: eoa.address }
    const nonce = await account.entryPoint.contract.getNonce(eoa.address, op.nonce >> 64n)
    expect(await verdict(account, [{ ...op, nonce }])).to.equal('AA23 without a reason')
  })
})
