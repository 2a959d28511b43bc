// Words for what the command line is given.
import type { ErrorText, NoArgs } from './ErrorText'

/** One writer per code. */
export const cliTexts = {
  KeyAsArgument: ({ argument }: { argument: string }): ErrorText => ({
    title: 'a key among the arguments',
    why: `${argument} looks like a private key or a seed phrase; arguments are seen by other programs and kept by shells.`,
    fix: 'Take that key for stolen and move what it owns; then use --owner-key-file, or LATCHKEY_OWNER_KEY in the environment. A session id goes behind --id.',
  }),
  OwnerKeyNotUsable: ({ where, reason }: { where: string; reason: string }): ErrorText => ({
    title: "owner's key not usable",
    why: `${where}: ${reason}.`,
    fix: 'Give a file of mode 0600 that holds one secp256k1 key in hex, by --owner-key-file, or the key itself in LATCHKEY_OWNER_KEY.',
  }),
  FileNotReadable: ({ where, reason }: { where: string; reason: string }): ErrorText => ({
    title: 'file not readable',
    why: `${where}: ${reason.replace(/\s+/g, ' ')}.`,
    fix: 'Give the path of a file, or - for what is piped in.',
  }),
  ConfirmationMissing: (_: NoArgs): ErrorText => ({
    title: 'nobody to ask',
    why: 'This sends what only the owner may send, and there is no terminal on which the owner could say yes.',
    fix: 'Read what it would do (--print), then give --yes.',
  }),
  ChainNotLocal: ({ reason }: { reason: string }): ErrorText => ({
    title: 'no chain of your own',
    why: `Accounts are tried on a local fork alone, where nothing is lost: ${reason}.`,
    fix: 'Start one on this machine (anvil --fork-url URL) and give its URL, at 127.0.0.1 or localhost.',
  }),
  ChainNotRestored: ({ reason, before }: { reason: string; before: string }): ErrorText => ({
    title: 'the node did not go back',
    why: `What was tried is still on the node: ${reason.replace(/\.$/, '')}.${before}`,
    fix: 'Use this fork for nothing else: end it, and start it anew.',
  }),
  Interrupted: (_: NoArgs): ErrorText => ({
    title: 'interrupted',
    why: 'It was told to stop, and undid on the node what it had tried.',
    fix: 'Run it again to its end: nothing is known of the account.',
  }),
} as const
