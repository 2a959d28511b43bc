// What the chain says: the votes, and all that a session op could have changed.
import { ethers } from 'hardhat'

import type { Hex } from '../src'
import type { Socio3 } from '../typechain-types'
import { pointsOf, spentOf, stolenPoints } from './spending'
import { POSTS, type Stage } from './stage'

/** The votes of every post of an app. */
export async function votesOf(app: Socio3): Promise<bigint[]> {
  const posts = await Promise.all(Array.from({ length: POSTS }, async (_, i) => await app.getPost(i)))
  return posts.map(({ votes }) => votes)
}

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

/** Everything that a session op could change, as text: equal before and after means that nothing changed. */
export async function readState(stage: Stage, sessionIds: readonly Hex[]): Promise<string> {
  const { account, entryPointContract, moduleContract, socio3, otherApp, thief } = stage
  const { provider } = ethers
  const state = {
    usage: await Promise.all(sessionIds.map(async (id) => await moduleContract.getUsage(account, id))),
    spent: String(await Promise.all(sessionIds.map(async (id) => await spentOf(stage, id)))),
    epoch: await moduleContract.getEpoch(account),
    votes: String(await votesOf(socio3)),
    votesOfOtherApp: String(await votesOf(otherApp)),
    money: String([await provider.getBalance(account), await entryPointContract.balanceOf(account)]),
    tips: String(await provider.getBalance(socio3)),
    points: await pointsOf(stage),
    stolen: String([await provider.getBalance(thief), await stolenPoints(stage)]),
  }
  return JSON.stringify(state)
}

/** Whether the module says that a session was granted and is not ended. Knows no time. */
export async function isLive({ moduleContract, account }: Stage, id: Hex): Promise<boolean> {
  return await moduleContract.isLive(account, id)
}

/** Gas of the whole transaction. */
export async function gasOf(transactionHash: string): Promise<bigint> {
  const receipt = await ethers.provider.getTransactionReceipt(transactionHash)
  if (receipt === null) throw new Error(`No transaction ${transactionHash}`)
  return receipt.gasUsed
}

/** Gas of the only transaction in the latest block. */
export async function lastGas(): Promise<bigint> {
  const block = await ethers.provider.getBlock('latest')
  return await gasOf(block?.transactions[0] ?? '')
}
