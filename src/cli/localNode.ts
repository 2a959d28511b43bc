// A node on which everything may be tried, since nothing of it is real.
import { toQuantity } from 'ethers'

import type { Address, Hex } from '../contracts'
import { isLatchkeyError, LatchkeyError } from '../errors'
import type { Request } from '../rpc'

/** What only such nodes answer: it changes nothing. */
const SIGNS = [
  ['anvil', 'anvil_nodeInfo'],
  ['hardhat', 'hardhat_metadata'],
] as const

const FUNDS = 10n ** 19n

/** @internal Anvil or Hardhat's network. */
export interface LocalNode {
  readonly request: Request
  readonly kind: 'anvil' | 'hardhat'
  /** A transaction of any account, as if it had the key. */
  readonly sendAs: (from: Address, to: Address, data: Hex) => Promise<Hex>
  /** Runs what is given, and undoes all of it. */
  readonly undone: <Done>(work: () => Promise<Done>) => Promise<Done>
}

/**
 * @internal
 * @throws ChainNotLocal: nothing was sent to it · ServiceNotReachable and the like.
 */
export async function openLocalNode(request: Request): Promise<LocalNode> {
  const kind = await kindOf(request)
  const ask = async (method: string, ...params: readonly unknown[]): Promise<unknown> =>
    await request({ method, params })
  const accounts = await ask('eth_accounts')
  if (!Array.isArray(accounts) || accounts.length === 0)
    throw new LatchkeyError('ChainNotLocal', { reason: 'the node signs for no account of its own' })
  return {
    request,
    kind,
    sendAs: async (from, to, data) => {
      await ask(`${kind}_impersonateAccount`, from)
      await ask(`${kind}_setBalance`, from, toQuantity(FUNDS))
      const hash = await ask('eth_sendTransaction', { from, to, data })
      await ask(`${kind}_stopImpersonatingAccount`, from)
      return hash as Hex
    },
    undone: async (work) => {
      const snapshot = await ask('evm_snapshot')
      try {
        return await work()
      } finally {
        await ask('evm_revert', snapshot)
      }
    },
  }
}

async function kindOf(request: Request): Promise<LocalNode['kind']> {
  for (const [kind, method] of SIGNS) {
    try {
      await request({ method, params: [] })
      return kind
    } catch (thrown) {
      // A node that cannot be reached is none that does not know the method.
      if (isLatchkeyError(thrown)) throw thrown
    }
  }
  const methods = SIGNS.map(([, method]) => method).join(' and ')
  throw new LatchkeyError('ChainNotLocal', { reason: `the node does not know ${methods}` })
}
