// --entry-point-version.
import { notValid } from '../session/fields'
import type { EntryPointVersion } from '../userOp'
import type { Given } from './Given'

/** @internal 0.7, with which a session can cost most, if omitted. */
export function entryPointVersionOf(given: Given): EntryPointVersion {
  const version = given.text('entryPointVersion') ?? '0.7'
  if (version === '0.7' || version === '0.8' || version === '0.9') return version
  throw notValid('--entry-point-version', version, '0.7, 0.8 or 0.9')
}
