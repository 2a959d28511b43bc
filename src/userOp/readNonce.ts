// The next nonce of an account.
import type { ContractRunner } from 'ethers'

import { entryPointAt, type Address } from '../contracts'

/** Whose nonce. */
export interface NonceOptions {
  readonly entryPoint: Address
  readonly sender: Address
  /** 24 bytes; see `AccountAdapter.nonceKey`. */
  readonly key: bigint
}

/**
 * The nonce that the next op under this key must have: key 192 | sequence 64.
 *
 * @param runner A provider, or a signer with one.
 */
export const readNonce = async (runner: ContractRunner, { entryPoint, sender, key }: NonceOptions): Promise<bigint> =>
  (await entryPointAt(entryPoint, runner).getFunction('getNonce').staticCall(sender, key)) as bigint
