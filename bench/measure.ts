// What is measured, and how: docs of the figures stand in bench/README.md.
import { takeSnapshot } from '@nomicfoundation/hardhat-network-helpers'
import { dataLength, keccak256 } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  createSession,
  grantCall,
  installCall,
  openZeppelinAccount,
  type Address,
  type Call,
  type Hex,
  type Permission,
  type Session,
  type SessionOptions,
} from '../src'
import { frameGas } from './frameGas'
import { bundleData, ownerOp, send, sessionOp, type Payer } from './ops'
import { upvoteOn, type World } from './world'

/** Gas of the whole transaction, and the bytes of calldata that the session's has more than the owner's. */
export type Comparison = { owner: number; session: number; over: number; bytes: number }

const ONE_DAY_LATER = 2_000_086_400

/** A session of the bench: for a day, with nothing that is not named. */
function makeSession(world: World, options: Pick<SessionOptions, 'allow' | 'fees'> & Partial<SessionOptions>): Session {
  const signer = ethers.computeAddress(world.key) as Address
  return createSession({ signer, expires: ONE_DAY_LATER, now: ONE_DAY_LATER - 86_400, ...options })
}

/** Makes the owner's account call the module. */
async function asOwner(world: World, call: Call) {
  return await send(world, await ownerOp(world, [call], 'account'))
}

/** Installs the module without a session. */
export async function install(world: World): Promise<void> {
  const salt = ethers.id('latchkey bench: salt') as Hex
  const { account, module } = world
  await asOwner(world, installCall({ adapter: openZeppelinAccount, account, module, salt }))
}

/**
 * The session key's op against the owner's: from one state, each the second on its lane of the nonce, after a vote was
 * cast by both.
 */
async function compare(world: World, session: Session, calls: readonly Call[], payer: Payer): Promise<Comparison> {
  const { account, module } = world
  const before = await takeSnapshot()
  await asOwner(world, grantCall({ module, account, session }))
  await send(world, await ownerOp(world, calls, payer))
  await send(world, await sessionOp(world, session, calls, payer))

  const warm = await takeSnapshot()
  const ownersOp = await ownerOp(world, calls, payer)
  const owner = Number((await send(world, ownersOp)).gasUsed)
  await warm.restore()
  const sessionsOp = await sessionOp(world, session, calls, payer)
  const used = Number((await send(world, sessionsOp)).gasUsed)
  await before.restore()

  const bytes = dataLength(bundleData(world, sessionsOp)) - dataLength(bundleData(world, ownersOp))
  return { owner, session: used, over: used - owner, bytes }
}

/** Gas of the module's frame in an owner's op that grants. */
async function grantGas(world: World, session: Session): Promise<number> {
  const before = await takeSnapshot()
  const { account, module } = world
  const receipt = await asOwner(world, grantCall({ module, account, session }))
  const gas = await frameGas(receipt.hash, module)
  await before.restore()
  return gas
}

/** upvotePost and nine more functions of as many names. */
function tenPermissions(world: World): readonly Permission[] {
  const names = Array.from({ length: 9 }, (_, i) => `function action${i}(uint256)`)
  const more = names.map((_, i) => allow({ address: world.socio3.target as Address, abi: names }, `action${i}`))
  return [allow(world.socio3, 'upvotePost'), ...more]
}

export type Results = Awaited<ReturnType<typeof measure>>

export async function measure(world: World) {
  const upvote = await upvoteOn(world.socio3)
  const one = { allow: [allow(world.socio3, 'upvotePost')], fees: { sponsor: world.sponsor } }
  const ten = { ...one, allow: tenPermissions(world) }
  const metered = { allow: one.allow, fees: { max: 10n ** 16n }, calls: 1000 }
  const provider = ethers.provider
  return {
    sponsored: await compare(world, makeSession(world, one), [upvote], 'sponsor'),
    selfPaid: await compare(world, makeSession(world, metered), [upvote], 'account'),
    batch3: await compare(world, makeSession(world, one), [upvote, upvote, upvote], 'sponsor'),
    tenPermissions: await compare(world, makeSession(world, ten), [upvote], 'sponsor'),
    grant: {
      one: await grantGas(world, makeSession(world, one)),
      ten: await grantGas(world, makeSession(world, ten)),
    },
    size: {
      validator: dataLength(await provider.getCode(world.module)),
      lens: dataLength(await provider.getCode(world.lens)),
    },
    /** What the owner's figures stand on: another owner validator is another baseline. */
    ownerValidatorCodeHash: keccak256(await provider.getCode(world.ownerValidator)),
  }
}
