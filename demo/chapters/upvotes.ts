// Chapter 2: the session key acts alone, by single calls and in batches.
import { sessionStruct } from '../../src'
import { send, signOp, upvote, type KeyedSession } from '../app'
import { moneyOf, sum, votesOf } from '../chainState'
import { mustBe } from '../check'
import { measureUpvote, type Overhead } from '../measure'
import type { Owner } from '../owner'
import { count, ether, heading, item, roughEther } from '../print'
import type { Stage } from '../stage'

const TWENTY = 20
const SINGLES = 10
const BATCHES = [5, 5]

export async function upvotes(stage: Stage, owner: Owner, granted: KeyedSession): Promise<Overhead> {
  heading('2. Twenty upvotes, signed by the session key')
  const money = await moneyOf(stage)
  await send(stage, await signOp(stage, granted, [await upvote(stage, 0)]))
  const overhead = await measureUpvote(stage, owner, granted, 1)
  for (let n = 2; n < SINGLES; ++n) await send(stage, await signOp(stage, granted, [await upvote(stage, n)]))
  for (const size of BATCHES) {
    const calls = await Promise.all(Array.from({ length: size }, async (_, n) => await upvote(stage, n)))
    await send(stage, await signOp(stage, granted, calls))
  }

  const { session } = granted
  const votes = await votesOf(stage.socio3)
  const left = await stage.lens.remaining(stage.account, sessionStruct(session), 0)
  mustBe('Upvotes', sum(votes), TWENTY)
  mustBe('Calls left', left.calls, session.maxCalls - TWENTY)
  mustBe('Approvals so far', owner.approvals, 1)
  item('UserOps', `${SINGLES} with one upvote, ${BATCHES.length} with a batch of ${BATCHES.join(' and ')}`)
  item('Votes', `${votes.map((n, post) => `post ${post} has ${n}`).join(', ')}: ${sum(votes)} in all`)
  item('Approvals', `${owner.approvals}, as before`)
  item(
    'Fees',
    `${roughEther(money - (await moneyOf(stage)))} paid; counted is the worst case, ${ether(session.maxFee - left.fee)}`,
  )
  item('Left', `${left.calls} calls, ${ether(left.fee)} of worst-case fees`)
  item(
    'Gas',
    `${count(overhead.session)} for an upvote by the session key, ${count(overhead.owner)} by the owner's own key`,
  )
  item('', '(The latter is a measurement, no approval: from the same state, then taken back.)')
  return overhead
}
