// The epochs of an account.
import { toAddress } from '../session'
import { epochAt } from './describeRecord'
import { hexMapGet } from './HexMap'
import { latestAccounts, type EpochRecord, type History } from './History'

/**
 * Each epoch word that an account has had, the present one last. An odd counter, the last 32 bits, means installed. Empty: the
 * module was never on it.
 *
 * @throws FieldNotValid: no address.
 *
 * @example
 * ```ts
 * epochsIn(newHistory({ chainId: 1n, module: SOCIO3 }), SOCIO3) // => []
 * ```
 */
export function epochsIn(history: History, account: string): readonly EpochRecord[] {
  const record = hexMapGet(latestAccounts(history), toAddress(account).toLowerCase())
  if (record === undefined) return []
  return Array.from({ length: record.epochCount }, (_, place) => epochAt(record, place) as EpochRecord)
}
