// A userOp as EntryPoints v0.7 to v0.9 read it, and as JSON-RPC and people do.
import type { Address, Hex } from '../contracts'

/** As the EntryPoint's ABI has it: gas limits and fees in pairs of 16 bytes. */
export interface PackedUserOperation {
  readonly sender: Address
  readonly nonce: bigint
  readonly initCode: Hex
  readonly callData: Hex
  /** verificationGasLimit 128 | callGasLimit 128. */
  readonly accountGasLimits: Hex
  readonly preVerificationGas: bigint
  /** maxPriorityFeePerGas 128 | maxFeePerGas 128. */
  readonly gasFees: Hex
  /** Empty, or paymaster 20 bytes | verification gas 16 | postOp gas 16 | data. */
  readonly paymasterAndData: Hex
  readonly signature: Hex
}

/** Every field on its own, as `eth_sendUserOperation` takes it; amounts in gas, or wei per gas. */
export interface UserOp {
  readonly sender: Address
  /** key 192 | sequence 64. */
  readonly nonce: bigint
  /** Deploys the account; with factoryData. Never in a session op. */
  readonly factory?: Hex
  readonly factoryData?: Hex
  readonly callData: Hex
  readonly callGasLimit: bigint
  readonly verificationGasLimit: bigint
  readonly preVerificationGas: bigint
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
  /** Pays instead of the account; the fields below go with it. */
  readonly paymaster?: Address
  /** 0 if omitted. */
  readonly paymasterVerificationGasLimit?: bigint
  /** 0 if omitted. */
  readonly paymasterPostOpGasLimit?: bigint
  readonly paymasterData?: Hex
  readonly signature: Hex
}

/** The EntryPoint versions that the client knows. */
export type EntryPointVersion = '0.7' | '0.8' | '0.9'
