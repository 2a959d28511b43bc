// Chapter 6: the right function with a wrong argument.
import type { Call, LiveSession } from '../../src'
import { refuseAll, type Attempt } from '../attack'
import { votesOf } from '../chainState'
import { mustBe } from '../check'
import { heading, say } from '../print'
import type { Story } from '../story'
import { steal } from '../thief'

/** @returns How many refusals there were. */
export async function argumentRules(story: Story, session: LiveSession): Promise<number> {
  heading('6. Arguments: certain posts, named friends')
  say('Contract and function are permitted, the argument is not. Beside the answer, the line of what the owner signed:')
  const { alice, thief } = story
  const { upvotePost } = session.contract(story.socio3)
  const { transfer, approve } = session.contract(story.points)
  const refused = await refuseAll(story, await steal(story, session), [
    broken('A vote for post 1, where posts 0 and 2 may be voted for', upvotePost.toCall(1)),
    broken('One point to the thief, where Alice and Bob may be sent to', transfer.toCall(thief, 1n)),
    broken('The thief as spender of one point, where the exchange may be', approve.toCall(thief, 1n)),
    broken(
      'Hidden in a batch: a point to Alice, and one to the thief',
      transfer.toCall(alice, 1n),
      transfer.toCall(thief, 1n),
    ),
  ])

  const [votes = 0n] = await votesOf(story.socio3)
  await (await upvotePost(0)).wait()
  mustBe('Votes for post 0', (await votesOf(story.socio3))[0] ?? 0n, votes + 1n)
  say('Nothing has changed by these. A vote for post 0 goes through.')
  return refused
}

const broken = (title: string, ...calls: readonly Call[]): Attempt => ({
  title,
  calls,
  client: 'RuleNotMet',
  chain: 'RuleNotMet',
})
