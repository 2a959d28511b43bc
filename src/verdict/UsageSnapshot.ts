// What the chain knows of a session at one moment: all that a verdict needs of it.
import { dataSlice, toBigInt } from 'ethers'

import type { Hex } from '../contracts'

/** How a session stands on its account, by the module's storage alone: the Lens's names. */
export type SessionStatus = 'NotInstalled' | 'NotGranted' | 'OlderEpoch' | 'Revoked' | 'Renounced' | 'Live'

/** The standing of a session, and what is used of it. */
export interface UsageSnapshot {
  /** The session's id. */
  readonly id: Hex
  readonly status: SessionStatus
  /** The account's epoch counter; odd while the module is installed. */
  readonly epochCounter: number
  /** The epoch counter under which the session was granted; 0 if never. */
  readonly grantCounter: number
  /** The period that the amounts below belong to; 0 for a session without period. */
  readonly periodIndex: number
  /** Calls executed in that period. */
  readonly calls: number
  /** Wei of native value in that period. */
  readonly value: bigint
  /** Wei of worst-case fees in that period. */
  readonly fee: bigint
  /** What was charged to each allowance in that period, by its number; absent: nothing. */
  readonly spent: Readonly<Record<number, bigint>>
}

/** Words of the module's storage, as `getEpoch`, `getUsage` and `getSpent` give them. */
export interface UsageWords {
  readonly id: Hex
  readonly epoch: Hex
  readonly usage: Hex
  /** By allowance number. */
  readonly spent?: Readonly<Record<number, Hex>>
}

const REVOKED = 0xffff_ffff
const RENOUNCED = 0x8000_0000

/**
 * Reads the module's words: epoch, usage and what is spent of allowances. See docs/encoding.md, Storage.
 *
 * @example
 * ```ts
 * const usage = `0x${'00'.repeat(19)}02${'00'.repeat(3)}03${'00'.repeat(4)}${'00'.repeat(3)}01` as const
 * const read = readUsageWords({ id: ONE_WORD, epoch: ONE_WORD, usage })
 * read.status // => 'Live'
 * read.value // => 2n
 * read.calls // => 3
 * ```
 */
export function readUsageWords({ id, epoch, usage, spent = {} }: UsageWords): UsageSnapshot {
  const field = (word: Hex, start: number, end: number): bigint => toBigInt(dataSlice(word, start, end))
  const epochCounter = Number(field(epoch, 28, 32))
  const mark = Number(field(usage, 28, 32))
  const isRenounced = mark !== REVOKED && mark >= RENOUNCED
  const grantCounter = mark % RENOUNCED
  const periodIndex = Number(field(usage, 24, 28))
  // Of another grant, or of an earlier period: over.
  const amountOf = (word: Hex): bigint =>
    Number(field(word, 28, 32)) === grantCounter && Number(field(word, 24, 28)) === periodIndex
      ? field(word, 0, 24)
      : 0n
  return {
    id,
    status: statusOf(mark, grantCounter, epochCounter, isRenounced),
    epochCounter,
    grantCounter,
    periodIndex,
    calls: Number(field(usage, 20, 24)),
    value: field(usage, 10, 20),
    fee: field(usage, 0, 10),
    spent: Object.fromEntries(Object.entries(spent).map(([allowance, word]) => [allowance, amountOf(word)])),
  }
}

function statusOf(mark: number, granted: number, current: number, isRenounced: boolean): SessionStatus {
  if (current % 2 === 0) return 'NotInstalled'
  if (mark === REVOKED) return 'Revoked'
  if (mark === 0) return 'NotGranted'
  if (granted !== current) return 'OlderEpoch'
  return isRenounced ? 'Renounced' : 'Live'
}
