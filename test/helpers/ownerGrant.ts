// Grants that the owner of a real account signs: its ERC-1271 wants the validator's address before the signature.
import { concat, ZeroHash } from 'ethers'

import { sessionStruct, type Hex, type Session, type SignedGrant } from '../../src'
import type { TestAccount } from './fixture'
import { grantDigestOf, siblingOf, type Entry } from './grantTypes'
import type { SessionChain } from './session'

export interface OwnerGrantOptions {
  /** The account's epoch as it is now, if omitted. */
  readonly epoch?: string
  readonly replaces?: string
  readonly others?: readonly Entry[]
}

/** validator 20 ‖ r ‖ s ‖ v over these entries, in this order. */
export async function ownerSignature(
  chain: SessionChain,
  account: TestAccount,
  entries: readonly Entry[],
): Promise<string> {
  const identity = { address: await chain.module.getAddress(), version: await chain.module.version() }
  const digest = grantDigestOf(identity, entries)
  return concat([account.ownerValidator, account.owner.signingKey.sign(digest).serialized])
}

/** A right grant of the session on this account. */
export async function ownerGrant(
  chain: SessionChain,
  account: TestAccount,
  session: Session,
  { epoch, replaces = ZeroHash, others = [] }: OwnerGrantOptions = {},
): Promise<SignedGrant> {
  const word = epoch ?? (await chain.module.getEpoch(account.address))
  const own = { chainId: chain.chainId, account: account.address, epoch: word, replaces, session }
  const entries = [...others, own].sort((a, b) => (a.chainId < b.chainId ? -1 : 1))
  const signed = {
    replaces,
    siblings: others.map(siblingOf),
    ownerSignature: await ownerSignature(chain, account, entries),
  }
  return signed as SignedGrant
}

/** Submits it, as whoever deployed the module; or rejects. */
export const submitGrant = async (chain: SessionChain, account: TestAccount, session: Session, signed: SignedGrant) =>
  await chain.module.grantSigned(account.address, sessionStruct(session), structOf(signed))

/** The same without a transaction. */
export const askGrant = async (chain: SessionChain, account: TestAccount, session: Session, signed: SignedGrant) =>
  (await chain.module.grantSigned.staticCall(account.address, sessionStruct(session), structOf(signed))) as Hex

const structOf = (signed: SignedGrant) => ({ ...signed, siblings: [...signed.siblings] })
