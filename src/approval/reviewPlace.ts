// Whether a request is for where the wallet is.
import type { Address } from '../contracts'
import { RELEASE } from '../release'
import { sameBytes } from '../session/fields'
import type { Finding } from '../verdict'
import { finding } from '../verdict/Finding'
import type { SessionRequest } from './SessionRequest'

/** Where the wallet is, by its own knowledge: nothing of it is taken from a request. */
export interface WalletPlace {
  readonly chainId: bigint
  /** The account that would execute or sign. */
  readonly account: Address
  /** The module that the wallet trusts; that of this version if omitted. */
  readonly module?: Address | undefined
}

/** @internal A module that the app names would be installed on the account: it is power over it, unless it is the known one. */
export function reviewPlace(
  { chainId, account, module }: Pick<SessionRequest, 'chainId' | 'account' | 'module'>,
  place: WalletPlace,
): readonly Finding[] {
  const trusted = place.module ?? RELEASE.validator.address
  return [
    ...(chainId === place.chainId
      ? []
      : [finding('OtherChain', `It is for chain ${chainId}, and the wallet is on chain ${place.chainId}.`)]),
    ...(sameBytes(account, place.account)
      ? []
      : [finding('OtherAccount', `It is for the account ${account}, not for ${place.account}.`)]),
    ...(sameBytes(module, trusted)
      ? []
      : [finding('OtherModule', `It is for the module ${module}; the session module is ${trusted}.`)]),
  ]
}
