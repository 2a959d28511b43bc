// From a query to sessions: finds their ids by the tables' indexes, and folds the events that decide about them.
import { foldEvents, newHistory, sessionIn, targetsOf, type History, type SessionHistory } from 'latchkey/history'
import { alias, and, asc, eq, gte, inArray, isNull, lte, sql, union } from 'ponder'
import { db } from 'ponder:api'
import { moduleLog, session, sessionTarget } from 'ponder:schema'

import { CHAIN_ID, MODULE } from '../../settings'
import { placeText, type SessionQuery } from './SessionQuery'

/** A session as `latchkey/history` tells it, and what most want to know of its terms. */
export interface FoundSession extends SessionHistory {
  readonly validAfter: number | null
  readonly validUntil: number | null
  readonly targets: readonly string[]
}

/** Some of the sessions, by account and id. It may be short, or empty: only without `next` there is nothing more. */
export interface SessionPage {
  /** The time for which it was asked. */
  readonly at: number
  readonly sessions: readonly FoundSession[]
  /** To be given as `after`. */
  readonly next: string | null
}

type Row = Omit<typeof session.$inferSelect, 'signerWord'>

export async function findSessions(query: SessionQuery): Promise<SessionPage> {
  const { at, limit } = query
  const rows = await rowsOf(query)
  const last = rows[limit - 1]
  const history = await historyOf(rows)
  const sessions = rows.map((row) => describe(history, row)).filter((found) => found !== undefined)
  return {
    at,
    sessions: sessions.filter((found) => isAsked(query, found)),
    next: last === undefined ? null : placeText(last),
  }
}

/** What the tables can tell: all but whether an event has ended a session. */
async function rowsOf({ account, key, target, is, at, limit, after }: SessionQuery): Promise<readonly Row[]> {
  // Has the same columns, and the contract.
  const table = target === undefined ? session : (sessionTarget as unknown as typeof session)
  const { validAfter, validUntil } = table
  return await db
    .select({ account: table.account, id: table.id, validAfter, validUntil })
    .from(table)
    .where(
      and(
        target === undefined ? undefined : eq(sessionTarget.target, target),
        account === undefined ? undefined : eq(table.account, account),
        key === undefined ? undefined : eq(table.signerWord, key),
        is === 'live' ? and(lte(validAfter, at), gte(validUntil, at)) : undefined,
        after === undefined ? undefined : sql`(${table.account}, ${table.id}) > (${after.account}, ${after.id})`,
      ),
    )
    .orderBy(asc(table.account), asc(table.id))
    .limit(limit)
}

/**
 * The history as far as it decides about these sessions: their own events and, as one may replace another, what else their
 * accounts did in the same transactions; and all epochs of the accounts.
 */
async function historyOf(rows: readonly Row[]): Promise<History> {
  const empty = newHistory({ chainId: BigInt(CHAIN_ID), module: MODULE })
  if (rows.length === 0) return empty
  const own = alias(moduleLog, 'own')
  const places = sql.join(
    rows.map(({ account, id }) => sql`(${account}, ${id})`),
    sql`, `,
  )
  const transactions = db
    .select({ transactionHash: own.transactionHash, account: own.account })
    .from(own)
    .where(sql`(${own.account}, ${own.sessionId}) in (${places})`)
  const accounts = [...new Set(rows.map(({ account }) => account))]
  const logs = await union(
    db
      .select()
      .from(moduleLog)
      .where(sql`(${moduleLog.transactionHash}, ${moduleLog.account}) in ${transactions}`),
    db
      .select()
      .from(moduleLog)
      .where(and(inArray(moduleLog.account, accounts), isNull(moduleLog.sessionId))),
  )
  logs.sort((a, b) => a.blockNumber - b.blockNumber || a.index - b.index)
  return foldEvents(
    empty,
    logs.map((log) => ({ ...log, address: MODULE })),
  )
}

/** Undefined: a reorg took it between the two looks at the database. */
function describe(history: History, { account, id, validAfter, validUntil }: Row): FoundSession | undefined {
  const found = sessionIn(history, account, id)
  return found && { ...found, validAfter, validUntil, targets: targetsOf(found) }
}

function isAsked({ is, at }: SessionQuery, { state, validUntil }: FoundSession): boolean {
  if (is === undefined) return true
  const isLive = state === 'live' && (validUntil ?? 0) >= at
  return isLive === (is === 'live')
}
