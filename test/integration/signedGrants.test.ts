// Grants by the owner's signature on real accounts, through each EntryPoint: submitted by anyone, or inside the session's
// first userOp, also the very first after the module came onto the account.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { ZeroHash } from 'ethers'

import { sessionId, UNLIMITED_CALLS, type Address } from '../../src'
import { VERSIONS } from '../helpers/fixture'
import { EVERYWHERE, successes, usageOf } from '../helpers/observe'
import { askGrant, ownerGrant, submitGrant } from '../helpers/ownerGrant'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, sponsored, upvote } from '../helpers/session'
import { sendOps } from '../helpers/userOp'
import { findViolations } from '../helpers/validationRules'
import { ACCEPTED, verdict } from '../helpers/verdict'

for (const { where, open } of EVERYWHERE)
  describe(`Grants by signature, ${where}`, () => {
    it('T126 T123 go live inside the first op, once, and the next ops need none', async () => {
      const chain = await loadFixture(deploySessionChain)
      const account = await open(chain, [])
      const session = await makeSession(chain)
      const plain = await sessionOp(chain, account, session, [await upvote(chain)])
      expect(await verdict(account, [plain])).to.equal(`SessionNotLive(${sessionId(session)})`)

      const signedGrant = await ownerGrant(chain, account, session)
      const first = await sessionOp(chain, account, session, [await upvote(chain)], { signedGrant })
      expect(successes(account, await sendOps(account, [first]))).to.deep.equal([true])
      expect((await chain.socio3.getPost(0)).votes).to.equal(1)

      const again = await sessionOp(chain, account, session, [await upvote(chain)], { signedGrant })
      const next = await sessionOp(chain, account, session, [await upvote(chain)], { lane: 1 })
      expect(successes(account, await sendOps(account, [again, next]))).to.deep.equal([true, true])
      expect((await chain.socio3.getPost(0)).votes).to.equal(3)
      expect((await usageOf(chain, account, session)).calls).to.equal(3n)
      expect(await verdict(account, [first])).to.equal('AA25')
    })

    it('go live by whoever submits them, for many chains under one signature', async () => {
      const chain = await loadFixture(deploySessionChain)
      const account = await open(chain, [])
      const [session, elsewhere] = [await makeSession(chain), await makeSession(chain, { calls: 3 })]
      const there = { account: account.address, epoch: ZeroHash, replaces: ZeroHash, session: elsewhere }
      const others = [1n, 8453n, 2n ** 64n].map((chainId) => ({ ...there, chainId }))
      const signed = await ownerGrant(chain, account, session, { others })
      expect(await askGrant(chain, account, session, signed)).to.equal(sessionId(session))
      await expect(submitGrant(chain, account, session, signed)).to.emit(chain.module, 'SessionGranted')
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      expect(successes(account, await sendOps(account, [op]))).to.deep.equal([true])
      expect(await chain.module.isLive(account.address, sessionId(elsewhere))).to.equal(false)
    })
  })

for (const version of VERSIONS)
  describe(`Rules of validation for an attached grant, on EntryPoint ${version}`, () => {
    it('T50 T85 T137 T138 I16 no violation: the account is asked, and its validator reads what is the account’s', async () => {
      const chain = await loadFixture(deploySessionChain)
      const old = await makeSession(chain, { calls: 4 })
      const account = await openSessionAccount(chain, [old], { version })
      const session = await makeSession(chain)
      for (const replaces of [ZeroHash, sessionId(old)]) {
        const signedGrant = await ownerGrant(chain, account, session, { replaces })
        const params = { signedGrant, callGasLimit: 0n }
        const op = await sessionOp(chain, account, session, [await upvote(chain)], params)
        expect(await verdict(account, [op])).to.equal(ACCEPTED)
        expect(await findViolations(account.entryPoint, op)).to.deep.equal([])
      }
    })

    it('T50 T137 T138 I16 no violation where a paymaster pays for it', async () => {
      const chain = await loadFixture(deploySessionChain)
      const account = await openSessionAccount(chain, [], { version })
      const sponsor = (await chain.sponsor.getAddress()) as Address
      const session = await makeSession(chain, { fees: { sponsor }, calls: UNLIMITED_CALLS })
      const signedGrant = await ownerGrant(chain, account, session)
      const params = { ...(await sponsored(chain)), signedGrant, callGasLimit: 0n }
      const op = await sessionOp(chain, account, session, [await upvote(chain)], params)
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
      expect(await findViolations(account.entryPoint, op)).to.deep.equal([])
    })
  })
