// A node on which everything may be tried, since nothing of it is real.
import { toQuantity } from 'ethers'

import type { Address, Hex } from '../contracts'
import { isLatchkeyError, LatchkeyError } from '../errors'
import type { Request } from '../rpc'
import type { Io } from './Io'

/** What only such nodes answer: it changes nothing. */
const SIGNS = [
  ['anvil', 'anvil_nodeInfo'],
  ['hardhat', 'hardhat_metadata'],
] as const

const FUNDS = 10n ** 19n

/** @internal Anvil or Hardhat's network. */
export interface LocalNode {
  /** Asks nothing more once the user has interrupted what is undone. */
  readonly request: Request
  readonly kind: 'anvil' | 'hardhat'
  readonly interrupted: AbortSignal
  /** A transaction of any account, as if it had the key. */
  readonly sendAs: (from: Address, to: Address, data: Hex) => Promise<Hex>
  /**
   * Runs what is given, and undoes all of it, also when the user interrupts it.
   *
   * @throws ChainNotRestored · Interrupted · what the work throws.
   */
  readonly undone: <Done>(work: () => Promise<Done>) => Promise<Done>
}

/**
 * @internal
 * @throws ChainNotLocal: nothing was sent to it · ServiceNotReachable and the like.
 */
export async function openLocalNode(request: Request, io: Io): Promise<LocalNode> {
  const kind = await kindOf(request)
  const ending = new AbortController()
  const unanswered = new Set<Promise<unknown>>()
  const untilInterrupted: Request = async (call) => {
    ending.signal.throwIfAborted()
    const answer = request(call)
    unanswered.add(answer)
    return await answer.finally(() => unanswered.delete(answer))
  }
  const ask = async (method: string, ...params: readonly unknown[]): Promise<unknown> =>
    await untilInterrupted({ method, params })
  const accounts = await ask('eth_accounts')
  if (!Array.isArray(accounts) || accounts.length === 0)
    throw new LatchkeyError('ChainNotLocal', { reason: 'the node signs for no account of its own' })
  return {
    request: untilInterrupted,
    kind,
    interrupted: ending.signal,
    sendAs: async (from, to, data) => {
      await ask(`${kind}_impersonateAccount`, from)
      await ask(`${kind}_setBalance`, from, toQuantity(FUNDS))
      const hash = await ask('eth_sendTransaction', { from, to, data })
      await ask(`${kind}_stopImpersonatingAccount`, from)
      return hash as Hex
    },
    undone: async (work) => {
      const snapshot = await ask('evm_snapshot')
      const forget = io.onInterrupt(() => ending.abort(new LatchkeyError('Interrupted', {})))
      const [outcome] = await Promise.allSettled([Promise.race([work(), rejectionBy(ending.signal)])])
      // What is on its way would change the node after it went back.
      await Promise.allSettled(unanswered)
      await restore(request, snapshot, outcome)
      forget()
      if (outcome.status === 'rejected') throw outcome.reason
      return outcome.value
    },
  }
}

const rejectionBy = async (signal: AbortSignal): Promise<never> =>
  await new Promise((_, refuse) => {
    signal.addEventListener('abort', () => refuse(signal.reason as Error), { once: true })
  })

/** A node that cannot go back says false, or does not answer. */
async function restore(request: Request, snapshot: unknown, outcome: PromiseSettledResult<unknown>): Promise<void> {
  const answer = await request({ method: 'evm_revert', params: [snapshot] }).catch(whyOf)
  if (answer === true) return
  const reason = typeof answer === 'string' ? answer : `it answered ${String(answer)} to evm_revert`
  const before = outcome.status === 'rejected' ? ` Before that: ${whyOf(outcome.reason)}` : ''
  throw new LatchkeyError('ChainNotRestored', { reason, before })
}

const whyOf = (thrown: unknown): string =>
  isLatchkeyError(thrown) ? thrown.why : thrown instanceof Error ? thrown.message : String(thrown)

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
