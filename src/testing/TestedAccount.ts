// What a wallet says of its account, to have it tested.
import type { BrowserProvider, Signer, Wallet } from 'ethers'

import type { AccountAdapter } from '../accounts'
import type { Address, Hex } from '../contracts'
import type { OwnerSignatures } from '../owner'
import type { RpcEndpoint } from '../rpc'
import type { EntryPointVersion } from '../userOp'

/** An EntryPoint of the chain. */
export interface EntryPointPlace {
  readonly address: Address
  readonly version: EntryPointVersion
}

/** An EntryPoint that is there already, or the creation code of one that is to be deployed. */
export type TestedEntryPoint = EntryPointPlace | { readonly bytecode: string; readonly version: EntryPointVersion }

/** Where and for whom the account is to be deployed. */
export interface DeployPlace {
  readonly provider: BrowserProvider
  /** A plain account with ether. */
  readonly deployer: Signer
  readonly entryPoint: EntryPointPlace
  /** Who is to own the account: a plain account without ether. */
  readonly owner: Wallet
}

/** An account that is ready for the ops of its owner. */
export interface DeployedAccount {
  readonly address: Address
  /** How the owner signs for it. Without `signTypedData` the grants by signature are not tried. */
  readonly signatures: OwnerSignatures
  /** Deploys it in its owner's first op; left out if it is deployed. */
  readonly deployment?: { readonly factory: Address; readonly factoryData: Hex } | undefined
}

/** An account, as {@link conforms} wants it described. */
export interface TestedAccount {
  /** In titles and in the row of the matrix. */
  readonly name: string
  /**
   * A chain of your own that takes `evm_snapshot`, `evm_revert`, `evm_setNextBlockTimestamp` and `evm_mine`, and signs for
   * `eth_accounts`: Hardhat's `network.provider`, or the URL of anvil. Blocks come with transactions.
   */
  readonly chain: RpcEndpoint
  readonly entryPoint: TestedEntryPoint
  /** Nonce keys, `execute`, and how the module is installed and uninstalled. */
  readonly adapter: AccountAdapter
  /** Deploys it once, and tells how its owner signs. */
  readonly deploy: (place: DeployPlace) => Promise<DeployedAccount>
  /** How many callDatas the decoder is tried with; 200 if omitted. */
  readonly cases?: number
  /** Of what is drawn at random; 1 if omitted. Printed with what fails. */
  readonly seed?: number
}
