// What sessions cost to begin: by a call of the owner, or by the owner's signature.
import { takeSnapshot } from '@nomicfoundation/hardhat-network-helpers'
import { concat, ZeroHash } from 'ethers'

import {
  grantCall,
  grantDigest,
  grantSignedCall,
  sessionKeyValidatorAt,
  signedGrantFor,
  type Call,
  type Hex,
  type Session,
  type SignedGrant,
} from '../src'
import { asOwner } from './compare'
import { frameGas } from './frameGas'
import { ownerOp, send, sessionOp } from './ops'
import type { World } from './world'

/** Gas of the module's frame in an owner's op that grants. */
export async function grantGas(world: World, session: Session): Promise<number> {
  const before = await takeSnapshot()
  const { account, module } = world
  const receipt = await asOwner(world, grantCall({ module, account, session }))
  const gas = await frameGas(receipt.hash, module)
  await before.restore()
  return gas
}

/** The owner's signature, as the account's ERC-1271 takes it: behind the address of the validator that is to judge it. */
async function signGrant(world: World, session: Session): Promise<SignedGrant> {
  const { account, bundler, chainId, module, owner, ownerValidator } = world
  const epoch = (await sessionKeyValidatorAt(module, bundler).getEpoch(account)) as Hex
  const entries = [{ chainId, account, epoch, replaces: ZeroHash as Hex, session }]
  const signature = owner.signingKey.sign(grantDigest({ module }, entries)).serialized
  return signedGrantFor({ entries, chainId, ownerSignature: concat([ownerValidator, signature]) as Hex })
}

/** The whole transaction in which anybody hands in a grant that the owner signed. */
export async function grantSignedGas(world: World, session: Session): Promise<number> {
  const before = await takeSnapshot()
  const { account, bundler, module } = world
  const { to, data } = grantSignedCall({ module, account, session, signedGrant: await signGrant(world, session) })
  const receipt = await (await bundler.sendTransaction({ to, data })).wait()
  await before.restore()
  return Number(receipt?.gasUsed)
}

/**
 * The whole transaction of a session's first op, sponsored, which brings the grant along. As in every comparison, the calls
 * were made before by the owner, and the lane was used: by an earlier session, unless it is to be new.
 */
export async function firstUseGas(
  world: World,
  session: Session,
  calls: readonly Call[],
  newLane = false,
): Promise<number> {
  const before = await takeSnapshot()
  const { account, module } = world
  await send(world, await ownerOp(world, calls, 'sponsor'))
  if (!newLane) {
    const earlier = { ...session, validUntil: session.validUntil - 1 }
    await asOwner(world, grantCall({ module, account, session: earlier }))
    await send(world, await sessionOp(world, { session: earlier, calls, payer: 'sponsor' }))
  }
  const signedGrant = await signGrant(world, session)
  const op = await sessionOp(world, { session, calls, payer: 'sponsor', signedGrant })
  const { gasUsed } = await send(world, op)
  await before.restore()
  return Number(gasUsed)
}
