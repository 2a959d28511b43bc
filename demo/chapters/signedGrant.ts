// Chapter 5: a wider session, for points too. The owner signs typed data, once; the session's first op brings it.
import { parseEther } from 'ethers'
import { ethers } from 'hardhat'

import { allow, equals, MODULE_VERSION, oneOf, spend, type LiveSession } from '../../src'
import { gasOf, isLive, votesOf } from '../chainState'
import { mustBe } from '../check'
import { setClock, STORY_START } from '../clock'
import { ownersWallet } from '../owner'
import { count, heading, item, say } from '../print'
import { startApp, type Story } from '../story'

/** The points that the session may spend, by whatever function. */
export const BUDGET = 100n

const AN_HOUR = 3_600

export async function signedGrant(story: Story): Promise<LiveSession> {
  const { socio3, points, alice, bob, exchange, owner } = story
  heading('5. A grant inside the first op')
  await setClock(STORY_START + AN_HOUR)
  say(
    'Another app wants more: votes for some posts, and points, to two friends or to one exchange that may take them, out ' +
      'of one budget. The owner sends nothing. What the owner reads, and signs as typed data:',
  )
  const budget = spend({ max: BUDGET })
  const prompts = owner.prompts.length
  const session = await (
    await startApp(story, 'Points')
  ).ensure({
    allow: [
      allow(socio3, 'upvotePost', { postId: oneOf(0, 2) }),
      allow(points, 'transfer', { to: oneOf(alice, bob), value: budget }),
      allow(points, 'approve', { spender: equals(exchange), value: budget }),
    ],
    expires: '1d',
    calls: 20,
    fees: { max: parseEther('0.02') },
  })
  mustBe('New prompts', String(owner.prompts.slice(prompts).map(({ method }) => method)), 'signTypedData')
  mustBe('The session is live before its first op', await isLive(story, session.id), false)

  const first = await vote(story, session)
  mustBe('The session is live after its first op', await isLive(story, session.id), true)
  const second = await vote(story, session)
  mustBe('Transactions of the owner', await ethers.provider.getTransactionCount(ownersWallet().address), 0)
  item('Signed', `a Grant, for Latchkey ${MODULE_VERSION}: chain, account, epoch and session, in full`)
  item('First op', `${count(first)} gas: it brings the grant, and upvotes post 2`)
  item('Second op', `${count(second)} gas: the same upvote, without it`)
  return session
}

// The gas of the whole transaction.
async function vote({ socio3 }: Story, session: LiveSession): Promise<bigint> {
  const before = await votesOf(socio3)
  const { transactionHash, success } = await (await session.contract(socio3).upvotePost(2)).wait()
  mustBe('The vote succeeds', success, true)
  mustBe('Votes', String(await votesOf(socio3)), String(before.map((votes, post) => (post === 2 ? votes + 1n : votes))))
  return await gasOf(transactionHash)
}
