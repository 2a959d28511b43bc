// Chapter 3: everything outside the approval, by a thief who has the session key.
import { sessionStruct } from '../../src'
import { send, signOp, upvote, type KeyedSession } from '../app'
import { refuse } from '../attack'
import { sum, votesOf } from '../chainState'
import { mustBe } from '../check'
import { heading, say } from '../print'
import type { Stage } from '../stage'
import { callAttempts, forgeries, limitAttempts } from './attempts'

/** @returns How many refusals there were. */
export async function refusals(stage: Stage, granted: KeyedSession): Promise<number> {
  heading('3. What is refused')
  say(
    'The account itself could make each of these calls. The client refuses what it can know; then the same op, built ' +
      'past the client, goes straight to the EntryPoint. What is used, and what was granted, only the chain knows. ' +
      'Where the module sees no more than a session that is not live, the Lens tells why.',
  )
  const votes = sum(await votesOf(stage.socio3))
  const left = await stage.lens.remaining(stage.account, sessionStruct(granted.session), 0)
  const attempts = [
    ...(await callAttempts(stage, granted)),
    ...(await limitAttempts(stage, Number(left.calls))),
    ...(await forgeries(stage, granted)),
  ]
  for (const attempt of attempts) await refuse(stage, granted, attempt)

  await send(stage, await signOp(stage, granted, [await upvote(stage, 0)]))
  mustBe('Votes after the refusals and one more upvote', sum(await votesOf(stage.socio3)), votes + 1n)
  say("Usage, votes and money, read before and after each attempt, are equal. The session's next upvote goes through.")
  return attempts.length
}
