// Grants that the owner of a tested account signs.
import { ZeroHash, type Wallet } from 'ethers'

import { grantSignedCall } from '../accounts'
import type { Hex } from '../contracts'
import { explainRevert, type LatchkeyError } from '../errors'
import { grantTypedData, signedGrantFor, type Session, type SignedGrant } from '../session'
import { notTried } from './findings'
import type { World } from './World'

/**
 * @internal The owner's signature of a grant in the account's epoch as it is.
 *
 * @param signer Who signs in place of the owner.
 * @throws BehaviorNotTried: the account's description says of no such signature.
 */
export async function signGrant(world: World, session: Session, signer: Wallet = world.ownerKey): Promise<SignedGrant> {
  const { chain, account, module, validator } = world
  const { signTypedData } = account.signatures
  if (signTypedData === undefined) throw notTried('No way is known in which its owner signs grants (signTypedData)')
  const epoch = (await validator.getEpoch(account.address)) as Hex
  const { chainId } = chain
  const entries = [{ chainId, account: account.address, epoch, replaces: ZeroHash as Hex, session }]
  const ownerSignature = await signTypedData(signer, grantTypedData({ module }, entries))
  return signedGrantFor({ entries, chainId, ownerSignature })
}

/** @internal Anybody brings the grant to the module. Answers why the module refuses it; undefined if it does not. */
export async function bringGrant(
  { chain, account, module }: World,
  session: Session,
  signedGrant: SignedGrant,
): Promise<LatchkeyError | undefined> {
  const { to, data } = grantSignedCall({ module, account: account.address, session, signedGrant })
  try {
    await (await chain.signer.sendTransaction({ to, data })).wait()
    return undefined
  } catch (thrown) {
    return explainRevert(thrown)
  }
}
