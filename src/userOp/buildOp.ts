// From calls to a userOp, all but its signature, whoever is to sign. Pure.
import { openZeppelinAccount, type AccountAdapter } from '../accounts'
import type { Address, Hex } from '../contracts'
import type { CallLike } from '../session'
import { packUserOp } from './packUserOp'
import type { EntryPointVersion, PackedUserOperation, UserOp } from './UserOp'
import { userOpHash } from './userOpHash'

/** What an op is made of. */
export interface OpOptions {
  /** Executed in order, all or none. */
  readonly calls: readonly CallLike[]
  /** Sender, nonce, gas, fees and paymaster, and what deploys the account if it is not. */
  readonly userOp: Omit<UserOp, 'callData' | 'signature'>
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  readonly chainId: bigint
  /** The kind of account; {@link openZeppelinAccount} if omitted. */
  readonly account?: AccountAdapter | undefined
  /** What the sender delegates to; only if factory is the EIP-7702 marker. */
  readonly delegate?: Address | undefined
}

/** An op that waits for its signature. */
export interface UnsignedOp {
  /** Its signature is empty. */
  readonly userOp: PackedUserOperation
  readonly userOpHash: Hex
}

/**
 * Builds an op up to the hash that its owner signs, in the form that the account's own validator asks for. Ops of a session
 * key are built by `buildSessionOp`.
 *
 * @throws as `encodeExecute`, `packUserOp` and `userOpHash`.
 *
 * @example
 * ```ts
 * const calls = [grantCall({ module: MODULE, session })]
 * const { userOp, userOpHash } = buildOp({ ...op, calls })
 * userOp.signature // => '0x'
 * userOpHash.length // => 66
 * ```
 */
export function buildOp(options: OpOptions): UnsignedOp {
  const { calls, entryPoint, chainId, account = openZeppelinAccount, delegate } = options
  const { address, version } = entryPoint
  const userOp = packUserOp({ ...options.userOp, callData: account.encodeExecute(calls), signature: '0x' })
  return { userOp, userOpHash: userOpHash({ userOp, entryPoint: address, chainId, version, delegate }) }
}
