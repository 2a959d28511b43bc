// What to do about an op that was not accepted, and when.
import type { ErrorCode } from '../../errors'

/** Send the same again; build it again; on another lane; or for higher fees. */
export type Remedy = 'resend' | 'rebuild' | 'otherLane' | 'payMore'

const REMEDIES: Partial<Record<ErrorCode, Remedy>> = {
  RateLimited: 'resend',
  ServiceNotReachable: 'resend',
  AnswerNotValid: 'resend',
  MempoolFull: 'resend',
  EntityThrottled: 'resend',
  ReplacementUnderpriced: 'otherLane',
  FeesTooLow: 'payMore',
  PreVerificationGasTooLow: 'rebuild',
  // The nonce is read again, under the same lane: whatever the bundler does with both ops, one of them is executed.
  AA25: 'rebuild',
  AA26: 'rebuild',
  AA22: 'rebuild',
  WindowTooShort: 'rebuild',
}

/**
 * undefined: nothing helps.
 *
 * @example
 * ```ts
 * remedyFor('RateLimited') // => 'resend'
 * remedyFor('SessionNotLive') // => undefined
 * ```
 */
export const remedyFor = (code: ErrorCode): Remedy | undefined => REMEDIES[code]

const FIRST_PAUSE = 500
const LONGEST_PAUSE = 8_000

/**
 * Milliseconds to wait before the next attempt: twice as long each time.
 *
 * @param attempt Counted from 0.
 *
 * @example
 * ```ts
 * pauseAfter(0) // => 500
 * pauseAfter(9) // => 8000
 * ```
 */
export const pauseAfter = (attempt: number): number => Math.min(FIRST_PAUSE * 2 ** attempt, LONGEST_PAUSE)

/** Refusals without remedy that concern session and place: other calls would meet the same. */
const WHATEVER_THE_CALLS: readonly ErrorCode[] = [
  'BundlerOfOtherChain',
  'EntryPointNotSupported',
  'ExpiresTooSoon',
  'ExpiryTooNear',
  'SessionExpired',
  'SessionNotStarted',
  'UserOpHashMismatch',
]

/**
 * Whether a refusal may be due to the calls, so that other calls might pass.
 *
 * @example
 * ```ts
 * isAboutCalls('CallsRevert') // => true
 * isAboutCalls('RateLimited') // => false
 * ```
 */
export const isAboutCalls = (code: ErrorCode): boolean =>
  remedyFor(code) === undefined && !WHATEVER_THE_CALLS.includes(code)
