// Chapter 7: the right function with a wrong argument.
import { send, signOp, upvote, type KeyedSession } from '../app'
import { refuse, type Attempt } from '../attack'
import { votesOf } from '../chainState'
import { mustBe } from '../check'
import { heading, say } from '../print'
import { approve, transfer } from '../spending'
import type { Stage } from '../stage'

/** @returns How many refusals there were. */
export async function argumentRules(stage: Stage, granted: KeyedSession): Promise<number> {
  heading('7. Arguments: certain posts, named friends')
  say(
    'Contract and function are permitted, the argument is not. The client reads it as the module does, and gives the ' +
      'same reason; beside it, the line of what the owner signed:',
  )
  const { alice, thief } = stage
  const attempts = [
    broken('A vote for post 1, where posts 0 and 2 may be voted for', [await upvote(stage, 1)]),
    broken('One point to the thief, where Alice and Bob may be sent to', [await transfer(stage, thief, 1n)]),
    broken('The thief as spender of one point, where the exchange may be', [await approve(stage, thief, 1n)]),
    broken('Hidden in a batch: a point to Alice, and one to the thief', [
      await transfer(stage, alice, 1n),
      await transfer(stage, thief, 1n),
    ]),
  ]
  for (const attempt of attempts) await refuse(stage, granted, attempt)

  const [votes = 0n] = await votesOf(stage.socio3)
  await send(stage, await signOp(stage, granted, [await upvote(stage, 0)]))
  mustBe('Votes for post 0', (await votesOf(stage.socio3))[0] ?? 0n, votes + 1n)
  say('Nothing has changed by these. A vote for post 0 goes through.')
  return attempts.length
}

const broken = (title: string, calls: Attempt['calls']): Attempt => ({
  title,
  calls,
  client: 'RuleNotMet',
  chain: 'RuleNotMet',
})
