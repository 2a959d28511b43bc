// What a session key can still do with the one message that it may sign, its renunciation: it ends its own session, and with
// that it can make an op of the owner fail that wants to grant the same session once more.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id } from 'ethers'

import {
  encodeInstallData,
  grantCall,
  installCall,
  openZeppelinAccount,
  renounceCall,
  renounceDigest,
  revokeAllCall,
  revokeCall,
  sessionId,
  signDigest,
  type Address,
  type Call,
  type Hex,
  type Session,
} from '../../src'
import { moduleAs } from '../helpers/asAccount'
import { VERSIONS, type TestAccount } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { successes } from '../helpers/observe'
import {
  deploySessionChain,
  makeSession,
  openSessionAccount,
  sessionKey,
  sessionOp,
  upvote,
  type SessionChain,
} from '../helpers/session'
import { ownerOp, sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

/** The renunciation of the session's key, which anybody can send. */
async function renunciation(chain: SessionChain, account: TestAccount, session: Session): Promise<Call> {
  const module = (await chain.module.getAddress()) as Address
  const on = account.address as Address
  const digest = renounceDigest({ module, account: on, chainId: chain.chainId, sessionId: sessionId(session) })
  return renounceCall({ module, account: on, session, signature: signDigest(sessionKey(), digest) })
}

const send = async (chain: SessionChain, { to, data }: Call) => await chain.bundler.sendTransaction({ to, data })

const ownersBatch = async (account: TestAccount, calls: readonly Call[]) =>
  await ownerOp(account, { calls: calls.map(({ to, data }) => ({ target: to, data })) })

for (const version of VERSIONS)
  describe(`A renunciation on EntryPoint ${version}`, () => {
    it('sent ahead of a batch of revokeAll and grant makes the batch fail, if that grants the same session', async () => {
      const { chain, account, kept, other, module } = await openTwo()
      const renewing = await ownersBatch(account, [
        revokeAllCall({ module, salt: id('new') as Hex }),
        grantCall({ module, session: kept, account: account.address as Address }),
      ])
      await send(chain, await renunciation(chain, account, kept))
      expect(successes(account, await sendOps(account, [renewing]))).to.deep.equal([false])
      // revokeAll was taken back with the batch, so the other session of the thief is still live.
      expect(await chain.module.isLive(account.address, sessionId(other))).to.equal(true)
      expect(await verdict(account, [await sessionOp(chain, account, other, [await upvote(chain)])])).to.equal(ACCEPTED)
    })

    it('sent ahead of a change of the owner’s key makes that fail too, if it grants the same session in the same op', async () => {
      const { chain, account, kept, module } = await openTwo()
      const { interface: owners } = chain.ownerValidator
      const target = account.ownerValidator as Address
      const heir = fixedWallet('heir').address
      const change = [
        { to: target, value: 0n, data: owners.encodeFunctionData('onUninstall', ['0x']) as Hex },
        { to: target, value: 0n, data: owners.encodeFunctionData('onInstall', [heir]) as Hex },
        revokeAllCall({ module, salt: id('new') as Hex }),
      ]
      const again = grantCall({ module, session: kept, account: account.address as Address })
      await send(chain, await renunciation(chain, account, kept))
      const together = await ownersBatch(account, [...change, again])
      expect(successes(account, await sendOps(account, [together]))).to.deep.equal([false])
      expect(await chain.ownerValidator.getOwner(account.address)).to.equal(account.owner.address)
      expect(successes(account, await sendOps(account, [await ownersBatch(account, change)]))).to.deep.equal([true])
      expect(await chain.ownerValidator.getOwner(account.address)).to.equal(heir)
    })

    it('sent ahead of a batch that ends one session and grants another that is live makes the batch fail', async () => {
      const { chain, account, kept, other, module } = await openTwo()
      const batch = await ownersBatch(account, [
        revokeCall({ module, id: sessionId(other) }),
        grantCall({ module, session: kept, account: account.address as Address }),
      ])
      await send(chain, await renunciation(chain, account, kept))
      expect(successes(account, await sendOps(account, [batch]))).to.deep.equal([false])
      expect(await chain.module.isLive(account.address, sessionId(other))).to.equal(true)
    })

    it('cannot hold up a revokeAll that stands alone, nor a grant of a session that differs in some field', async () => {
      const { chain, account, kept, other, module } = await openTwo()
      const renewed = { ...kept, validUntil: kept.validUntil + 1 }
      const calls = [
        revokeAllCall({ module, salt: id('new') as Hex }),
        grantCall({ module, session: renewed, account: account.address as Address }),
      ]
      const renewing = await ownersBatch(account, calls)
      for (const session of [kept, other]) await send(chain, await renunciation(chain, account, session))
      await expect(send(chain, await renunciation(chain, account, renewed)))
        .to.be.revertedWithCustomError(chain.module, 'SessionNotLive')
        .withArgs(sessionId(renewed))
      expect(successes(account, await sendOps(account, [renewing]))).to.deep.equal([true])
      expect(await chain.module.isLive(account.address, sessionId(renewed))).to.equal(true)
    })

    it('sent ahead of a repeated install makes that fail, if its data grants the same session', async () => {
      const { chain, account, kept, other } = await openTwo()
      const asAccount = await moduleAs(chain, account.address)
      const again = (sessions: readonly Session[]) => encodeInstallData(id('again') as Hex, sessions)
      await send(chain, await renunciation(chain, account, kept))
      await expect(asAccount.onInstall(again([kept])))
        .to.be.revertedWithCustomError(chain.module, 'SessionAlreadyRevoked')
        .withArgs(sessionId(kept))
      expect(await chain.module.isLive(account.address, sessionId(other))).to.equal(true)
      await asAccount.onInstall(again([]))
      expect(await chain.module.isLive(account.address, sessionId(other))).to.equal(false)
    })

    it('that was never sent ends the same session when it is granted anew: it names no epoch', async () => {
      const { chain, account, kept, module } = await openTwo()
      const kill = await renunciation(chain, account, kept)
      const asAccount = await moduleAs(chain, account.address)
      await asAccount.revokeAll(id('new'))
      await expect(send(chain, kill)).to.be.revertedWithCustomError(chain.module, 'SessionNotLive')
      const granting = grantCall({ module, session: kept })
      expect(successes(account, await sendOps(account, [await ownersBatch(account, [granting])]))).to.deep.equal([true])
      await expect(send(chain, kill)).to.emit(chain.module, 'SessionRevoked').withArgs(account.address, sessionId(kept))
    })

    it('behind an op of its session leaves that op standing, and no next one', async () => {
      const { chain, account, kept } = await openTwo()
      const [now, later] = [
        await sessionOp(chain, account, kept, [await upvote(chain)]),
        await sessionOp(chain, account, kept, [await upvote(chain)], { lane: 1 }),
      ]
      const kill = await renunciation(chain, account, kept)
      expect(successes(account, await sendOps(account, [now]))).to.deep.equal([true])
      await send(chain, kill)
      expect(await verdict(account, [later])).to.equal(reason('SessionNotLive', [sessionId(kept)]))
    })

    it('does not stop the account from taking the module out and in again', async () => {
      const { chain, account, kept, other, module } = await openTwo()
      for (const session of [kept, other]) await send(chain, await renunciation(chain, account, session))
      const out = openZeppelinAccount.uninstallValidator({
        account: account.address as Address,
        validator: module,
        data: '0x',
      })
      expect(successes(account, await sendOps(account, [await ownersBatch(account, [out])]))).to.deep.equal([true])
      const back = installCall({
        adapter: openZeppelinAccount,
        account: account.address as Address,
        module,
        salt: id('again') as Hex,
        sessions: [],
      })
      expect(successes(account, await sendOps(account, [await ownersBatch(account, [back])]))).to.deep.equal([true])
    })

    /** Two live sessions of one key. */
    async function openTwo() {
      const chain = await loadFixture(deploySessionChain)
      const [kept, other] = [await makeSession(chain, { calls: 5 }), await makeSession(chain, { calls: 7 })]
      const account = await openSessionAccount(chain, [kept, other], { version })
      const module = (await chain.module.getAddress()) as Address
      return { chain, account, kept, other, module }
    }
  })
