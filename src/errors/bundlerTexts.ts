// Words for what bundlers, paymaster services and the way to them refuse. Where a refusal carries an error of the module or
// an AA code of the EntryPoint, that one is used instead.
import type { Address, Hex } from '../contracts'
import type { ErrorText } from './ErrorText'
import { shortHex } from './valueTexts'

type Said = { readonly message: string }

/** What a service said, as the end of a sentence. */
const said = (message: string): string => `: ${message.replace(/\s+/g, ' ').replace(/\.?\s*$/, '.')}`

const words =
  (title: string, why: string, fix: string) =>
  ({ message }: Said): ErrorText => ({ title, why: `${why}${said(message)}`, fix })

/** One writer per code. */
export const bundlerTexts = {
  ServiceNotReachable: ({ service, reason }: { service: string; reason: string }): ErrorText => ({
    title: 'service not reachable',
    why: `${service}: ${reason}.`,
    fix: 'Check the URL and the network, and try again: an op that did arrive is not sent twice.',
  }),
  AnswerNotValid: ({ method, reason }: { method: string; reason: string }): ErrorText => ({
    title: 'answer not valid',
    why: `What the service answered to ${method} cannot be used: ${reason}.`,
    fix: 'Check the URL: it has to be a node, a bundler that keeps to ERC-7769, or a paymaster service that keeps to ERC-7677.',
  }),
  BundlerOfOtherChain: ({ expected, actual }: { expected: bigint; actual: bigint }): ErrorText => ({
    title: 'bundler of another chain',
    why: `The bundler works on chain ${actual}, the session on chain ${expected}.`,
    fix: "Give the URL of a bundler for the session's chain.",
  }),
  EntryPointNotSupported: ({
    entryPoint,
    supported,
  }: {
    entryPoint: Address
    supported: readonly Address[]
  }): ErrorText => ({
    title: 'EntryPoint not supported',
    why: `The bundler does not serve EntryPoint ${entryPoint}; it serves ${supported.join(', ') || 'none'}.`,
    fix: "Use a bundler that serves the account's EntryPoint.",
  }),
  UserOpHashMismatch: ({ computed, answered }: { computed: Hex; answered: Hex }): ErrorText => ({
    title: 'another hash than this op has',
    why: `The op has the hash ${shortHex(computed)}; the bundler answered ${shortHex(answered)}.`,
    fix: 'Check chain, EntryPoint and its version; if they are right, do not trust this bundler.',
  }),
  MempoolFull: words(
    'too many ops pending',
    'A bundler holds only a few ops of one account at a time',
    'Wait until one of them is mined. Ops that somebody else keeps pending are got past by sending an op to the EntryPoint directly.',
  ),
  RateLimited: words('too many requests', 'The service asks to slow down', 'Wait, or use a plan that allows more.'),
  OpAlreadyKnown: words('op sent already', 'The bundler has this very op', 'Wait for its receipt.'),
  ReplacementUnderpriced: words(
    'the lane is taken',
    'The bundler holds another op with this nonce, and the fees of this one are not higher by enough',
    'Use another lane, wait, or pay at least a tenth more.',
  ),
  FeesTooLow: words(
    'fees too low',
    'The bundler wants more per gas',
    "Read the fees again, within what is left of the session's fees.",
  ),
  PreVerificationGasTooLow: words(
    'preVerificationGas too low',
    'The bundler wants more gas for bringing the op on chain',
    'Estimate again: it follows the price of data.',
  ),
  WindowTooShort: words(
    'about to end, or just begun',
    'A bundler takes no op whose time is nearly over or has hardly begun',
    "Wait for the next period, renew the session, or compare the chain's clock with the bundler's.",
  ),
  ExpiresTooSoon: words(
    'about to end',
    'A bundler takes no op whose time is nearly over, so sending it again does not help',
    'Renew the session, or wait for its next period; margins: { end } keeps such ops from being sent.',
  ),
  OpcodeRefused: words(
    'validation does what bundlers forbid',
    'The op breaks the rules of ERC-7562',
    'Look at the account and its other modules; a P-256 key needs a bundler that allows the precompile 0x100.',
  ),
  EntityThrottled: words(
    'throttled by the bundler',
    'Account, paymaster or factory had too many ops that were never mined',
    'Wait, or use another bundler.',
  ),
  StakeTooLow: words(
    'stake too low',
    'Paymaster or factory must have a stake with the EntryPoint',
    'Use one that is staked, or none.',
  ),
  PaymasterRefused: words('paymaster refused', 'The paymaster does not pay for this op', 'Ask whoever runs it.'),
  CallsRevert: words(
    'the calls would revert',
    'Simulated, the calls of the op revert',
    'See the contract that is called; nothing was sent, and nothing of the session is used.',
  ),
  MethodNotSupported: words(
    'method not supported',
    'The service does not know this method',
    'Use a service for ERC-4337 v0.7 or later.',
  ),
  BundlerRefused: ({ code, message }: { code: number; message: string }): ErrorText => ({
    title: 'refused by the bundler',
    why: `It said ${code}${said(message)}`,
    fix: 'See the cause.',
  }),
} as const
