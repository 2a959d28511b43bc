// What a session key can do with the one message that it may sign, its renunciation: it ends its own session. It holds up no op
// of the owner, also none that grants the same session once more, and wins back nothing that was used.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, ZeroHash } from 'ethers'

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
  sessionStruct,
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

/** Of two sessions the first is live and of use, the other is over. */
async function expectKeptAlone(chain: SessionChain, account: TestAccount, kept: Session, other: Session) {
  const live = [kept, other].map(async (one) => await chain.module.isLive(account.address, sessionId(one)))
  expect(await Promise.all(live)).to.deep.equal([true, false])
  expect(await verdict(account, [await sessionOp(chain, account, kept, [await upvote(chain)])])).to.equal(ACCEPTED)
}

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
    it('sent ahead of a batch of revokeAll and grant does not stop it, though that grants the same session', async () => {
      const { chain, account, kept, other, module } = await openTwo()
      const renewing = await ownersBatch(account, [
        revokeAllCall({ module, salt: id('new') as Hex }),
        grantCall({ module, session: kept, account: account.address as Address }),
      ])
      await send(chain, await renunciation(chain, account, kept))
      expect(successes(account, await sendOps(account, [renewing]))).to.deep.equal([true])
      await expectKeptAlone(chain, account, kept, other)
    })

    it('sent ahead of a change of the owner’s key does not stop it, though it grants the same session in the same op', async () => {
      const { chain, account, kept, other, module } = await openTwo()
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
      expect(successes(account, await sendOps(account, [together]))).to.deep.equal([true])
      expect(await chain.ownerValidator.getOwner(account.address)).to.equal(heir)
      await expectKeptAlone(chain, account, kept, other)
    })

    it('sent ahead of a batch that ends one session and grants another that is live does not stop it', async () => {
      const { chain, account, kept, other, module } = await openTwo()
      const batch = await ownersBatch(account, [
        revokeCall({ module, id: sessionId(other) }),
        grantCall({ module, session: kept, account: account.address as Address }),
      ])
      await send(chain, await renunciation(chain, account, kept))
      expect(successes(account, await sendOps(account, [batch]))).to.deep.equal([true])
      await expectKeptAlone(chain, account, kept, other)
    })

    it('and a grant of the same session anew give back nothing that was used', async () => {
      const { chain, account, kept, module } = await openTwo()
      const upvotes = Array.from({ length: 4 }, async () => await upvote(chain))
      const op = await sessionOp(chain, account, kept, await Promise.all(upvotes), { callGasLimit: 1_000_000n })
      await sendOps(account, [op])
      await send(chain, await renunciation(chain, account, kept))
      const granting = await ownersBatch(account, [grantCall({ module, session: kept })])
      expect(successes(account, await sendOps(account, [granting]))).to.deep.equal([true])
      const two = [await upvote(chain), await upvote(chain)]
      const op2 = await sessionOp(chain, account, kept, two)
      expect(await verdict(account, [op2])).to.equal(reason('CallsOverLimit', [6, 5]))
      expect(await verdict(account, [await sessionOp(chain, account, kept, two.slice(1))])).to.equal(ACCEPTED)
    })

    it('stands against a grant by signature of the same session, which may have been signed before it', async () => {
      const { chain, account, kept } = await openTwo()
      const signedGrant = { replaces: ZeroHash, siblings: [], ownerSignature: '0x12' }
      const grantSigned = () => chain.module.grantSigned(account.address, sessionStruct(kept), signedGrant)
      await grantSigned()
      await send(chain, await renunciation(chain, account, kept))
      await expect(grantSigned())
        .to.be.revertedWithCustomError(chain.module, 'SessionAlreadyRevoked')
        .withArgs(sessionId(kept))
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

    it('sent ahead of a repeated install does not stop it, though its data grants the same session', async () => {
      const { chain, account, kept, other } = await openTwo()
      const asAccount = await moduleAs(chain, account.address)
      const again = (sessions: readonly Session[]) => encodeInstallData(id('again') as Hex, sessions)
      await send(chain, await renunciation(chain, account, kept))
      await asAccount.onInstall(again([kept]))
      await expectKeptAlone(chain, account, kept, other)
    })

    it('that was never sent ends the same session when it is granted anew: it names no epoch', async () => {
      const { chain, account, kept, module } = await openTwo()
      const kill = await renunciation(chain, account, kept)
      const asAccount = await moduleAs(chain, account.address)
      await asAccount.revokeAll(id('new'))
      await expect(send(chain, kill)).to.be.revertedWithCustomError(chain.module, 'SessionNotLive')
      const granting = grantCall({ module, session: kept })
      expect(successes(account, await sendOps(account, [await ownersBatch(account, [granting])]))).to.deep.equal([true])
      await expect(send(chain, kill))
        .to.emit(chain.module, 'SessionRenounced')
        .withArgs(account.address, sessionId(kept))
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
