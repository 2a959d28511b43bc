// The bundler: the client's own, in this process, with a price that is the same in every run, and with an eye on how many ops
// it holds.
import type { Signer } from 'ethers'

import { inProcessBundler, type FeesPerGas, type InProcessBundler, type InProcessBundlerOptions } from '../src'

/** What every op offers. */
export const FEES: FeesPerGas = { maxFeePerGas: 2_000_000_000n, maxPriorityFeePerGas: 0n }

export interface WatchedBundler extends InProcessBundler {
  /** The most ops that it held at a time, so far. */
  mostPending(): number
}

export function watchedBundler(signer: Signer, entryPoint: InProcessBundlerOptions['entryPoint']): WatchedBundler {
  const bundler = inProcessBundler({ signer, entryPoint })
  let most = 0
  return {
    ...bundler,
    fees: async () => await Promise.resolve(FEES),
    send: async (userOp, to) => {
      const userOpHash = await bundler.send(userOp, to)
      most = Math.max(most, bundler.pending().length)
      return userOpHash
    },
    mostPending: () => most,
  }
}
