// `npm run bench -- history`: folds a million logs, compares with a local chain, and writes bench/results/history.json. With
// `--check`, also as part of `npm run bench -- --check`, a tenth of them: the counts must be the committed ones, and time and memory
// must grow as the logs do.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { localLives } from './localLives'
import { measureHistory, type HistoryFigures, type HistoryRun } from './measureHistory'

const FILE = join(__dirname, '..', 'results', 'history.json')
const SLICE = 100_000
const ALL = 1_000_000

/** Ten times the logs may take so many times as much; for time, with what a busy machine adds. */
const TIME_RATIO_MAX = 20
const MEMORY_RATIO_MAX = 12

interface Ratios {
  readonly time: number
  readonly memory: number
}

interface Results {
  readonly slice: HistoryFigures
  readonly all: HistoryFigures
  /** Of `all` to `slice`. */
  readonly ratios: Ratios
}

const ratiosOf = (small: HistoryRun, large: HistoryRun): Ratios => ({
  time: Number((large.milliseconds / small.milliseconds).toFixed(1)),
  memory: Number((large.bytes / small.bytes).toFixed(1)),
})

function print(name: string, { figures, milliseconds, bytes }: HistoryRun): void {
  const { logs, localSessions, localSessionsAgreed, states } = figures
  const per = `${((1_000 * milliseconds) / logs).toFixed(1)} µs and ${Math.round(bytes / logs)} bytes a log`
  console.log(`${name}: ${logs.toLocaleString('en')} logs, ${per}`)
  console.log(`  of ${localSessions} sessions on the local chain, ${localSessionsAgreed} are what the chain says`)
  console.log(
    `  ${Object.entries(states)
      .map(([state, count]) => `${count.toLocaleString('en')} ${state}`)
      .join(', ')}`,
  )
}

function problemsOf(figures: readonly HistoryFigures[], { time, memory }: Ratios): string[] {
  const apart = figures.filter(({ localSessions, localSessionsAgreed }) => localSessions !== localSessionsAgreed)
  return [
    ...apart.map(({ logs }) => `of ${logs} logs: not every session is what the chain says`),
    ...(time > TIME_RATIO_MAX ? [`ten times the logs took ${time} times as long`] : []),
    ...(memory > MEMORY_RATIO_MAX ? [`ten times the logs took ${memory} times the memory`] : []),
  ]
}

/** Measures, prints, and writes or compares. */
export async function benchHistory(checks: boolean): Promise<void> {
  const lives = await localLives()
  // What the compiler of the engine does first is not measured.
  await measureHistory(lives, SLICE / 10)
  const sizes = checks ? [SLICE / 10, SLICE] : [SLICE, ALL]
  const [small, large] = [await measureHistory(lives, sizes[0] ?? 0), await measureHistory(lives, sizes[1] ?? 0)]
  print('history', large)
  const ratios = ratiosOf(small, large)
  console.log(`  ten times the logs: ${ratios.time} times as long, ${ratios.memory} times the memory`)
  const problems = problemsOf([small.figures, large.figures], ratios)
  if (checks) {
    const committed = JSON.parse(readFileSync(FILE, 'utf8')) as Results
    if (JSON.stringify(committed.slice) !== JSON.stringify(large.figures))
      problems.push(
        'the counts are not those of bench/results/history.json: run `npm run bench -- history` if that is meant',
      )
  } else {
    const results: Results = { slice: small.figures, all: large.figures, ratios }
    writeFileSync(FILE, `${JSON.stringify(results, null, 2)}\n`)
  }
  for (const problem of problems) console.error(`history: ${problem}`)
  if (problems.length > 0) process.exitCode = 1
}
