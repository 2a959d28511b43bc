// What the indexer says, against what is folded of the node's own logs, and what the module itself says.
import { deepStrictEqual } from 'node:assert'
import { setTimeout as pause } from 'node:timers/promises'

import { computeAddress } from 'ethers'

import {
  epochsIn,
  newHistory,
  readHistory,
  sessionsIn,
  targetsOf,
  termsOf,
  type History,
  type SessionFilter,
  type SessionHistory,
} from '../../../src/history'
import { toAddress, type Address } from '../../../src'
import type { Indexer } from './Indexer'
import type { Stage } from './Stage'

type Query = Readonly<Record<string, string>>

interface Question {
  readonly query: Query
  readonly filter: SessionFilter
  /** Of those that the filter finds. */
  readonly holds?: (session: SessionHistory) => boolean
}

/** Small, so that there are several. */
const PAGE = 4
/** More than there are. */
const SESSIONS_MAX = 500
const TRIES = 300
const PAUSE_MS = 100

/** The five questions, of everybody and everything, at three times, and some of them at once. */
function questionsFor({ accounts, keys, targets, now }: Stage): readonly Question[] {
  const hour = 3_600
  const isEnded =
    (at: number) =>
    (session: SessionHistory): boolean =>
      session.state !== 'live' || (termsOf(session)?.validUntil ?? 0) < at
  const signers = keys.map((key) => toAddress(computeAddress(key)))
  const times = [now + 60, now + 2 * hour + 1, now + 5 * hour + 1]
  return [
    { query: {}, filter: {} },
    ...accounts.map((account) => ({ query: { account }, filter: { account } })),
    ...signers.map((signer) => ({ query: { key: signer }, filter: { signer } })),
    ...targets.map((target) => ({ query: { target }, filter: { target } })),
    ...times.flatMap((at) => [
      { query: { is: 'live', at: String(at) }, filter: { liveAt: at } },
      { query: { is: 'ended', at: String(at) }, filter: {}, holds: isEnded(at) },
      ...accounts.map((account, n) => ({
        query: { is: 'live', at: String(at), account, target: targets[n % targets.length] as Address },
        filter: { liveAt: at, account, target: targets[n % targets.length] },
      })),
      ...signers.map((signer) => ({
        query: { is: 'ended', at: String(at), key: signer },
        filter: { signer },
        holds: isEnded(at),
      })),
    ]),
  ]
}

/** All pages of an answer. */
async function askAll(indexer: Indexer, query: Query): Promise<readonly unknown[]> {
  const found: unknown[] = []
  let after: string | null = null
  do {
    const { status, answer } = await indexer.ask({
      ...query,
      limit: String(PAGE),
      ...(after === null ? {} : { after }),
    })
    if (status !== 200) throw new Error(`${JSON.stringify(query)}: ${JSON.stringify(answer)}`)
    const page = answer as { readonly sessions: readonly unknown[]; readonly next: string | null }
    found.push(...page.sessions)
    if (found.length > SESSIONS_MAX) throw new Error(`${JSON.stringify(query)}: the pages do not end`)
    after = page.next
  } while (after !== null)
  return found
}

/** A session as the answer is to have it. */
function expected(session: SessionHistory): unknown {
  const { validAfter = null, validUntil = null } = termsOf(session) ?? {}
  return JSON.parse(JSON.stringify({ ...session, validAfter, validUntil, targets: targetsOf(session) }))
}

/** @returns How many sessions were in all answers together. */
async function compareOnce(indexer: Indexer, stage: Stage, history: History): Promise<number> {
  let count = 0
  for (const { query, filter, holds = () => true } of questionsFor(stage)) {
    const wanted = Array.from(sessionsIn(history, filter)).filter(holds).map(expected)
    deepStrictEqual(await askAll(indexer, query), wanted, JSON.stringify(query))
    count += wanted.length
  }
  return count
}

/** The module says the same of each session, and of each account's epoch. */
async function askModule({ module, accounts }: Stage, history: History): Promise<void> {
  for (const { account, id, state } of sessionsIn(history))
    deepStrictEqual(await module.isLive(account, id), state === 'live', `${account} ${id}`)
  for (const account of accounts) {
    const { epoch = `0x${'0'.repeat(64)}` } = epochsIn(history, account).at(-1) ?? {}
    deepStrictEqual(await module.getEpoch(account), epoch, account)
  }
}

/**
 * Waits until the indexer has caught up with the chain; all its answers must then be what the chain's logs say.
 *
 * @returns The history, and how many sessions were compared.
 */
export async function compare(indexer: Indexer, stage: Stage): Promise<{ history: History; count: number }> {
  const { provider, chainId, address, block } = stage
  const history = await readHistory(provider, newHistory({ chainId, module: address }), { fromBlock: block })
  await askModule(stage, history)
  let last: unknown
  for (let tries = 0; tries < TRIES && indexer.program.isRunning(); tries++) {
    try {
      return { history, count: await compareOnce(indexer, stage, history) }
    } catch (thrown) {
      last = thrown
    }
    await pause(PAUSE_MS)
  }
  throw new Error(`The indexer says something else, or has ended: see ${indexer.program.log}`, { cause: last })
}
