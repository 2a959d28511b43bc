// A way past a bundler that has no place left: anybody who has the session key can fill the account's places with ops that are
// never mined, and the owner's revocation must not wait for them.
import type { Signer } from 'ethers'

import { isLatchkeyError, type ErrorCode } from '../errors'
import { directBundler } from './directBundler'
import type { OwnerBundler } from './OwnerBundler'

/** What a bundler says that takes no more of an account's ops, or none of it for now. */
const CROWDED: readonly ErrorCode[] = ['MempoolFull', 'EntityThrottled']

/**
 * Sends the owner's ops through a bundler; where that one is crowded, the same signed op straight to the EntryPoint, so that the
 * owner is asked once either way.
 *
 * @param from A plain account with some ether, connected to a provider; it is paid back by the account.
 * @throws OwnerProviderMissing.
 *
 * @example
 * ```ts
 * const bundler = inProcessBundler({ signer: await provider.getSigner(0), entryPoint: op.entryPoint })
 * const way = withDirectWay(bundler, await provider.getSigner(1))
 * await way.receipt(ONE_WORD) // => undefined
 * ```
 */
export function withDirectWay(bundler: OwnerBundler, from: Signer): OwnerBundler {
  const direct = directBundler(from)
  return {
    estimate: async (userOp, entryPoint) => await bundler.estimate(userOp, entryPoint),
    ...(bundler.fees !== undefined && { fees: async () => await bundler.fees?.() }),
    send: async (userOp, entryPoint) => {
      try {
        return await bundler.send(userOp, entryPoint)
      } catch (thrown) {
        if (!isLatchkeyError(thrown) || !CROWDED.includes(thrown.code)) throw thrown
        return await direct.send(userOp, entryPoint)
      }
    },
    receipt: async (userOpHash) => (await direct.receipt(userOpHash)) ?? (await bundler.receipt(userOpHash)),
  }
}
