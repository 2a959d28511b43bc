// Several ops in one bundle, and one op several times, through each EntryPoint: validation comes before every execution, so
// what is counted is counted in validation; a nonce is used up whatever becomes of the execution.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, type ContractTransactionReceipt } from 'ethers'

import { grantCall, revokeAllCall, revokeCall, sessionId, type Address, type Call, type Hex } from '../../src'
import { VERSIONS, type TestAccount } from '../helpers/fixture'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { ownerOp, sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

const votes = async (chain: SessionChain): Promise<bigint> => (await chain.socio3.getPost(0)).votes

const successes = (account: TestAccount, receipt: ContractTransactionReceipt): boolean[] =>
  userOpResults(account, receipt).map(({ success }) => success)

/** An op of the owner that makes one call. */
const ownerCall = async (account: TestAccount, { to, data }: Call) =>
  await ownerOp(account, { calls: [{ target: to, data }] })

for (const version of VERSIONS)
  describe(`Bundles on EntryPoint ${version}`, () => {
    it('T94 two ops of one session count before either is executed', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { calls: 3 })
      const account = await openSessionAccount(chain, [session], { version })
      const call = await upvote(chain)
      const first = await sessionOp(chain, account, session, [call, call])
      const second = await sessionOp(chain, account, session, [call, call], { lane: 1 })
      expect(await verdict(account, [first])).to.equal(ACCEPTED)
      expect(await verdict(account, [second])).to.equal(ACCEPTED)
      expect(await verdict(account, [first, second])).to.equal(`op 1: ${reason('CallsOverLimit', [4, 3])}`)
      const small = await sessionOp(chain, account, session, [call], { lane: 1 })
      expect(successes(account, await sendOps(account, [first, small]))).to.deep.equal([true, true])
      expect(await votes(chain)).to.equal(3)
      const next = await sessionOp(chain, account, session, [call])
      expect(await verdict(account, [next])).to.equal(reason('CallsOverLimit', [4, 3]))
    })

    it('T68 two lanes go in any order, one lane only in its own', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const opOf = async (lane: number, ahead = 0n) => {
        const op = await sessionOp(chain, account, session, [await upvote(chain)], { lane })
        if (ahead === 0n) return op
        return await sessionOp(chain, account, session, [await upvote(chain)], { nonce: op.nonce + ahead })
      }
      const [a0, a1, b0] = [await opOf(0), await opOf(0, 1n), await opOf(1)]
      expect(await verdict(account, [a1])).to.equal('AA25')
      expect(await verdict(account, [b0, a1])).to.equal('op 1: AA25')
      expect(successes(account, await sendOps(account, [b0, a0, a1]))).to.deep.equal([true, true, true])
      expect(await votes(chain)).to.equal(3)
    })

    it('T67 an op runs once', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      expect(await verdict(account, [op, op])).to.equal('op 1: AA25')
      await sendOps(account, [op])
      expect(await verdict(account, [op])).to.equal('AA25')
      expect(await votes(chain)).to.equal(1)
    })

    it('T69 T98 an op whose call reverts is spent, and so is its part of the budget', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { calls: 2 })
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain, 99n)])
      const receipt = await sendOps(account, [op])
      expect(successes(account, receipt)).to.deep.equal([false])
      expect(await verdict(account, [op])).to.equal('AA25')
      const pair = [await upvote(chain), await upvote(chain)]
      const next = await sessionOp(chain, account, session, pair)
      expect(await verdict(account, [next])).to.equal(reason('CallsOverLimit', [3, 2]))
      const rest = await sessionOp(chain, account, session, pair.slice(1))
      expect(successes(account, await sendOps(account, [rest]))).to.deep.equal([true])
    })

    it('T23 T24 a batch of which one call reverts does nothing, and counts as a whole', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { calls: 3 })
      const account = await openSessionAccount(chain, [session], { version })
      const calls = [await upvote(chain), await upvote(chain, 99n), await upvote(chain)]
      const receipt = await sendOps(account, [await sessionOp(chain, account, session, calls)])
      expect(successes(account, receipt)).to.deep.equal([false])
      expect(await votes(chain)).to.equal(0)
      const next = await sessionOp(chain, account, session, [await upvote(chain)])
      expect(await verdict(account, [next])).to.equal(reason('CallsOverLimit', [4, 3]))
    })

    for (const name of ['revoke', 'revokeAll'] as const)
      it(`T127 an op validated in the bundle of a ${name} still runs, the next one does not`, async () => {
        const chain = await loadFixture(deploySessionChain)
        const session = await makeSession(chain)
        const account = await openSessionAccount(chain, [session], { version })
        const module = (await chain.module.getAddress()) as Address
        const end =
          name === 'revoke'
            ? revokeCall({ module, id: sessionId(session) })
            : revokeAllCall({ module, salt: id('salt') as Hex })
        const revoking = await ownerCall(account, end)
        const op = await sessionOp(chain, account, session, [await upvote(chain)])
        const later = await sessionOp(chain, account, session, [await upvote(chain)], { lane: 1 })
        expect(successes(account, await sendOps(account, [revoking, op]))).to.deep.equal([true, true])
        expect(await votes(chain)).to.equal(1)
        expect(await verdict(account, [later])).to.equal(reason('SessionNotLive', [sessionId(session)]))
      })

    it('T129 an op in the bundle of its grant is refused: it is validated before the grant is made', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [], { version })
      const module = (await chain.module.getAddress()) as Address
      const granting = await ownerCall(account, grantCall({ module, session, account: account.address as Address }))
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const refusal = `op 1: ${reason('SessionNotLive', [sessionId(session)])}`
      expect(await verdict(account, [granting, op])).to.equal(refusal)
      await sendOps(account, [granting])
      expect(successes(account, await sendOps(account, [op]))).to.deep.equal([true])
    })

    it('sessions of one account in one bundle draw on their own budgets', async () => {
      const chain = await loadFixture(deploySessionChain)
      const [one, two] = [await makeSession(chain, { calls: 1 }), await makeSession(chain, { calls: 2 })]
      const account = await openSessionAccount(chain, [one, two], { version })
      const call = await upvote(chain)
      const ops = [
        await sessionOp(chain, account, one, [call], { lane: 1 }),
        await sessionOp(chain, account, two, [call, call], { lane: 2 }),
      ]
      expect(successes(account, await sendOps(account, ops))).to.deep.equal([true, true])
      for (const [session, used, limit] of [
        [one, 2, 1],
        [two, 3, 2],
      ] as const) {
        const op = await sessionOp(chain, account, session, [call])
        expect(await verdict(account, [op])).to.equal(reason('CallsOverLimit', [used, limit]))
      }
    })
  })
