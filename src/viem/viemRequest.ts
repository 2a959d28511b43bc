// A client of viem as something that answers requests.
import type { Request } from '../rpc'
import { refusalIn } from './refusalIn'
import type { ViemClient } from './ViemClient'

/**
 * @internal viem tries again what did not arrive, but not an op: the queue knows whether it may have.
 *
 * @throws What it returns: RpcError, what the service answered · ServiceNotReachable · RateLimited.
 */
export const viemRequest =
  (client: ViemClient): Request =>
  async ({ method, params }) => {
    const once = method === 'eth_sendUserOperation' ? { retryCount: 0 } : {}
    try {
      return await client.request({ method, params } as Parameters<ViemClient['request']>[0], once)
    } catch (thrown) {
      throw refusalIn(thrown, client.name)
    }
  }
