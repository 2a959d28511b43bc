// A grant that the owner signed: the signature, and what it covers besides this chain's session.
import type { Address, Hex } from '../contracts'

/** Another chain's entry under the same owner signature, shown by its hash. */
export interface Sibling {
  readonly chainId: bigint
  readonly account: Address
  readonly epoch: Hex
  readonly replaces: Hex
  /** `sessionStructHash` of the other chain's session. */
  readonly sessionHash: Hex
}

/** The owner's signature over a grant. */
export interface SignedGrant {
  /** A session id that this grant ends, or zero. */
  readonly replaces: Hex
  /** The entries for other chains, strictly ascending by chain id, without this chain's own. */
  readonly siblings: readonly Sibling[]
  /** What the account's ERC-1271 `isValidSignature` is asked about. */
  readonly ownerSignature: Hex
}

/** @internal Its ABI type. */
export const SIGNED_GRANT_TYPE =
  'tuple(bytes32 replaces,tuple(uint256 chainId,address account,bytes32 epoch,bytes32 replaces,bytes32 sessionHash)[] siblings,bytes ownerSignature)'
