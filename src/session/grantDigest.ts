// What a grant comes down to for owners that sign 32 bytes.
import { TypedDataEncoder } from 'ethers'

import type { Hex } from '../contracts'
import { grantTypedData, type ModuleIdentity } from './typedData'
import type { GrantEntry } from './GrantEntry'

/**
 * The 32 bytes that the module asks the account's ERC-1271 about. Most accounts check the owner's signature over another
 * hash that wraps this one: docs/grants.md has the bytes for each kind of account.
 *
 * @throws as `grantTypedData`.
 *
 * @example
 * ```ts
 * const entry = { chainId: 1n, account: ACCOUNT, epoch: ONE_WORD, replaces: ZeroHash, session }
 * grantDigest({ module: MODULE }, [entry]).length // => 66
 * ```
 */
export function grantDigest(identity: ModuleIdentity, entries: readonly GrantEntry[]): Hex {
  const { domain, types, message } = grantTypedData(identity, entries)
  return TypedDataEncoder.hash(domain, types, message) as Hex
}
