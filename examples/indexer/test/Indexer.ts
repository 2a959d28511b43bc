// The example as somebody would have it who copied it: in a folder of its own, as a process of its own.
import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Processes, Program } from '../../../e2e/processes/Processes'
import { untilAnswers } from '../../../e2e/processes/untilAnswers'
import { freePort } from '../../../scripts/freePort'
import type { Stage } from './Stage'

/** The folder of the example. */
export const EXAMPLE = join(__dirname, '..')

const SOURCES = join(EXAMPLE, '../../src')
const OWN = ['package.json', 'tsconfig.json', 'ponder.config.ts', 'ponder.schema.ts', 'settings.ts', 'src']

/** An indexer that runs. */
export interface Indexer {
  readonly program: Program
  /** What it answers to a query. */
  readonly ask: (
    query: Readonly<Record<string, string>>,
  ) => Promise<{ readonly status: number; readonly answer: unknown }>
}

/** Copies the example, or what somebody made of it: the example's `latchkey` is the sources of this repository. */
export function copyIndexer(from: string, into: string): string {
  const copy = join(into, 'indexer')
  for (const name of OWN) cpSync(join(from, name), join(copy, name), { recursive: true })
  symlinkSync(join(from, 'node_modules'), join(copy, 'node_modules'))
  if (from !== EXAMPLE) return copy
  const paths = {
    'latchkey/deployments': [join(SOURCES, 'deployments.ts')],
    'latchkey/*': [join(SOURCES, '*/index.ts')],
  }
  const settings = { extends: join(EXAMPLE, 'tsconfig.json'), compilerOptions: { paths }, include: ['*.ts', 'src'] }
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify(settings))
  return copy
}

/** Starts the copy on a free port of 127.0.0.1, and waits until it answers. */
export async function startIndexer(processes: Processes, copy: string, stage: Stage): Promise<Indexer> {
  const port = await freePort()
  const place = ['--root', copy, '--hostname', '127.0.0.1', '--port', String(port)]
  const { DATABASE_URL } = process.env
  const program = processes.start(
    'ponder',
    join(copy, 'node_modules/.bin/ponder'),
    ['start', '--schema', `check_${process.pid}`, ...place],
    {
      CHAIN_ID: String(stage.chainId),
      MODULE: stage.address,
      RPC_URL: stage.url,
      START_BLOCK: String(stage.block),
      PONDER_TELEMETRY_DISABLED: 'true',
      ...(DATABASE_URL === undefined ? {} : { DATABASE_URL }),
    },
  )
  const url = `http://127.0.0.1:${port}`
  await untilAnswers(program, async () => {
    const { ok } = await fetch(`${url}/ready`)
    if (!ok) throw new Error('It has yet to read what there is')
  })
  return {
    program,
    ask: async (query) => {
      const response = await fetch(`${url}/sessions?${new URLSearchParams(query).toString()}`)
      return { status: response.status, answer: await response.json() }
    },
  }
}
