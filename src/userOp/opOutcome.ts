// What became of an op, as the EntryPoint's events say it.
import type { LogDescription } from 'ethers'

import type { Address, Hex } from '../contracts'
import { decodeRevert, type DecodedRevert } from '../errors'

/** What became of one op. */
export interface OpOutcome {
  readonly userOpHash: Hex
  readonly sender: Address
  readonly nonce: bigint
  /** Whether its calls were executed; false if they reverted. Fees are paid either way. */
  readonly success: boolean
  /** Gas that the payer was charged for. */
  readonly actualGasUsed: bigint
  /** Wei that the payer was charged. */
  readonly actualGasCost: bigint
  /** Why its calls reverted, if they did and said so. */
  readonly revertReason: DecodedRevert | undefined
}

/**
 * @internal Reads a UserOperationEvent.
 *
 * @param revertReason Of the op's UserOperationRevertReason, if there is one.
 */
export const opOutcome = ({ args }: LogDescription, revertReason: unknown): OpOutcome => ({
  userOpHash: args['userOpHash'] as Hex,
  sender: args['sender'] as Address,
  nonce: args['nonce'] as bigint,
  success: args['success'] as boolean,
  actualGasUsed: args['actualGasUsed'] as bigint,
  actualGasCost: args['actualGasCost'] as bigint,
  revertReason: decodeRevert(revertReason),
})
