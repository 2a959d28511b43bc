// What is for another chain or account is refused before the owner is asked.
import type { Address } from '../contracts'
import { LatchkeyError } from '../errors'
import type { GrantEntry } from '../session'
import { checkAddress, checkAmount, sameBytes } from '../session/fields'
import type { GrantTypedData } from './Owner'

/** @internal One account on one chain. */
export interface OwnerPlace {
  readonly chainId: bigint
  readonly account: Address
}

const UINT256_MAX = 2n ** 256n - 1n

/**
 * @internal
 * @param asked For which place the owner is asked.
 * @throws OwnerChainWrong.
 */
export function refuseOtherChain(asked: bigint, chainId: bigint): void {
  if (checkAmount('chainId', asked, UINT256_MAX) !== chainId)
    throw new LatchkeyError('OwnerChainWrong', { expected: asked, actual: chainId })
}

/**
 * @internal The account as the owner's side writes it.
 *
 * @throws OwnerNotConnected: there are none · OwnerAccountWrong.
 */
export function ownAccount(asked: Address, accounts: readonly Address[]): Address {
  if (accounts.length === 0) throw new LatchkeyError('OwnerNotConnected', { account: asked })
  const own = accounts.find((account) => sameBytes(account, checkAddress('account', asked)))
  if (own === undefined) throw new LatchkeyError('OwnerAccountWrong', { expected: asked, actual: accounts })
  return own
}

/**
 * @internal A grant's entry for the chain on which the owner signs it.
 *
 * @throws OwnerChainNotNamed.
 */
export function entryOn(chainId: bigint, { message }: GrantTypedData): Pick<GrantEntry, 'chainId' | 'account'> {
  const own = message.entries.find((entry) => entry.chainId === chainId)
  if (own === undefined) {
    const named = message.entries.map((entry) => entry.chainId)
    throw new LatchkeyError('OwnerChainNotNamed', { chainId, named })
  }
  return own
}
