// The story's clock: what is printed must not depend on the day of the run.
import { ethers } from 'hardhat'

import { rpc } from '../deploy/developmentChain'

/** 2100-01-01 00:00:00 UTC: no run is later, and a chain's clock never goes back. */
export const STORY_START = 4_102_444_800

/** The latest block has this time. */
export async function setClock(seconds: number): Promise<void> {
  await nextBlockAt(seconds)
  await rpc(ethers.provider, 'evm_mine', [])
}

/** The next block has this time. */
export async function nextBlockAt(seconds: number): Promise<void> {
  await rpc(ethers.provider, 'evm_setNextBlockTimestamp', [seconds])
}
