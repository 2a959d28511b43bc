// A bundler in this process: no server, no mempool of others. For an embedded chain, for tests and demos.
import type { Signer } from 'ethers'

import type { Address, Hex } from '../contracts'
import { isLatchkeyError, LatchkeyError } from '../errors'
import { sameBytes } from '../session/fields'
import { handleOps, packUserOp, userOpHash, type EntryPointVersion } from '../userOp'
import type { Bundler, OpReceipt } from './Bundler'
import { estimateByCall } from './estimateByCall'
import { Mempool } from './Mempool'
import { refusalOfOp, type RpcNode, type Simulator } from './simulate'

/** What {@link inProcessBundler} is made of. */
export interface InProcessBundlerOptions {
  /** A plain account with a JSON-RPC provider: sends the bundles, and takes the fees. */
  readonly signer: Signer
  readonly entryPoint: { readonly address: Address; readonly version: EntryPointVersion }
  /** How many ops of one account it holds; 4 if omitted, like real ones. */
  readonly pendingMax?: number
  /** false: it bundles only when told to; else also whenever it is asked for the receipt of an op that is pending. */
  readonly bundlesWhenAsked?: boolean
}

/** A bundler whose bundles can be told to begin. */
export interface InProcessBundler extends Bundler {
  /** Brings all pending ops on chain, in one transaction; an op that the EntryPoint refuses now is dropped. */
  bundle(): Promise<void>
  /** The hashes of the ops that it holds, in the order in which they came. */
  pending(): readonly Hex[]
}

const PENDING_MAX = 4

/**
 * Holds ops as real bundlers do, at most `pendingMax` of an account and one of each nonce, refuses what the EntryPoint would
 * refuse, and sends `handleOps`.
 *
 * @throws FieldNotValid: a signer without JSON-RPC provider. Its functions: MempoolFull · ReplacementUnderpriced ·
 * OpAlreadyKnown · EntryPointNotSupported · CallsRevert, the module's errors and the EntryPoint's.
 *
 * @example
 * ```ts
 * const bundler = inProcessBundler({ signer: await provider.getSigner(0), entryPoint: op.entryPoint })
 * await bundler.supportedEntryPoints() // => [ENTRY_POINT]
 * bundler.pending() // => []
 * ```
 */
export function inProcessBundler(options: InProcessBundlerOptions): InProcessBundler {
  const { signer, entryPoint, pendingMax = PENDING_MAX, bundlesWhenAsked = true } = options
  const { provider } = signer
  if (provider === null || !isRpcNode(provider))
    throw new LatchkeyError('FieldNotValid', {
      field: 'signer',
      value: 'without JSON-RPC provider',
      expected: 'connected to a provider that has send()',
    })
  const mempool = new Mempool(pendingMax)
  const receipts = new Map<Hex, OpReceipt>()
  const chainId = async (): Promise<bigint> => (await provider.getNetwork()).chainId
  const simulator = async (asked: Address): Promise<Simulator> => {
    if (!sameBytes(asked, entryPoint.address))
      throw new LatchkeyError('EntryPointNotSupported', { entryPoint: asked, supported: [entryPoint.address] })
    return { node: provider, bundler: (await signer.getAddress()) as Address, entryPoint: asked }
  }

  async function bundleOnce(): Promise<void> {
    const ops = mempool.ops
    if (ops.length === 0) return
    try {
      const packed = ops.map(({ userOp }) => packUserOp(userOp))
      const { ops: outcomes, receipt } = await handleOps(entryPoint.address, packed, signer)
      const transaction = { transactionHash: receipt.hash as Hex, blockNumber: receipt.blockNumber }
      for (const outcome of outcomes) receipts.set(outcome.userOpHash, { ...outcome, ...transaction })
      for (const { userOpHash: hash } of ops) mempool.remove(hash)
    } catch (thrown) {
      const refused = refusedIn(thrown, ops.length)
      if (refused === undefined) throw thrown
      mempool.remove(ops[refused]?.userOpHash ?? '0x')
      await bundleOnce()
    }
  }

  // One bundle after the other: they are sent from one account.
  let last = Promise.resolve()
  const bundle = async (): Promise<void> => {
    last = last.catch(() => undefined).then(bundleOnce)
    await last
  }

  return {
    pendingMax,
    chainId,
    supportedEntryPoints: () => Promise.resolve([entryPoint.address]),
    estimate: async (userOp, asked) => await estimateByCall(await simulator(asked), userOp),
    send: async (userOp, asked) => {
      const simulated = await simulator(asked)
      const hash = userOpHash({
        userOp: packUserOp(userOp),
        entryPoint: asked,
        chainId: await chainId(),
        version: entryPoint.version,
      })
      mempool.check({ userOp, userOpHash: hash })
      const refusal = await refusalOfOp(simulated, userOp)
      if (refusal !== undefined) throw refusal
      // Others may have come in the meantime.
      mempool.check({ userOp, userOpHash: hash })
      mempool.add({ userOp, userOpHash: hash })
      return hash
    },
    receipt: async (hash) => {
      if (bundlesWhenAsked && mempool.has(hash)) await bundle()
      return receipts.get(hash)
    },
    knows: (hash) => Promise.resolve(mempool.has(hash) || receipts.has(hash)),
    bundle,
    pending: () => mempool.ops.map(({ userOpHash: hash }) => hash),
  }
}

const isRpcNode = (provider: object): provider is RpcNode => 'send' in provider && typeof provider.send === 'function'

/** Which op of the bundle the EntryPoint refused. */
function refusedIn(thrown: unknown, count: number): number | undefined {
  const onchain = isLatchkeyError(thrown) ? thrown.onchain : undefined
  return onchain?.source === 'entryPoint' && onchain.opIndex < count ? onchain.opIndex : undefined
}
