// One op of a session key against the same op of the owner.
import { takeSnapshot } from '@nomicfoundation/hardhat-network-helpers'
import { dataLength, id } from 'ethers'
import { ethers } from 'hardhat'

import {
  createSession,
  grantCall,
  installCall,
  openZeppelinAccount,
  type Address,
  type Call,
  type Hex,
  type Session,
  type SessionKey,
  type SessionOptions,
} from '../src'
import { bundleData, ownerOp, send, sessionOp, type Payer } from './ops'
import type { World } from './world'

/** Gas of the whole transaction, and the bytes of calldata that the session's has more than the owner's. */
export type Comparison = { owner: number; session: number; over: number; bytes: number }

const ONE_DAY_LATER = 2_000_086_400

/** A session of the bench: for a day, with nothing that is not named, for the bench's key if no other is. */
export function makeSession(
  world: World,
  options: Pick<SessionOptions, 'allow' | 'fees'> & Partial<SessionOptions>,
): Session {
  const signer = ethers.computeAddress(world.key) as Address
  return createSession({ signer, expires: ONE_DAY_LATER, now: ONE_DAY_LATER - 86_400, ...options })
}

/** Makes the owner's account call the module. */
export async function asOwner(world: World, call: Call) {
  return await send(world, await ownerOp(world, [call], 'account'))
}

/** Installs the module without a session. */
export async function install(world: World): Promise<void> {
  const salt = id('latchkey bench: salt') as Hex
  const { account, module } = world
  await asOwner(world, installCall({ adapter: openZeppelinAccount, account, module, salt }))
}

/** What is compared. */
export interface Compared {
  readonly session: Session
  readonly calls: readonly Call[]
  readonly payer: Payer
  /** The bench's secp256k1 key if omitted. */
  readonly key?: SessionKey
}

/**
 * The session key's op against the owner's: from one state, each the second on its lane of the nonce, after the calls were
 * made by both.
 */
export async function compare(world: World, { session, calls, payer, key }: Compared): Promise<Comparison> {
  const { account, module } = world
  const before = await takeSnapshot()
  await asOwner(world, grantCall({ module, account, session }))
  await send(world, await ownerOp(world, calls, payer))
  await send(world, await sessionOp(world, { session, calls, payer, key }))

  const warm = await takeSnapshot()
  const ownersOp = await ownerOp(world, calls, payer)
  const owner = Number((await send(world, ownersOp)).gasUsed)
  await warm.restore()
  const sessionsOp = await sessionOp(world, { session, calls, payer, key })
  const used = Number((await send(world, sessionsOp)).gasUsed)
  await before.restore()

  const bytes = dataLength(bundleData(world, sessionsOp)) - dataLength(bundleData(world, ownersOp))
  return { owner, session: used, over: used - owner, bytes }
}
