// Chapter 8: one budget of points, shared by two functions, down to its last point.
import { sessionId, sessionStruct } from '../../src'
import { send, signOp, type KeyedSession } from '../app'
import { refuse, type Attempt } from '../attack'
import { mustBe } from '../check'
import { heading, item, say } from '../print'
import { approve, pointsOf, spentOf, transfer } from '../spending'
import type { Stage } from '../stage'
import { BUDGET } from './signedGrant'

const SPENT = 70n

/** @returns How many refusals there were. */
export async function budget(stage: Stage, granted: KeyedSession): Promise<number> {
  heading('8. One budget for transfer and approve')
  const { alice, bob, exchange } = stage
  await send(stage, await signOp(stage, granted, [await transfer(stage, alice, 25n), await transfer(stage, bob, 15n)]))
  await send(stage, await signOp(stage, granted, [await approve(stage, exchange, 30n)]))
  mustBe('Points', await pointsOf(stage), 'Alice 25, Bob 15, exchange may take 30')
  item('Spent', `by transfer 25 to Alice and 15 to Bob, by approve 30 for the exchange: ${SPENT} of ${BUDGET} points`)
  await tellLeft(stage, granted, BUDGET - SPENT)

  say(
    'What is used only the chain knows, so the app asks the Lens before it sends; the client by itself refuses a call ' +
      'that passes the whole budget. Then each op goes straight to the EntryPoint:',
  )
  const attempts = await overspendings(stage)
  for (const attempt of attempts) await refuse(stage, granted, attempt)
  await tellLeft(stage, granted, BUDGET - SPENT)

  await send(stage, await signOp(stage, granted, [await transfer(stage, bob, 30n)]))
  mustBe('Points', await pointsOf(stage), 'Alice 25, Bob 45, exchange may take 30')
  item('Spent', 'the last 30, to Bob')
  await tellLeft(stage, granted, 0n)
  const last: Attempt = {
    title: 'One more point to Alice',
    calls: [await transfer(stage, alice, 1n)],
    asked: 'AllowanceOverCap',
    chain: 'AllowanceOverCap',
  }
  await refuse(stage, granted, last)
  return attempts.length + 1
}

async function overspendings(stage: Stage): Promise<Attempt[]> {
  const { alice, bob, exchange } = stage
  const over = { chain: 'AllowanceOverCap', asked: 'AllowanceOverCap' } as const
  return [
    { title: 'A transfer of 31 to Bob', calls: [await transfer(stage, bob, 31n)], ...over },
    { title: 'An approval of 31 for the exchange', calls: [await approve(stage, exchange, 31n)], ...over },
    {
      title: 'A batch: 20 to Alice, 11 for the exchange',
      calls: [await transfer(stage, alice, 20n), await approve(stage, exchange, 11n)],
      ...over,
    },
    {
      title: 'A transfer of 101 at once',
      calls: [await transfer(stage, bob, 101n)],
      client: 'AllowanceOverCap',
      chain: 'AllowanceOverCap',
    },
  ]
}

async function tellLeft(stage: Stage, { session }: KeyedSession, expected: bigint): Promise<void> {
  const { allowancesLeft } = await stage.lens.remaining(stage.account, sessionStruct(session), 0)
  mustBe('Left of the budget, by the Lens', String(allowancesLeft), expected)
  mustBe('Spent, by the module', await spentOf(stage, sessionId(session)), BUDGET - expected)
  item('Left', `${expected} points of ${BUDGET}`)
}
