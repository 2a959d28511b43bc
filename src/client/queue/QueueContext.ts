// A queue's options with nothing left open.
import { ZeroAddress } from 'ethers'

import { LatchkeyError } from '../../errors'
import { UNLIMITED_FEE } from '../../session'
import { notValid, sameBytes } from '../../session/fields'
import { systemClock, type Clock } from './Clock'
import type { QueueOptions } from './QueueOptions'

/** Options, with defaults. */
export interface QueueContext extends QueueOptions {
  readonly clock: Clock
  readonly batchMax: number
  readonly pollEvery: number
  readonly dropAfter: number
}

const BATCH_MAX = 10
const POLL_EVERY = 1_000
const DROP_AFTER = 120_000

/**
 * Completes the options.
 *
 * @throws PaymasterNotAllowed: not the one that the session names · PaymasterRequired: the session leaves its fees unlimited.
 *
 * @internal
 */
export function queueContext(options: QueueOptions): QueueContext {
  const { session, paymaster } = options
  if (paymaster === undefined) {
    if (session.maxFee === UNLIMITED_FEE) throw new LatchkeyError('PaymasterRequired', {})
  } else if (paymaster.address === ZeroAddress || !sameBytes(paymaster.address, session.paymaster))
    throw new LatchkeyError('PaymasterNotAllowed', { paymaster: paymaster.address })
  return {
    ...options,
    clock: options.clock ?? systemClock,
    batchMax: options.batchMax ?? BATCH_MAX,
    pollEvery: options.pollEvery ?? POLL_EVERY,
    dropAfter: options.dropAfter ?? DROP_AFTER,
  }
}

/**
 * Whether bundler and provider are where the session is: a signature for one chain and EntryPoint is worth nothing at another.
 *
 * @throws BundlerOfOtherChain · EntryPointNotSupported · FieldNotValid: a provider of another chain.
 *
 * @internal
 */
export async function checkPlace({ bundler, provider, chainId, entryPoint }: QueueContext): Promise<void> {
  const [ofBundler, { chainId: ofProvider }, supported] = await Promise.all([
    bundler.chainId(),
    provider.getNetwork(),
    bundler.supportedEntryPoints(),
  ])
  if (ofBundler !== chainId) throw new LatchkeyError('BundlerOfOtherChain', { expected: chainId, actual: ofBundler })
  if (ofProvider !== chainId) throw notValid('provider', `on chain ${ofProvider}`, `on chain ${chainId}`)
  if (!supported.some((address) => sameBytes(address, entryPoint.address)))
    throw new LatchkeyError('EntryPointNotSupported', { entryPoint: entryPoint.address, supported })
}
