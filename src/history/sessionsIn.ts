// Which sessions a history knows.
import { getAddress } from 'ethers'

import type { Address, Hex } from '../contracts'
import { encodeSigner, signerWord, toAddress, type Signer } from '../session'
import { decodeTerms } from './decodeTerms'
import { describeRecord } from './describeRecord'
import { hexMapEntries, hexMapGet } from './HexMap'
import { latestAccounts, type AccountRecord, type History } from './History'
import type { HistoryState, SessionHistory } from './SessionHistory'
import { targetsOf } from './targetsOf'

/** Which sessions are asked for: those for which all of it holds. */
export interface SessionFilter {
  readonly account?: string | undefined
  /** The session's key. */
  readonly signer?: Signer | undefined
  /** A contract that the session may call. */
  readonly target?: string | undefined
  readonly state?: HistoryState | undefined
  /** Live, and inside of its window at this time: seconds since 1970. */
  readonly liveAt?: number | undefined
}

/**
 * Every session id that a history knows, by account and id; also ids that were only revoked.
 *
 * @throws FieldNotValid: no address, no key. JsonNotValid: terms are asked for that are not the encoding of a session.
 *
 * @example
 * ```ts
 * const history = newHistory({ chainId: 1n, module: SOCIO3 })
 * Array.from(sessionsIn(history, { target: SOCIO3, liveAt: NOW }), ({ id }) => id) // => []
 * ```
 */
export function* sessionsIn(history: History, filter: SessionFilter = {}): Generator<SessionHistory, void> {
  const { account, signer, target, state, liveAt } = filter
  const key = signer === undefined ? undefined : signerWord(encodeSigner(signer))
  const contract = target === undefined ? undefined : toAddress(target)
  for (const [address, record] of accountsOf(history, account)) {
    for (const [id, kept] of hexMapEntries(record.sessions)) {
      if (key !== undefined && kept.grant?.signerWord !== key) continue
      const session = describeRecord(address, id as Hex, record, kept)
      if (state !== undefined && session.state !== state) continue
      if (contract !== undefined && !targetsOf(session).includes(contract)) continue
      if (liveAt === undefined || isLiveAt(session, liveAt)) yield session
    }
  }
}

function* accountsOf(history: History, account?: string): Generator<readonly [Address, AccountRecord], void> {
  const accounts = latestAccounts(history)
  if (account === undefined) {
    for (const [address, record] of hexMapEntries(accounts)) yield [getAddress(address) as Address, record]
    return
  }
  const address = toAddress(account)
  const record = hexMapGet(accounts, address.toLowerCase())
  if (record !== undefined) yield [address, record]
}

function isLiveAt({ state, terms }: SessionHistory, at: number): boolean {
  if (state !== 'live' || terms === undefined) return false
  return decodeTerms(terms, ({ validAfter, validUntil }) => Number(validAfter) <= at && at <= Number(validUntil))
}
