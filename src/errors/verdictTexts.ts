// Words for what only the client's own judgement says of an op: arguments that it cannot decode, and the clock. Where the
// module or the Lens has an error for the same thing, that one is used instead.
import type { ErrorText } from './ErrorText'
import { timeText } from './timeText'

/** A period, and the moment that was asked about; seconds since 1970. */
export interface PeriodArgs {
  readonly periodIndex: number
  /** Inclusive. */
  readonly first: number
  /** Inclusive. */
  readonly last: number
  readonly at: number
}

/** One writer per code. */
export const verdictTexts = {
  ArgumentsNotCanonical: ({
    callIndex,
    functionSignature,
  }: {
    callIndex: bigint
    functionSignature: string
  }): ErrorText => ({
    title: 'arguments not as the ABI encodes them',
    why: `Call ${callIndex} has data that no arguments of ${functionSignature} are encoded to.`,
    fix: 'Encode the call with the ABI of its target, and send what that gives.',
  }),
  RuleNotOfFunction: ({ callIndex, ruleIndex }: { callIndex: bigint; ruleIndex: bigint }): ErrorText => ({
    title: 'rule does not fit the function',
    why: `Rule ${ruleIndex} of the permission for call ${callIndex} reads what its function has no argument for.`,
    fix: 'Ask for a session whose rules are built with allow(contract, name, { argument: ... }).',
  }),
  SessionExpired: ({ validUntil, at }: { validUntil: number; at: number }): ErrorText => ({
    title: 'session over',
    why: `It ended at ${timeText(validUntil)}; asked about ${timeText(at)}.`,
    fix: 'Ask the owner for a new session.',
  }),
  PeriodNotCurrent: ({ periodIndex, first, last, at }: PeriodArgs): ErrorText => ({
    title: 'not in the claimed period',
    why: `Period ${periodIndex} takes ops from ${timeText(first)} to ${timeText(last)}; asked about ${timeText(at)}.`,
    fix: "Claim the period that the chain's clock is in, or wait for the next second.",
  }),
  ExpiryTooNear: ({ validUntil, at, margin }: { validUntil: number; at: number; margin: number }): ErrorText => ({
    title: 'session about to end',
    why: `It ends at ${timeText(validUntil)}, less than ${margin} seconds after ${timeText(at)}: bundlers refuse such ops.`,
    fix: 'Ask the owner for a new session.',
  }),
  EdgeTooNear: ({ at, wait }: { at: number; wait: number }): ErrorText => ({
    title: 'too near an edge of time',
    why: `${timeText(at)} is just after the beginning of the session, or near an end of one of its periods: bundlers refuse ops that have just begun or are about to end.`,
    fix: `Wait ${wait} seconds; a session that sends does so by itself.`,
  }),
} as const
