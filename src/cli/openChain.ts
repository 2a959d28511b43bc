// The chain behind --rpc.
import { BrowserProvider } from 'ethers'

import { isLatchkeyError, LatchkeyError } from '../errors'
import { explainRefusal, type Request } from '../rpc'
import { quantity } from '../rpc/answer'
import { missing, type Given } from './Given'
import type { Subject } from './readSubject'
import { serviceUrl, type ServiceUrl } from './serviceUrl'

/** @internal A node that answered. */
export interface Chain {
  readonly request: Request
  readonly provider: BrowserProvider
  readonly chainId: bigint
}

const POLL_MS = 500

/**
 * @internal The node that is named.
 *
 * @throws FieldNotValid: none is.
 */
export function requiredRpc(given: Given): ServiceUrl {
  const named = serviceUrl(given, 'rpc')
  if (named === undefined) throw missing('--rpc', 'the URL of a node, or LATCHKEY_RPC_URL in the environment')
  return named
}

/**
 * @internal Asks the node for its chain first, so that one that does not answer is told at once.
 *
 * @param subject What may say which chain it has to be.
 * @throws FieldNotValid: no node is named, or one of another chain · ServiceNotReachable and the like.
 */
export async function openChain(given: Given, subject?: Pick<Subject, 'chainId'>): Promise<Chain> {
  const { url, from } = requiredRpc(given)
  const request = given.io.connect(url)
  const chainId = await chainIdOf(request)
  if (subject?.chainId !== undefined && subject.chainId !== chainId)
    throw new LatchkeyError('FieldNotValid', {
      field: from,
      value: `a node of chain ${chainId}`,
      expected: `a node of chain ${subject.chainId}, which the file is for`,
    })
  const provider = new BrowserProvider(portOf(given, request), Number(chainId), {
    cacheTimeout: -1,
    pollingInterval: POLL_MS,
    staticNetwork: true,
  })
  given.onClose(() => provider.destroy())
  return { request, provider, chainId }
}

async function chainIdOf(request: Request): Promise<bigint> {
  try {
    const chainId = await request({ method: 'eth_chainId', params: [] })
    return quantity({ method: 'eth_chainId', fields: { chainId } }, 'chainId')
  } catch (thrown) {
    const error = explainRefusal(thrown)
    // Refused here is no op: it is the node that is in trouble.
    if (!isLatchkeyError(error, 'BundlerRefused')) throw error
    const reason = `it said ${error.args.code}: ${error.args.message.trim()}`
    throw new LatchkeyError('AnswerNotValid', { method: 'eth_chainId', reason }, { cause: thrown })
  }
}

// ethers makes its own error of what the way to the node says: the better words are kept.
const portOf = (given: Given, request: Request) => ({
  request: async ({ method, params }: { method: string; params?: unknown }): Promise<unknown> => {
    try {
      return await request({ method, params: Array.isArray(params) ? params : [] })
    } catch (thrown) {
      if (isLatchkeyError(thrown)) given.trouble = thrown
      throw thrown
    }
  },
})
