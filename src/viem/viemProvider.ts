// A client of viem as a provider of ethers, which the client reads the chain by.
import { BrowserProvider, type Provider } from 'ethers'

import { explainRefusal } from '../rpc'
import { quantity } from '../rpc/answer'
import type { ViemClient } from './ViemClient'
import { viemRequest } from './viemRequest'

/**
 * @internal
 * @throws As the client.
 */
export async function viemProvider(client: ViemClient): Promise<Provider> {
  const request = viemRequest(client)
  const method = 'eth_chainId'
  const result = await request({ method, params: [] }).catch((thrown: unknown) => {
    throw explainRefusal(thrown)
  })
  const chainId = quantity({ method, fields: { result } }, 'result')
  const wallet = {
    request: async ({
      method,
      params = [],
    }: {
      method: string
      params?: readonly unknown[] | Record<string, unknown>
    }) => await request({ method, params: params as readonly unknown[] }),
  }
  // Of its own it would ask for the chain before every question, and answer some from memory.
  return new BrowserProvider(wallet, chainId, { staticNetwork: true, cacheTimeout: -1 })
}
