// Options that several commands share, each described once.

/** An option: how it is written, what it means, and the environment variable that stands in for it. */
export interface OptionSpec {
  readonly flags: string
  readonly about: string
  readonly env?: string
}

/** @internal By the name under which a command reads it. */
export const OPTIONS = {
  rpc: { flags: '--rpc <url>', about: 'a node of the chain', env: 'LATCHKEY_RPC_URL' },
  bundler: { flags: '--bundler <url>', about: "a bundler (ERC-7769) for the owner's op", env: 'LATCHKEY_BUNDLER_URL' },
  account: { flags: '--account <address>', about: 'the smart account; as the file says, if omitted' },
  ownAccount: { flags: '--account <address>', about: 'the smart account; never taken from a file' },
  module: { flags: '--module <address>', about: 'the session module; that of this version if omitted' },
  lens: { flags: '--lens <address>', about: 'its Lens, where the module is not that of this version' },
  chain: { flags: '--chain <id>', about: 'the chain that you are on' },
  at: { flags: '--at <time>', about: "seconds since 1970, or '2026-11-26 14:00 UTC'; now if omitted" },
  words: { flags: '--words <file>', about: 'your own names: JSON of labels, currency, tokens, abis' },
  id: { flags: '--id <id>', about: 'the id of a session, in place of a file' },
  fromBlock: { flags: '--from-block <number>', about: 'the block in which the module was deployed, or one before; 0' },
  history: { flags: '--history <file>', about: 'keeps what was read of the chain, and reads on from there' },
  entryPointVersion: { flags: '--entry-point-version <version>', about: '0.7, 0.8 or 0.9; 0.7 if omitted' },
  ownerKeyFile: {
    flags: '--owner-key-file <file>',
    about: 'a file of mode 0600 with the key that owns the account; or LATCHKEY_OWNER_KEY in the environment',
  },
  ownerValidator: { flags: '--owner-validator <address>', about: 'the module of the account that checks its owner' },
  direct: { flags: '--direct', about: "no bundler: the owner's key sends a transaction itself, and pays for it" },
  print: { flags: '--print', about: 'sends nothing: prints the calls, and what can be signed in their place' },
  yes: { flags: '--yes', about: 'sends without asking' },
} as const satisfies Readonly<Record<string, OptionSpec>>

/** @internal */
export type OptionName = keyof typeof OPTIONS
