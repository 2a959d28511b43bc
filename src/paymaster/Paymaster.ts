// What the client asks of whoever sponsors an op.
import type { Address, Hex } from '../contracts'
import type { EntryPointVersion, UserOp } from '../userOp'

/** An op without a paymaster and without a right signature: what a paymaster is asked about. */
export interface SponsorRequest {
  readonly userOp: UserOp
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  readonly chainId: bigint
}

/** The paymaster's part of an op. */
export interface PaymasterPart {
  readonly paymaster: Address
  readonly paymasterData: Hex
  /** Left out: the bundler estimates it. */
  readonly paymasterVerificationGasLimit?: bigint
  readonly paymasterPostOpGasLimit?: bigint
}

/** What stands in for it while gas is estimated. */
export interface PaymasterStub extends PaymasterPart {
  /** The part itself: it need not be asked for again. */
  readonly isFinal: boolean
}

/** Who pays in place of the account. */
export interface Paymaster {
  /** The one that the session names; no part of another is ever used. */
  readonly address: Address
  /** As long as the part will be, and as dear. */
  stub(request: SponsorRequest): Promise<PaymasterStub>
  /** For an op whose gas limits and fees are final. */
  part(request: SponsorRequest): Promise<PaymasterPart>
}
