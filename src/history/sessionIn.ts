// One session of a history.
import { toAddress, toSessionId } from '../session'
import { describeRecord } from './describeRecord'
import { hexMapGet } from './HexMap'
import { latestAccounts, type History } from './History'
import type { SessionHistory } from './SessionHistory'

/**
 * What happened to a session id on an account; undefined: nothing did.
 *
 * @throws FieldNotValid: no address, or no 32 bytes.
 *
 * @example
 * ```ts
 * sessionIn(newHistory({ chainId: 1n, module: SOCIO3 }), SOCIO3, ZeroHash) // => undefined
 * ```
 */
export function sessionIn(history: History, account: string, id: string): SessionHistory | undefined {
  const address = toAddress(account)
  const known = toSessionId(id)
  const record = hexMapGet(latestAccounts(history), address.toLowerCase())
  const session = record === undefined ? undefined : hexMapGet(record.sessions, known)
  return record === undefined || session === undefined ? undefined : describeRecord(address, known, record, session)
}
