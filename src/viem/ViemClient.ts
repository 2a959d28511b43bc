// What this room takes of viem.
import type { Account, Chain, Client, Transport } from 'viem'
import type { SmartAccount } from 'viem/account-abstraction'

/** Any client of viem: a public one, a bundler's, or one of permissionless. */
export type ViemClient = Client<Transport, Chain | undefined, Account | SmartAccount | undefined>
