// Bytes in the JSON of a history.
import type { Hex } from '../contracts'
import { refused } from '../session/jsonFields'

/** @internal Lower-case bytes, of so many if it matters. */
export function hexOf(name: string, value: unknown, length?: number): Hex {
  const digits = typeof value === 'string' ? /^0x((?:[0-9a-f]{2})*)$/.exec(value)?.[1] : undefined
  if (digits === undefined || (length !== undefined && digits.length !== 2 * length))
    throw refused(`${name} is not ${length ?? 'whole'} bytes in lower case.`)
  return `0x${digits}`
}
