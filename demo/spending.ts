// Points: the calls that spend them, and where they are.
import { toAddress, toHex, type Address, type Call, type Hex } from '../src'
import type { Stage } from './stage'

export const transfer = async (stage: Stage, to: Address, amount: bigint): Promise<Call> =>
  await callOfPoints(stage, toHex(stage.points.interface.encodeFunctionData('transfer', [to, amount])))

export const approve = async (stage: Stage, spender: Address, amount: bigint): Promise<Call> =>
  await callOfPoints(stage, toHex(stage.points.interface.encodeFunctionData('approve', [spender, amount])))

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

const callOfPoints = async ({ points }: Stage, data: Hex): Promise<Call> => ({
  to: toAddress(await points.getAddress()),
  value: 0n,
  data,
})
