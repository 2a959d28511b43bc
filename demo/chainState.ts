// What the chain says: its time, the votes, and all that a session op could have changed.
import { ethers } from 'hardhat'

import { openZeppelinAccount, readNonce, sessionId, type Hex, type Session } from '../src'
import type { Socio3 } from '../typechain-types'
import { spentOf, stolenPoints, pointsOf } from './spending'
import { POSTS, type Stage } from './stage'

/** The time of the latest block, in seconds. */
export async function chainTime(): Promise<number> {
  const block = await ethers.provider.getBlock('latest')
  if (block === null) throw new Error('The chain has no block')
  return block.timestamp
}

/** The votes of every post of an app. */
export async function votesOf(app: Socio3): Promise<bigint[]> {
  const posts = await Promise.all(Array.from({ length: POSTS }, async (_, i) => await app.getPost(i)))
  return posts.map(({ votes }) => votes)
}

/** What the account can pay with: its balance and its deposit at the EntryPoint. */
export async function moneyOf({ account, entryPointContract }: Stage): Promise<bigint> {
  return (await ethers.provider.getBalance(account)) + (await entryPointContract.balanceOf(account))
}

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

/** Everything that a session op could change, as text: equal before and after means that nothing changed. */
export async function readState(stage: Stage, sessionIds: readonly Hex[]): Promise<string> {
  const { account, moduleContract, socio3, otherApp, thief } = stage
  const { provider } = ethers
  const state = {
    usage: await Promise.all(sessionIds.map(async (id) => await moduleContract.getUsage(account, id))),
    spent: String(await Promise.all(sessionIds.map(async (id) => await spentOf(stage, id)))),
    epoch: await moduleContract.getEpoch(account),
    votes: String(await votesOf(socio3)),
    votesOfOtherApp: String(await votesOf(otherApp)),
    money: String(await moneyOf(stage)),
    tips: String(await provider.getBalance(socio3)),
    points: await pointsOf(stage),
    stolen: String([await provider.getBalance(thief), await stolenPoints(stage)]),
  }
  return JSON.stringify(state)
}

/** Whether a session was granted and is not ended. Knows no time. */
export async function isLive({ moduleContract, account }: Stage, session: Session): Promise<boolean> {
  return await moduleContract.isLive(account, sessionId(session))
}

/** The next nonce of the owner's own ops: one more with each. */
export async function ownerNonce({ account: sender, entryPoint, ownerValidator }: Stage): Promise<bigint> {
  const key = openZeppelinAccount.nonceKey(ownerValidator, 0)
  return await readNonce(ethers.provider, { entryPoint: entryPoint.address, sender, key })
}
