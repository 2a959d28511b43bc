// `npm ci && npm test` in this folder: runs schema.sql in PostgreSQL's own code (PGlite, in this process), and compares what its views
// say with foldEvents, on random chains, with events that come twice and over reorgs.
require('ts-node/register/transpile-only')

const { deepStrictEqual } = require('node:assert')
const { readFileSync } = require('node:fs')
const { join } = require('node:path')

const { PGlite } = require('@electric-sql/pglite')
const fc = require('fast-check')

const { EVENT_TOPICS, foldEvents, newHistory, sessionsIn, targetsOf, termsOf } = require('../../src/history')
const { MODULE, NOW, SOCIO3 } = require('../../test/client/builders')
const { forks } = require('../../test/client/history/arbitraries')

const SEED = Number(process.env.FC_SEED ?? 7_579)
const CHAINS = 40
const NAMES = Object.fromEntries(Object.entries(EVENT_TOPICS).map(([name, topic]) => [topic, name]))

/** A log as a row of module_event. */
function rowOf(log) {
  const [topic, account, id, signerWord] = log.topics
  const name = NAMES[topic]
  return {
    block_number: log.blockNumber,
    block_hash: log.blockHash,
    log_index: log.index,
    transaction_hash: log.transactionHash,
    name,
    account: `0x${account.slice(26)}`,
    session_id: id,
    signer_word: signerWord,
    terms: name === 'SessionGranted' ? log.data : undefined,
    epoch: name === 'EpochChanged' ? log.data : undefined,
  }
}

async function insert(db, table, row) {
  const columns = Object.keys(row)
  const places = columns.map((_, i) => `$${i + 1}`)
  const text = `insert into ${table} (${columns}) values (${places}) on conflict do nothing`
  await db.query(
    text,
    columns.map((column) => row[column] ?? null),
  )
}

async function index(db, logs) {
  for (const log of logs) {
    const row = rowOf(log)
    await insert(db, 'module_event', row)
    if (row.terms === undefined) continue
    const { validAfter, validUntil } = termsOf(row)
    await insert(db, 'session_window', { session_id: row.session_id, valid_after: validAfter, valid_until: validUntil })
    for (const target of targetsOf(row))
      await insert(db, 'session_target', { session_id: row.session_id, target: target.toLowerCase() })
  }
}

const byKey = (a, b) => (`${a.account} ${a.id}` < `${b.account} ${b.id}` ? -1 : 1)

const keysOf = (sessions) =>
  Array.from(sessions, ({ account, id }) => ({ account: account.toLowerCase(), id })).sort(byKey)

async function compare(db, logs) {
  const history = foldEvents(newHistory({ chainId: 1n, module: MODULE }), logs)
  const { rows } = await db.query('select * from session')
  const told = rows.map((row) => ({
    account: row.account,
    id: row.session_id,
    state: row.state,
    signerWord: row.signer_word ?? undefined,
    terms: row.terms ?? undefined,
    replacedBy: row.replaced_by ?? undefined,
  }))
  const folded = Array.from(sessionsIn(history), ({ account, id, state, signerWord, terms, replacedBy }) => ({
    account: account.toLowerCase(),
    id,
    state,
    signerWord,
    terms,
    replacedBy,
  }))
  deepStrictEqual(told.sort(byKey), folded.sort(byKey))
  const named = 'select account, session_id as id from session'
  const ofTarget = await db.query(
    `${named} join session_target using (session_id) where terms is not null and target = $1`,
    [SOCIO3.toLowerCase()],
  )
  deepStrictEqual(ofTarget.rows.sort(byKey), keysOf(sessionsIn(history, { target: SOCIO3 })))
  const at = NOW + 7_000
  const where = "state = 'live' and $1 between valid_after and valid_until"
  const live = await db.query(`${named} join session_window using (session_id) where ${where}`, [at])
  deepStrictEqual(live.rows.sort(byKey), keysOf(sessionsIn(history, { liveAt: at })))
  return told
}

async function main() {
  const db = new PGlite()
  await db.exec(readFileSync(join(__dirname, 'schema.sql'), 'utf8'))
  const counts = {}
  for (const { main, other, fork } of fc.sample(forks, { seed: SEED, numRuns: CHAINS })) {
    await db.exec('delete from module_event; delete from session_window; delete from session_target')
    const logs = main.flatMap((block) => block.logs)
    await index(db, [...logs, ...logs.slice(0, 5)])
    await compare(db, logs)
    await db.query('delete from module_event where block_number > $1', [fork])
    const forked = other.flatMap((block) => block.logs)
    await index(db, forked)
    for (const { state, replacedBy } of await compare(db, forked)) {
      counts[state] = (counts[state] ?? 0) + 1
      if (replacedBy !== undefined) counts.replaced = (counts.replaced ?? 0) + 1
    }
  }
  for (const seen of ['live', 'revoked', 'renounced', 'superseded', 'uninstalled', 'replaced'])
    if (counts[seen] === undefined) throw new Error(`No session was ${seen}: FC_SEED=${SEED} shows too little`)
  console.log(`${CHAINS} chains, each with a reorg: schema.sql says what foldEvents says. ${JSON.stringify(counts)}`)
  await db.close()
}

main().catch((reason) => {
  console.error(reason)
  process.exitCode = 1
})
