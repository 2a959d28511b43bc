// Chapter 7: one budget of points, shared by two functions, down to its last point.
import type { Call, LiveSession } from '../../src'
import { refuseAll, type Attempt } from '../attack'
import { mustBe } from '../check'
import { heading, item } from '../print'
import { pointsOf, spentOf } from '../spending'
import type { Story } from '../story'
import { steal } from '../thief'
import { BUDGET } from './signedGrant'

const SPENT = 70n

/** @returns How many refusals there were. */
export async function budget(story: Story, session: LiveSession): Promise<number> {
  heading('7. One budget for transfer and approve')
  const { alice, bob, exchange } = story
  const { transfer, approve } = session.contract(story.points)
  const batch = await session.send([transfer.toCall(alice, 25n), transfer.toCall(bob, 15n)])
  mustBe('The batch succeeds', (await batch.wait()).success, true)
  mustBe('The approval succeeds', (await (await approve(exchange, 30n)).wait()).success, true)
  mustBe('Points', await pointsOf(story), 'Alice 25, Bob 15, exchange may take 30')
  item('Spent', `by transfer 25 to Alice and 15 to Bob, by approve 30 for the exchange: ${SPENT} of ${BUDGET} points`)
  await tellLeft(story, session, BUDGET - SPENT)

  const stolen = await steal(story, session)
  let refused = await refuseAll(story, stolen, [
    over('A transfer of 31 to Bob', transfer.toCall(bob, 31n)),
    over('An approval of 31 for the exchange', approve.toCall(exchange, 31n)),
    over('A batch: 20 to Alice, 11 for the exchange', transfer.toCall(alice, 20n), approve.toCall(exchange, 11n)),
  ])
  await tellLeft(story, session, BUDGET - SPENT)

  mustBe('The last transfer succeeds', (await (await transfer(bob, 30n)).wait()).success, true)
  mustBe('Points', await pointsOf(story), 'Alice 25, Bob 45, exchange may take 30')
  item('Spent', 'the last 30, to Bob')
  await tellLeft(story, session, 0n)
  refused += await refuseAll(story, stolen, [over('One more point to Alice', transfer.toCall(alice, 1n))])
  return refused
}

const over = (title: string, ...calls: readonly Call[]): Attempt => ({
  title,
  calls,
  client: 'AllowanceOverCap',
  chain: 'AllowanceOverCap',
})

async function tellLeft(story: Story, session: LiveSession, expected: bigint): Promise<void> {
  const { left } = await session.status()
  const [worst] = (await session.worstCase()).tokens
  mustBe('Left of the budget', left.allowances[0] ?? 'nothing known', expected)
  mustBe('What a thief could spend', worst?.inAll ?? 'nothing known', expected)
  mustBe('Spent, by the module', await spentOf(story, session.id), BUDGET - expected)
  item('Left', `${expected} points of ${BUDGET}, for the app as for a thief`)
}
