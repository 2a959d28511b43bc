// What a grant costs that an op brings with it: nothing of it shows in the op's estimate, as the owner's signature is asked
// about only when the key's own was right.
import { getBytes, type Provider } from 'ethers'

import { grantSignedCall } from '../../accounts'
import type { Address } from '../../contracts'
import { explainRevert } from '../../errors'
import type { Session, SignedGrant } from '../../session'

/** The grant, and where. */
export interface GrantGasOptions {
  readonly account: Address
  readonly module: Address
  readonly session: Session
  readonly signedGrant: SignedGrant
}

const TRANSACTION_GAS = 21_000n
const ZERO_BYTE_GAS = 4n
const OTHER_BYTE_GAS = 16n

/** Within an op the grant's bytes are read twice and pass two calls, each of which keeps a 64th of the gas: measured, 15%. */
const PART_MORE = 5n

/**
 * Gas for the verification of an op that brings this grant: what the grant costs as a transaction of its own, and a fifth.
 * It grows with permissions and rules, and with what the account needs for checking its owner's signature.
 *
 * @throws The module's reason for which it refuses the grant.
 *
 * @internal
 */
export async function grantGas(provider: Provider, options: GrantGasOptions): Promise<bigint> {
  const call = grantSignedCall(options)
  try {
    const bytes = getBytes(call.data)
    const zeros = BigInt(bytes.filter((byte) => byte === 0).length)
    const data = zeros * ZERO_BYTE_GAS + (BigInt(bytes.length) - zeros) * OTHER_BYTE_GAS
    const inside = (await provider.estimateGas(call)) - TRANSACTION_GAS - data
    return inside + inside / PART_MORE
  } catch (thrown) {
    throw explainRevert(thrown)
  }
}
