// What the checks need to know of a kind of account. One file here for each kind.
import type { Wallet } from 'ethers'

import type { AccountAdapter, Address, EntryPointVersion, Hex, OwnerSignatures } from '../../src'
import type { EntryPoint, Stage } from '../chain/contracts'

/** An account that has done nothing yet. */
export interface NewAccount {
  readonly address: Address
  /** Deploys it, in its owner's first op; left out where it is there already. */
  readonly deployment?: { readonly factory: Address; readonly factoryData: Hex }
  /** How its owner, a key, signs for it. */
  readonly signatures: OwnerSignatures
}

/** Makes accounts of one kind, for one EntryPoint. */
export type AccountMaker = (ownerKey: Wallet, name: string) => Promise<NewAccount>

/** A kind of account. */
export interface AccountKind {
  readonly name: string
  readonly version: string
  /** Where its code is from, and whether it is that of public chains. */
  readonly code: string
  readonly adapter: AccountAdapter
  readonly entryPoints: readonly EntryPointVersion[]
  /** Whether it hides why a validator reverted behind an error of its own: bundlers say AA23 then, and only the Lens says more. */
  readonly hidesErrors?: true
  /** How an owner signs a grant where the account wraps its hash, so that the client asks nobody to. */
  readonly signGrant?: (account: Address) => NonNullable<OwnerSignatures['signTypedData']>
  /** Deploys what all accounts of this kind share. */
  readonly prepare: (stage: Stage, entryPoint: EntryPoint) => Promise<AccountMaker>
}
