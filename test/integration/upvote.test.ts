// The main job through each EntryPoint: the owner grants once, the session key acts without the owner.
import { expect } from 'chai'
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'

import { sessionId, UNLIMITED_CALLS } from '../../src'
import { VERSIONS } from '../helpers/fixture'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, sponsored, upvote } from '../helpers/session'
import { sendOps, userOpResults } from '../helpers/userOp'

for (const version of VERSIONS) {
  describe(`A session on EntryPoint ${version}`, () => {
    it('upvotes with the session key, self-paid', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const receipt = await sendOps(account, [op])
      expect(userOpResults(account, receipt).map(({ success }) => success)).to.deep.equal([true])
      expect((await chain.socio3.getPost(0)).votes).to.equal(1)
      expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(true)
    })

    it('upvotes with the session key, sponsored and unmetered', async () => {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const session = await makeSession(chain, { fees: { sponsor: paymaster.paymaster! }, calls: UNLIMITED_CALLS })
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain), await upvote(chain)], paymaster)
      await sendOps(account, [op])
      expect((await chain.socio3.getPost(0)).votes).to.equal(2)
    })
  })
}
