// What an op offers per gas.
import type { Provider } from 'ethers'

import type { Bundler, FeesPerGas } from '../../bundler'

const PERCENT = 100n

/** Enough for three full blocks in a row; nothing of a worst-case fee is given back to the session. */
const BASE_FEE_PERCENT = 150n
const GAS_PRICE_PERCENT = 125n

/**
 * What the bundler asks for; where it has no opinion, half above the chain's base fee, and the usual tip.
 *
 * @param percent Of that, after a bundler has refused it: 100 or more.
 *
 * @internal
 */
export async function feesFor(bundler: Bundler, provider: Provider, percent = PERCENT): Promise<FeesPerGas> {
  const { maxFeePerGas, maxPriorityFeePerGas } = (await bundler.fees?.()) ?? (await feesOfChain(provider))
  const raised = (fee: bigint): bigint => (fee * percent + PERCENT - 1n) / PERCENT
  return { maxFeePerGas: raised(maxFeePerGas), maxPriorityFeePerGas: raised(maxPriorityFeePerGas) }
}

async function feesOfChain(provider: Provider): Promise<FeesPerGas> {
  const [block, { gasPrice, maxPriorityFeePerGas }] = await Promise.all([
    provider.getBlock('latest'),
    provider.getFeeData(),
  ])
  const baseFee = block?.baseFeePerGas ?? null
  if (baseFee === null || maxPriorityFeePerGas === null) {
    const price = ((gasPrice ?? 0n) * GAS_PRICE_PERCENT) / PERCENT
    return { maxFeePerGas: price, maxPriorityFeePerGas: price }
  }
  return { maxFeePerGas: (baseFee * BASE_FEE_PERCENT) / PERCENT + maxPriorityFeePerGas, maxPriorityFeePerGas }
}
