// Points: where they are.
import type { Hex } from '../src'
import type { Stage } from './stage'

/** What the account has given away so far, in one line. */
export async function pointsOf({ points, account, alice, bob, exchange }: Stage): Promise<string> {
  const [toAlice, toBob] = [await points.balanceOf(alice), await points.balanceOf(bob)]
  return `Alice ${toAlice}, Bob ${toBob}, exchange may take ${await points.allowance(account, exchange)}`
}

/** What the thief has, or may take. */
export const stolenPoints = async ({ points, account, thief }: Stage): Promise<bigint> =>
  (await points.balanceOf(thief)) + (await points.allowance(account, thief))

/** The calls of the account that moved points or approved them: each leaves one event. */
export async function spendingCalls({ points, account }: Stage): Promise<number> {
  const transfers = await points.queryFilter(points.filters.Transfer(account))
  const approvals = await points.queryFilter(points.filters.Approval(account))
  return transfers.length + approvals.length
}

/** What a session has used of its allowance 0: amount 192 bits, period index 32, epoch counter 32. */
export const spentOf = async ({ moduleContract, account }: Stage, sessionId: Hex): Promise<bigint> =>
  BigInt(await moduleContract.getSpent(account, sessionId, 0)) >> 64n
