// How long an op is, as bundlers count.
import { dataLength } from 'ethers'

import type { PackedUserOperation } from '../../userOp'

const WORD = 32

/** Nine fields, and where and how long each of the four is that differ in length; an offset before all of it. */
const FIXED_WORDS = 1 + 9 + 4

/**
 * The bytes of an op in the ABI's encoding.
 *
 * @example
 * ```ts
 * const { userOp } = buildOp({ ...op, calls: [upvote] })
 * opBytes({ ...userOp, callData: '0x' }) // => 448
 * ```
 *
 * @internal
 */
export function opBytes({ initCode, callData, paymasterAndData, signature }: PackedUserOperation): number {
  const padded = [initCode, callData, paymasterAndData, signature].map((bytes) => Math.ceil(dataLength(bytes) / WORD))
  return WORD * padded.reduce((sum, words) => sum + words, FIXED_WORDS)
}
