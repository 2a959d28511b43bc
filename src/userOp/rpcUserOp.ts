// A userOp as JSON-RPC has it.
import { toQuantity } from 'ethers'

import type { Hex } from '../contracts'
import type { UserOp } from './UserOp'

/** Every field of a {@link UserOp} as text; absent fields are left out. */
export type RpcUserOp = Readonly<Partial<Record<keyof UserOp, Hex>>>

/**
 * A userOp of EntryPoints v0.7 to v0.9 as `eth_sendUserOperation` takes it.
 *
 * @example
 * ```ts
 * rpcUserOp(userOp).nonce // => '0x0'
 * 'paymaster' in rpcUserOp(userOp) // => false
 * ```
 */
export function rpcUserOp(userOp: UserOp): RpcUserOp {
  const limits = userOp.paymaster === undefined ? {} : PAYMASTER_DEFAULTS
  const fields = Object.entries({ ...limits, ...userOp })
  return Object.fromEntries(
    fields.map(([name, value]) => [name, typeof value === 'bigint' ? quantityOf(value) : value]),
  )
}

const quantityOf = (value: bigint): Hex => toQuantity(value) as Hex

const PAYMASTER_DEFAULTS = {
  paymasterVerificationGasLimit: 0n,
  paymasterPostOpGasLimit: 0n,
  paymasterData: '0x',
} as const
