// Chapter 3: everything outside the approval, by a thief who has the session key.
import type { LiveSession, Sessions } from '../../src'
import { refuseAll } from '../attack'
import { sum, votesOf } from '../chainState'
import { mustBe } from '../check'
import { heading, say } from '../print'
import type { Story } from '../story'
import { steal } from '../thief'
import { callAttempts, forgeries, limitAttempts } from './attempts'

/** @returns How many refusals there were. */
export async function refusals(story: Story, sessions: Sessions, session: LiveSession): Promise<number> {
  heading('3. What is refused')
  say(
    'The account itself could make each of these calls. session.can(...) says why the session may not, and what would be ' +
      'right. Then a thief, who has the key, sends the same op past the client, straight to the EntryPoint. (A sentence ' +
      'that was said before is left out.)',
  )
  const stolen = await steal(story, session)
  const votes = sum(await votesOf(story.socio3))
  const attempts = [
    ...(await callAttempts(story, stolen)),
    ...(await limitAttempts(story, stolen)),
    ...forgeries(story, stolen, sessions),
  ]
  const refused = await refuseAll(story, stolen, attempts)

  const { success } = await (await session.contract(story.socio3).upvotePost(0)).wait()
  mustBe('The next upvote succeeds', success, true)
  mustBe('Votes after the refusals and one more upvote', sum(await votesOf(story.socio3)), votes + 1n)
  say("Usage, votes and money, read before and after each attempt, are equal. The session's next upvote goes through.")
  return refused
}
