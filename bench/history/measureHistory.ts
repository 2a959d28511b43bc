// What it takes to fold logs, and whether what comes out is what the chain says.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { foldEvents, newHistory, sessionIn, sessionsIn, type History, type HistoryState } from '../../src/history'
import type { LocalLives } from './localLives'
import { syntheticLogs } from './syntheticLogs'

const SEED = 7_579
const PORTION = 10_000
const REORG_DEPTH = 128
const REVOKED = 0xffff_ffff

/** Of one number of logs. */
export interface HistoryFigures {
  readonly logs: number
  /** Of the local chain, among them. */
  readonly localLogs: number
  readonly localSessions: number
  /** Of which the chain says what the history says. */
  readonly localSessionsAgreed: number
  readonly states: Readonly<Record<HistoryState, number>>
}

/** The same, and what it took. */
export interface HistoryRun {
  readonly figures: HistoryFigures
  readonly milliseconds: number
  /** That the history alone holds on to. */
  readonly bytes: number
}

/** Folds so many logs in portions, as a reader does. The making of logs is not measured. */
export async function measureHistory(lives: LocalLives, count: number): Promise<HistoryRun> {
  const before = heapBytes()
  let history = newHistory({ chainId: 31_337n, module: lives.module })
  let milliseconds = 0
  const options = { seed: SEED, count, module: lives.module, real: lives.logs }
  for (const logs of syntheticLogs(options, PORTION)) {
    const last = logs[logs.length - 1]?.blockNumber ?? 0
    const start = performance.now()
    history = foldEvents(history, logs, { final: last - REORG_DEPTH })
    milliseconds += performance.now() - start
  }
  const bytes = heapBytes() - before
  return { figures: await figuresOf(history, lives, count), milliseconds, bytes }
}

async function figuresOf(history: History, lives: LocalLives, logs: number): Promise<HistoryFigures> {
  const states = { live: 0, revoked: 0, renounced: 0, superseded: 0, uninstalled: 0 }
  for (const { state } of sessionsIn(history)) states[state]++
  let agreed = 0
  for (const place of lives.places) {
    const { isLive, marker } = await lives.ask(place)
    const state = sessionIn(history, place.account, place.id)?.state
    if (isLive === (state === 'live') && (marker === REVOKED) === (state === 'revoked')) agreed++
  }
  const { length: localSessions } = lives.places
  return { logs, localLogs: lives.logs.length, localSessions, localSessionsAgreed: agreed, states }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function heapBytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
