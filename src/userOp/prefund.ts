// Who pays an op that no paymaster pays: the account, during its validation, unless it has deposited enough.
import type { ContractRunner } from 'ethers'

import { entryPointAt, type Address } from '../contracts'

/** @internal The payment to the EntryPoint during validation. */
export const PREFUND_GAS = 20_000n

/** @internal Which op, and what it may cost. */
export interface PrefundOptions {
  readonly entryPoint: Address
  readonly sender: Address
  /** Wei, in the worst case; see `worstCaseFee`. */
  readonly fee: bigint
  /** Wei that other ops may take from the deposit before it. */
  readonly inFlight?: bigint
}

/**
 * @internal Whether an op may have to pay though its estimate had no payment in it. Bundlers estimate with hardly any fee, for
 * which any deposit is enough; for the op's own fee it may not be, nor after other ops. Without a deposit the estimate pays.
 */
export async function mayPrefund(
  runner: ContractRunner,
  { entryPoint, sender, fee, inFlight = 0n }: PrefundOptions,
): Promise<boolean> {
  const deposit = (await entryPointAt(entryPoint, runner).getFunction('balanceOf').staticCall(sender)) as bigint
  return deposit > 0n && deposit < fee + inFlight
}
