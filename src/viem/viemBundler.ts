// A bundler client of viem as the client's bundler.
import type { BundlerClient, SmartAccount } from 'viem/account-abstraction'

import { rpcBundler, type Bundler, type RpcBundlerOptions } from '../bundler'
import { explainRefusal } from '../rpc'
import { refusalIn } from './refusalIn'
import type { ViemClient } from './ViemClient'
import { viemRequest } from './viemRequest'

/** What {@link viemBundler} is made of. */
export interface ViemBundlerOptions extends RpcBundlerOptions {
  /** Its transport leads to a bundler. */
  readonly client: ViemClient
  /** Whose ops it sends. */
  readonly account: SmartAccount
}

/** @internal Fees are those that the client's own `userOperation.estimateFeesPerGas` says, if it has one. */
export function viemBundler({ client, account, ...options }: ViemBundlerOptions): Bundler {
  const bundler = rpcBundler({ request: viemRequest(client), ...options })
  const { userOperation } = client as Partial<Pick<BundlerClient, 'userOperation'>>
  const estimate = userOperation?.estimateFeesPerGas
  if (estimate === undefined) return bundler
  return {
    ...bundler,
    fees: async () => {
      try {
        const fees = await estimate({ account, bundlerClient: client, userOperation: {} })
        return { maxFeePerGas: fees.maxFeePerGas, maxPriorityFeePerGas: fees.maxPriorityFeePerGas }
      } catch (thrown) {
        throw explainRefusal(refusalIn(thrown, client.name))
      }
    },
  }
}
