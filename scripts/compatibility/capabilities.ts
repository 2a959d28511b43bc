// What is tried of an account, in the order of the page. Each check of an account is about one of these.

/** By a name that stays, and in words. */
export const CAPABILITIES = {
  install: 'one prompt installs the module and grants',
  deploy: 'the same op deploys the account',
  reload: 'an app that starts again finds the session, without a prompt',
  use: 'ops of the session, without a prompt',
  batch: 'several calls in one op, all or none',
  pending: 'ten and twenty calls at once, where the bundler holds four ops of an account',
  estimates: "the client's gas estimates are enough as they are",
  opGrant: 'an op of the owner grants another session',
  signedGrant: "a signature of the owner grants; the session's first op brings it",
  sponsor: 'a sponsor pays, and the account pays nothing',
  reasons: "the bundler passes on the module's reason for a refusal",
  rsaKey: 'a session key of RSA, by a verifier of ERC-7913',
  p256Refused: 'an op of a P-256 session key is refused by this bundler, which misses code at the precompile',
  p256Key: 'an op of a P-256 session key, where the bundler takes the precompile for a contract',
  outside: 'calls outside the session are refused',
  limits: 'what is beyond a limit of calls, value or fees is refused',
  rules: 'an argument that breaks a rule is refused',
  times: 'a session that has not begun, and the limits of a period',
  allowance: 'tokens within an allowance are sent, beyond it refused',
  expiry: 'the last seconds of a session are refused',
  revoke: 'a session that was revoked is refused',
  revokeAll: 'revokeAll ends all sessions',
  uninstall: 'the module goes, and its sessions with it',
  reinstall: 'the module comes back, and no session of before',
  otherValidators: "the account's other validators stay",
  erc7562: 'validators that break the rules of ERC-7562 are refused beside it',
  viem: "a session by `latchkey/viem`, from viem's bundler client and a smart account of viem's shape",
  conforms: 'the tests that this package has for accounts',
  conformCommand: 'the command line tries it without a key of its owner (`latchkey conform`)',
  prompts: 'what the owner is shown was looked at',
  gas: "the same call was paid for, by the owner's op and by the session's",
  own: 'what only this kind of account does',
} as const

export type Capability = keyof typeof CAPABILITIES
export const CAPABILITY_NAMES = Object.keys(CAPABILITIES) as readonly Capability[]
