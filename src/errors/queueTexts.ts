// Words for what becomes of ops that were sent, and for what the queue does not send.
import type { Hex } from '../contracts'
import type { ErrorText } from './ErrorText'
import { shortHex } from './valueTexts'

/** One writer per code. */
export const queueTexts = {
  CallsReverted: ({ userOpHash, reason, sends }: { userOpHash: Hex; reason: string; sends: number }): ErrorText => ({
    title: 'the calls reverted',
    why: `Op ${shortHex(userOpHash)} was mined and paid for, but its calls reverted: ${reason}.${togetherText(sends)}`,
    fix:
      sends > 1
        ? 'See the contract that was called; send calls that may revert with { alone: true }.'
        : 'See the contract that was called. The limits of the session are charged all the same.',
  }),
  OpDropped: ({ userOpHash, seconds }: { userOpHash: Hex; seconds: number }): ErrorText => ({
    title: 'op dropped',
    why: `Op ${shortHex(userOpHash)} was accepted, and for ${seconds} seconds no bundler has mined it or holds it.`,
    fix: 'Send the calls again: the next op on its lane has the same nonce, so at most one of the two is executed.',
  }),
  OpReplaced: ({ userOpHash, nonce }: { userOpHash: Hex; nonce: bigint }): ErrorText => ({
    title: 'op replaced',
    why: `Another op with nonce ${nonce} was mined in place of op ${shortHex(userOpHash)}.`,
    fix: 'Look at what the account did, then send the calls again if they are still wanted.',
  }),
  GrantTooLong: ({ bytes, maximum }: { bytes: number; maximum: number }): ErrorText => ({
    title: 'no room for the grant',
    why: `With the signed grant the op would be ${bytes} bytes long, and bundlers take ${maximum} at most; nothing was sent.`,
    fix: 'Send fewer or shorter calls first, or bring the grant by a transaction of any account: grantSignedCall(...).',
  }),
  QueueClosed: ({ reason }: { reason: string }): ErrorText => ({
    title: 'nothing more is sent',
    why: `The queue was closed: ${reason}.`,
    fix: 'Open the session again.',
  }),
} as const

const togetherText = (sends: number): string =>
  sends > 1 ? ` It carried the calls of ${sends} sends together; none of them took effect.` : ''
