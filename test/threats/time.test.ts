// Time as EntryPoints read it: the two ends of a window are in their places, and seconds count, not blocks.
import { loadFixture, mine, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import fc from 'fast-check'

import type { PackedUserOperation, Session } from '../../src'
import { RUNS } from '../helpers/arbitraries'
import { grantAs } from '../helpers/asAccount'
import { VERSIONS } from '../helpers/fixture'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import { ACCEPTED, verdict } from '../helpers/verdict'

/** Seconds before and after some moment. */
const ends = fc
  .tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -500, max: 500 }))
  .filter(([from, to]) => from < to)

for (const version of VERSIONS)
  describe(`Windows on EntryPoint ${version}`, () => {
    it('T45 T49 any window is open exactly from its start to its end', async () => {
      const chain = await loadFixture(deploySessionChain)
      const account = await openSessionAccount(chain, [], { version })
      const moment = (await time.latest()) + 1000
      // The drawn windows, and one of each kind: open, over, to come.
      const drawn = [[-9, 9], [-9, -5], [5, 9], ...fc.sample(ends, Math.min(RUNS, 20))] as readonly [number, number][]
      const claims: { readonly session: Session; readonly op: PackedUserOperation }[] = []
      for (const [i, [from, to]] of drawn.entries()) {
        const base = await makeSession(chain, { calls: 1000 + i })
        const session = { ...base, validAfter: moment + from, validUntil: moment + to }
        claims.push({ session, op: await sessionOp(chain, account, session, [await upvote(chain)], { lane: i }) })
      }
      await grantAs(
        chain,
        account.address,
        claims.map(({ session }) => session),
      )
      await time.increaseTo(moment)
      for (const { session, op } of claims) {
        const { validAfter, validUntil } = session
        const hasBegun = version === 'v07' ? validAfter <= moment : validAfter < moment
        const expected = hasBegun && moment <= validUntil ? ACCEPTED : 'AA22'
        expect(await verdict(account, [op]), `${validAfter} ${validUntil} ${moment}`).to.equal(expected)
      }
    })

    it('T58 blocks end nothing, and seconds do', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { expires: '1h' })
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      await mine(1000, { interval: 1 })
      expect(await time.latest()).to.be.lessThan(session.validUntil)
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
      await time.increaseTo(session.validUntil)
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
      await time.increaseTo(session.validUntil + 1)
      expect(await verdict(account, [op])).to.equal('AA22')
    })
  })
