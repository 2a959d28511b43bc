// One example of every error of the command line.
import type { ErrorArgs, ErrorCode } from '../src'
import type { cliTexts } from '../src/errors/cliTexts'

/** The arguments of each example. */
export const cliSamples: { readonly [Code in ErrorCode & keyof typeof cliTexts]: ErrorArgs<Code> } = {
  ChainNotLocal: { reason: '--rpc names another machine than this one' },
  ChainNotRestored: { reason: 'it answered false to evm_revert', before: '' },
  ConfirmationMissing: {},
  FileNotReadable: { where: 'session.json', reason: 'there is no such file' },
  Interrupted: {},
  KeyAsArgument: { argument: 'Argument 3' },
  OwnerKeyNotUsable: { where: 'owner.key', reason: 'others may read or change it: its mode is 644' },
}
