// Chapter 2: the session key acts alone; what is sent at once shares ops.
import { ethers } from 'hardhat'

import { rpc } from '../../deploy/developmentChain'
import type { LiveSession, SendOutcome } from '../../src'
import { gasOf, sum, votesOf } from '../chainState'
import { mustBe } from '../check'
import { count, ether, heading, item } from '../print'
import { POSTS } from '../stage'
import type { Story } from '../story'

/** Gas of whole transactions. */
export type Overhead = { readonly session: bigint; readonly owner: bigint }

const TWENTY = 20

export async function silence(story: Story, session: LiveSession): Promise<Overhead> {
  heading('2. Twenty upvotes at once, and no prompt')
  const socio3 = session.contract(story.socio3)
  for (let post = 0; post < POSTS; ++post)
    mustBe('An upvote succeeds', (await (await socio3.upvotePost(post)).wait()).success, true)
  const overhead = await measure(story, session)

  const sent = await Promise.all(Array.from({ length: TWENTY }, (_, n) => socio3.upvotePost(n % POSTS)))
  const outcomes = await Promise.all(sent.map((op) => op.wait()))
  const votes = await votesOf(story.socio3)
  mustBe('Upvotes that were mined', outcomes.filter(({ success }) => success).length, TWENTY)
  mustBe('Votes', String(votes), '9,8,7')
  mustBe('Prompts so far', story.owner.prompts.length, 1)
  const { pendingMax } = story.bundler
  mustBe('The bundler held no more ops than it takes', story.bundler.mostPending() <= pendingMax, true)
  item('Sent', `20 × session.contract(socio3).upvotePost(...), all at once: ${opsText(outcomes)}`)
  item('In flight', `never more than ${pendingMax} ops, as bundlers hold them; what had to wait went together`)
  item(
    'Mined',
    `all 20; post 0 has ${votes[0]} votes, post 1 ${votes[1]}, post 2 ${votes[2]}: ${sum(votes)} with those sent one by one before`,
  )
  item('Prompts', `${story.owner.prompts.length}, as before`)
  const { left } = await session.status()
  const worst = await session.worstCase()
  mustBe('Calls left', left.calls ?? 'unlimited', 6)
  mustBe('Calls of a thief', worst.calls.inAll ?? 'unlimited', 6)
  item('Left', `${left.calls} calls and ${ether(left.fee ?? 0n)} of worst-case fees, for the app as for a thief`)
  item(
    'Gas',
    `${count(overhead.session)} for an upvote by the session key, ${count(overhead.owner)} by the owner's own key`,
  )
  item('', '(The latter is a measurement, no prompt: from the same state, then taken back.)')
  return overhead
}

function opsText(outcomes: readonly SendOutcome[]): string {
  const sizes = [...new Map(outcomes.map(({ userOpHash, sends }) => [userOpHash, sends])).values()].sort(
    (a, b) => a - b,
  )
  mustBe('Upvotes of each op', String(sizes), '1,1,1,1,6,10')
  const singles = sizes.filter((size) => size === 1).length
  return `${sizes.length} ops, ${singles} with one, ${sizes.length - singles} with ${sizes.slice(singles).join(' and ')}`
}

/** Both as the next op of one and the same state, each on a lane in use, with equal fees per gas and the same payer. */
async function measure(story: Story, session: LiveSession): Promise<Overhead> {
  const { chainId, account, uncounted, socio3 } = story
  const upvote = session.contract(socio3).upvotePost
  const snapshot = await rpc(ethers.provider, 'evm_snapshot', [])
  const ofOwner = await (await uncounted.sendCalls({ chainId, account, calls: [upvote.toCall(0)] })).wait()
  mustBe("The owner's own upvote succeeds", ofOwner.success, true)
  const owner = await gasOf(ofOwner.transactionHash)
  mustBe('Taking the measurement back', String(await rpc(ethers.provider, 'evm_revert', [snapshot])), 'true')
  const ofSession = await (await upvote(0)).wait()
  mustBe("The session's upvote succeeds", ofSession.success, true)
  return { session: await gasOf(ofSession.transactionHash), owner }
}
