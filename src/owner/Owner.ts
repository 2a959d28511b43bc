// Who can do everything, as the client asks: seldom, and for all that is needed at once.
import type { Address, Hex } from '../contracts'
import type { CallLike, grantTypedData } from '../session'

/** Calls of the account, all or none, in order; the shape of ERC-5792. */
export interface OwnerCalls {
  readonly chainId: bigint
  readonly account: Address
  readonly calls: readonly CallLike[]
}

/** What became of them. */
export interface CallsOutcome {
  readonly transactionHash: Hex
  /** Whether the calls were executed; false if they reverted. */
  readonly success: boolean
}

/** Calls that the owner approved. */
export interface SentCalls {
  /** What they are known by: a userOpHash, or the wallet's own name. */
  readonly id: string
  /**
   * Waits for the chain; may be called again, also after an error.
   *
   * @throws OwnerCallsPending: no outcome yet · OwnerCallsDropped: there will be none.
   */
  wait(): Promise<CallsOutcome>
}

/** What `grantTypedData` makes. */
export type GrantTypedData = ReturnType<typeof grantTypedData>

/**
 * The owner of an account. Each method is one prompt, and is refused without one where it is for another chain or account.
 * All errors are LatchkeyErrors; OwnerRejected: the owner said no.
 */
export interface Owner {
  /** Resolves when the owner approved and the calls are on their way. */
  sendCalls(request: OwnerCalls): Promise<SentCalls>
  /**
   * The owner's signature of a grant, in the form in which the account's ERC-1271 takes it. Left out by owners that cannot, or
   * that would be shown something else than the grant.
   */
  readonly signTypedData?: (grant: GrantTypedData) => Promise<Hex>
}
