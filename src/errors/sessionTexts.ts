// Words for what the client refuses before anything is sent: requests, sessions and their JSON. Where the module has an
// error for the same thing, that one is used instead (moduleGrantTexts.ts).
import type { Hex } from '../contracts'
import type { ErrorText, NoArgs } from './ErrorText'
import { timeText } from './timeText'
import { shortHex } from './valueTexts'

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))

/** One writer per code. */
export const sessionTexts = {
  FieldNotValid: ({ field, value, expected }: { field: string; value: string; expected: string }): ErrorText => ({
    title: `${field} not valid`,
    why: `${field} is ${value}.`,
    fix: `It must be ${expected}.`,
  }),
  DurationNotValid: ({ text }: { text: string }): ErrorText => ({
    title: 'duration not valid',
    why: `${JSON.stringify(text)} is no duration.`,
    fix: "Write a whole number above zero and a unit: '90s', '15m', '1h' or '7d'.",
  }),
  ExpiryMissing: (_: NoArgs): ErrorText => ({
    title: 'no expiry',
    why: 'A session without an end cannot be granted.',
    fix: "Say when it ends: expires: '1h', a Date, or seconds since 1970.",
  }),
  ExpiryPassed: ({ validUntil, now }: { validUntil: number; now: number }): ErrorText => ({
    title: 'expiry has passed',
    why: `The session would have ended at ${timeText(validUntil)}; now is ${timeText(now)}.`,
    fix: "A number is seconds since 1970; for a duration write it with its unit, such as '1h'.",
  }),
  FeesMissing: (_: NoArgs): ErrorText => ({
    title: 'no bound on fees',
    why: 'A session must say what its ops may cost, or who pays for all of them.',
    fix: 'Give fees: { max: wei }, { sponsor: paymaster } or both.',
  }),
  ValueMissing: ({ functions }: { functions: readonly string[] }): ErrorText => ({
    title: 'no bound on value',
    why: `These may carry value, but the session does not say how much in all: ${list(functions)}.`,
    fix: 'Give value: the most wei over all calls; UNLIMITED_VALUE if there is to be no such limit.',
  }),
  FunctionUnknown: ({ name, candidates }: { name: string; candidates: readonly string[] }): ErrorText => ({
    title: 'no such function',
    why: `The contract has no function ${JSON.stringify(name)}. It has: ${list(candidates)}.`,
    fix: 'Name one of these.',
  }),
  FunctionAmbiguous: ({ name, candidates }: { name: string; candidates: readonly string[] }): ErrorText => ({
    title: 'several functions of that name',
    why: `${name} can mean: ${list(candidates)}.`,
    fix: 'Write the one you mean with its argument types.',
  }),
  FunctionNotPayable: ({ functionSignature }: { functionSignature: string }): ErrorText => ({
    title: 'function takes no value',
    why: `${functionSignature} is not payable: a call with value reverts.`,
    fix: 'Leave maxValue out.',
  }),
  FunctionTextNotCanonical: ({ functionSignature }: { functionSignature: string }): ErrorText => ({
    title: 'function text not canonical',
    why: `${JSON.stringify(functionSignature)} is not how a function is written: a name, then its full argument types without spaces.`,
    fix: "Write it like 'upvotePost(uint256)', or build the permission with allow().",
  }),
  PermissionDuplicate: ({ permission, leaf }: { permission: string; leaf: Hex }): ErrorText => ({
    title: 'permission listed twice',
    why: `${permission} is in the list twice (leaf ${shortHex(leaf)}).`,
    fix: 'List it once.',
  }),
  RuleNotPossible: ({ argument, reason }: { argument: string; reason: string }): ErrorText => ({
    title: 'rule not possible',
    why: `${argument}: ${reason}.`,
    fix: 'Demand what the type of the argument allows; see docs/rules.md.',
  }),
  TooManyAlternatives: ({ count, limit }: { count: number; limit: number }): ErrorText => ({
    title: 'too many alternatives',
    why: `What is demanded of one function can be met in ${count} ways or more, each a permission of its own; ${limit} is the limit.`,
    fix: 'List values with oneOf instead of or, lower the max of every and some, or demand less of several arguments at once.',
  }),
  JsonNotValid: ({ reason }: { reason: string }): ErrorText => ({
    title: 'session JSON not valid',
    why: reason,
    fix: 'Read only what the client wrote: sessionToJson, signedGrantToJson, requestToJson, grantedToJson or historyToJson.',
  }),
  PermissionNotSupported: ({ reason }: { reason: string }): ErrorText => ({
    title: 'no session can say this',
    why: `What is asked for by ERC-7715 has no session that means the same: ${reason}.`,
    fix: 'Ask for latchkey-contract-calls, or for an ERC-20 allowance with an expiry.',
  }),
  SessionNotStarted: ({ validAfter, seconds }: { validAfter: number; seconds: number }): ErrorText => ({
    title: 'session not begun',
    why: `It starts at ${timeText(validAfter)}; asked about ${timeText(seconds)}.`,
    fix: 'Wait until it starts.',
  }),
} as const
