// Files with keys are their user's alone.
import type { Stats } from 'node:fs'

import { LatchkeyError } from '../errors'

/** Any right of somebody else. */
const OTHERS = 0o077

/**
 * @internal Windows has no such modes.
 *
 * @throws StoredKeyExposed.
 */
export function refuseExposed(where: string, { mode }: Pick<Stats, 'mode'>): void {
  if (process.platform === 'win32' || (mode & OTHERS) === 0) return
  throw new LatchkeyError('StoredKeyExposed', { where, mode: (mode & 0o777).toString(8) })
}
