// How one account wants its owner's signatures: the port between a key and the account's validator of owners.
import type { Signer } from 'ethers'

import type { Address, Hex } from '../contracts'
import type { EntryPointVersion, PackedUserOperation } from '../userOp'
import type { GrantTypedData } from './Owner'

/** An op that waits for its owner. */
export interface OwnerOp {
  /** Its signature is empty. */
  readonly userOp: PackedUserOperation
  readonly userOpHash: Hex
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  readonly chainId: bigint
}

/** The validator that checks an account's owner, and the bytes that it wants. */
export interface OwnerSignatures {
  /** The nonce keys of the owner's ops name it. */
  readonly validator: Address
  /** The 24-byte nonce key of the owner's ops where the account has one of its own for them. */
  readonly nonceKey?: bigint | undefined
  /** Well formed and of nobody's key, for gas estimation. */
  readonly dummySignature: Hex
  /** The signature field of an op. */
  signOp(signer: Signer, op: OwnerOp): Promise<Hex>
  /** What the account's ERC-1271 takes for a grant. Left out where the owner would sign, and see, a hash alone. */
  readonly signTypedData?: (signer: Signer, grant: GrantTypedData) => Promise<Hex>
}
