// What a session's upvote costs more than the owner's own: both as the next op of one and the same state, each on a lane
// in use, with equal gas terms and payer.
import { ethers } from 'hardhat'

import { rpc } from '../deploy/developmentChain'
import type { Call } from '../src'
import { send, signOp, upvote, type KeyedSession } from './app'
import { mustBe } from './check'
import type { Owner } from './owner'
import type { Stage } from './stage'

/** Gas of whole transactions. */
export type Overhead = { readonly session: bigint; readonly owner: bigint }

/** Sends the session's upvote `n`, and before it the owner's in a branch of the chain's history that is taken back. */
export async function measureUpvote(stage: Stage, owner: Owner, granted: KeyedSession, n: number): Promise<Overhead> {
  const call = await upvote(stage, n)
  const ofOwner = await ownerGas(stage, owner, call)
  const { receipt } = await send(stage, await signOp(stage, granted, [call]))
  return { session: receipt.gasUsed, owner: ofOwner }
}

async function ownerGas(stage: Stage, owner: Owner, call: Call): Promise<bigint> {
  const snapshot = await rpc(ethers.provider, 'evm_snapshot', [])
  const { receipt } = await send(stage, await owner.signForMeasurement(stage, [call]))
  mustBe('Taking the measurement back', String(await rpc(ethers.provider, 'evm_revert', [snapshot])), 'true')
  return receipt.gasUsed
}
