// The module's events as they stand on the chain, and by what their sessions are found. How a session stands is in no table: it is
// folded of its events when somebody asks. So nothing has to be put right after a reorg but what ponder takes back by itself.
import { index, onchainTable, primaryKey } from 'ponder'

/** All that `foldEvents` wants to know of a log. Data stays hex: a stranger's text may hold what PostgreSQL refuses. */
export const moduleLog = onchainTable(
  'module_log',
  (t) => ({
    blockNumber: t.integer().notNull(),
    blockHash: t.hex().notNull(),
    transactionHash: t.hex().notNull(),
    index: t.integer().notNull(),
    topics: t.hex().array().notNull(),
    data: t.hex().notNull(),
    account: t.hex().notNull(),
    /** None: an epoch, which concerns all sessions of the account. */
    sessionId: t.hex(),
  }),
  (log) => ({
    place: primaryKey({ columns: [log.blockNumber, log.index] }),
    bySession: index().on(log.account, log.sessionId),
    byTransaction: index().on(log.transactionHash, log.account),
  }),
)

/** Every id that was granted or revoked on an account. An id is the hash of its terms: what is read of them never changes. */
export const session = onchainTable(
  'session',
  (t) => ({
    account: t.hex().notNull(),
    id: t.hex().notNull(),
    /** Who signs. None here and below: revoked without ever having been granted. */
    signerWord: t.hex(),
    /** Seconds since 1970, both inclusive. */
    validAfter: t.int8({ mode: 'number' }),
    validUntil: t.int8({ mode: 'number' }),
  }),
  (table) => ({
    place: primaryKey({ columns: [table.account, table.id] }),
    byKey: index().on(table.signerWord, table.account, table.id),
    byEnd: index().on(table.validUntil),
  }),
)

/** The same for each contract that a session may call: joined, the most popular contract would be the slowest to answer for. */
export const sessionTarget = onchainTable(
  'session_target',
  (t) => ({
    target: t.hex().notNull(),
    account: t.hex().notNull(),
    id: t.hex().notNull(),
    signerWord: t.hex(),
    validAfter: t.int8({ mode: 'number' }),
    validUntil: t.int8({ mode: 'number' }),
  }),
  (table) => ({ place: primaryKey({ columns: [table.target, table.account, table.id] }) }),
)
