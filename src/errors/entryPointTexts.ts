// Words for the EntryPoint's AA codes, v0.7 to v0.9 together.
import type { ErrorWriter } from './ErrorText'

/** What a FailedOp of the EntryPoint says. */
export interface EntryPointArgs {
  /** Which op of the bundle failed. */
  readonly opIndex: number
  /** The EntryPoint's own text, such as `AA24 signature error`. */
  readonly reason: string
}

const words =
  (title: string, fix: string): ErrorWriter<EntryPointArgs> =>
  ({ opIndex, reason }) => ({ title, why: `The EntryPoint refused op ${opIndex}: ${reason}.`, fix })

/** One writer per code. */
export const entryPointTexts = {
  AA10: words('account exists already', 'Leave factory and factoryData out.'),
  AA13: words('deploying the account failed', 'Check factory, factoryData and verificationGasLimit.'),
  AA14: words('the factory made another account', 'Use the address that the factory returns as sender.'),
  AA15: words('the factory made no account', 'Check factory and factoryData.'),
  AA20: words('account not deployed', "Deploy the account with the owner's first op."),
  AA21: words(
    'account cannot pay',
    "Fund the account or its deposit with the op's worst-case fee, or use a paymaster.",
  ),
  AA22: words(
    'outside the time window',
    "The session is over, not begun, or the op claims another period: compare the chain's time with the session and sign again, or renew.",
  ),
  AA23: words(
    'validation reverted',
    'With no inner error nothing was returned: mostly verificationGasLimit is too low, above all where the op brings its grant. Else see the inner error.',
  ),
  AA24: words(
    'signature not accepted',
    'Sign the sessionDigest of this very op, chain, module and EntryPoint with the key of the session; or the module that the nonce key names is not installed on the account (any more): read isInitialized(account).',
  ),
  AA25: words('nonce not valid', 'Read the nonce of this key from the EntryPoint again.'),
  AA26: words('verification gas too low', 'Raise verificationGasLimit.'),
  AA27: words('outside the block range', 'Sessions are bound by time, not by blocks: read validUntil again.'),
  AA30: words('paymaster not deployed', 'Check the paymaster address on this chain.'),
  AA31: words('paymaster cannot pay', "The paymaster's deposit is too low: fund it, or pay from the account."),
  AA32: words('paymaster approval expired', 'Ask the paymaster for new data and sign again.'),
  AA33: words('paymaster reverted', 'See the inner error; the paymaster refused this op.'),
  AA34: words('paymaster signature not accepted', 'Ask the paymaster for new data and sign again.'),
  AA36: words('paymaster gas too low', 'Raise paymasterVerificationGasLimit.'),
  AA37: words('paymaster outside the block range', 'Ask the paymaster for new data and sign again.'),
  AA90: words('beneficiary not valid', 'Give the bundler a beneficiary other than zero.'),
  AA91: words('beneficiary refused the fees', 'Use a beneficiary that takes native tokens.'),
  AA92: words('internal function called', 'Call handleOps only.'),
  AA93: words('paymasterAndData not valid', 'Pack paymaster and both gas limits with packUserOp.'),
  AA94: words('gas values too large', 'Keep every gas value and fee below 2^120.'),
  AA95: words('bundle out of gas', 'Send handleOps with more gas than the op limits add up to.'),
  AA96: words('aggregator not valid', 'Sessions use no aggregator; check the validator in the nonce key.'),
  AA97: words('not called by the EntryPoint', 'Call handleOps only.'),
  AA98: words('paymaster not valid', 'Check the paymaster address.'),
  AA99: words('initCode too short', 'Give factory and factoryData, or neither.'),
} as const

/** An AA code that has words here. */
export type EntryPointCode = keyof typeof entryPointTexts

/** Whether a text starts with a code that has words here. */
export const entryPointCode = (reason: string): EntryPointCode | undefined => {
  const code = reason.slice(0, 4)
  return Object.hasOwn(entryPointTexts, code) ? (code as EntryPointCode) : undefined
}
