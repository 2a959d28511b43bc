// Fixed keys, so that addresses, calldata and therefore gas are the same in every run. Worthless everywhere else.
import { id, Wallet } from 'ethers'

/** A key that depends on its name only. */
export function fixedWallet(name: string): Wallet {
  return new Wallet(id(`latchkey test key: ${name}`))
}
