// The story's clock: what is printed must not depend on the day of the run, and nobody waits for an hour to pass.
import { ethers } from 'hardhat'

import { rpc } from '../deploy/developmentChain'
import { systemClock, type Clock } from '../src'

/** 2100-01-01 00:00:00 UTC: no run is later, and a chain's clock never goes back. */
export const STORY_START = 4_102_444_800

/** A look at the chain, which an app takes now and then. */
const LOOK_EVERY = 100

/** Hours pass in no time here, so that who waits in the background looks often. */
export const storyClock: Clock = {
  ...systemClock,
  sleep: async (milliseconds, isBackground = false) =>
    await systemClock.sleep(isBackground ? LOOK_EVERY : milliseconds, isBackground),
}

/** The latest block has this time. */
export async function setClock(seconds: number): Promise<void> {
  await nextBlockAt(seconds)
  await rpc(ethers.provider, 'evm_mine', [])
}

/** The next block has this time. */
export async function nextBlockAt(seconds: number): Promise<void> {
  await rpc(ethers.provider, 'evm_setNextBlockTimestamp', [seconds])
}

/** The time of the latest block, in seconds. */
export async function chainTime(): Promise<number> {
  const block = await ethers.provider.getBlock('latest')
  if (block === null) throw new Error('The chain has no block')
  return block.timestamp
}
