// Which errors are a no, and which are somebody's trouble.
import { isLatchkeyError, type ErrorCode } from '../errors'
import type { ExitCode } from './Answer'

/** Options, files and keys. */
const USAGE: readonly ErrorCode[] = [
  'ConfirmationMissing',
  'DurationNotValid',
  'FieldNotValid',
  'FileNotReadable',
  'FunctionAmbiguous',
  'FunctionUnknown',
  'JsonNotValid',
  'KeyAsArgument',
  'OwnerKeyNotUsable',
  'StoredSessionNotValid',
  'StoredVersionUnknown',
]

/** Services that do not answer, and chains that are not what they should be. */
const TROUBLE: readonly ErrorCode[] = [
  'AccountKindUnknown',
  'AccountNotDeployed',
  'AnswerNotValid',
  'BundlerOfOtherChain',
  'ChainNotLocal',
  'ChainNotRestored',
  'EntryPointUnknown',
  'GrantNotSeen',
  'HistoryOfOtherChain',
  'HistoryReorganized',
  'Interrupted',
  'LensOfOtherModule',
  'LogsNotReadable',
  'MempoolFull',
  'MethodNotSupported',
  'ModuleCodeDiffers',
  'ModuleNotDeployed',
  'ModuleVersionDiffers',
  'OwnerCallsDropped',
  'OwnerCallsPending',
  'RateLimited',
  'RevocationNotSeen',
  'ServiceNotReachable',
]

/** @internal How the process ends with an error; 3 also for what is no error of the client. */
export function exitCodeOf(thrown: unknown): ExitCode {
  if (!isLatchkeyError(thrown) || TROUBLE.includes(thrown.code)) return 3
  return USAGE.includes(thrown.code) ? 2 : 1
}
