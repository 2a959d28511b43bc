// The command line as a process.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { build } from 'esbuild'

import { fileWith } from './stage'

const ROOT = join(__dirname, '../..')

/** What a process left behind; without a code where a signal ended it. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** The program in one file: each process begins at once. */
export async function buildProgram(): Promise<string> {
  const outfile = fileWith('', 'latchkey.cjs')
  const entryPoints = [join(ROOT, 'src/cli/main.ts')]
  await build({ entryPoints, outfile, bundle: true, platform: 'node', packages: 'external', logLevel: 'silent' })
  return outfile
}

/** @param before Code that is run first: it throws later, where nobody waits for it. */
export function start(program: string, argv: readonly string[], before = ''): ChildProcess {
  const env = { PATH: process.env['PATH'], NODE_PATH: join(ROOT, 'node_modules') }
  return spawn(process.execPath, ['-r', fileWith(before, 'before.js'), program, ...argv], { env })
}

/** Waits for its end. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const printed = { out: '', err: '' }
  child.stdout?.on('data', (text) => void (printed.out += String(text)))
  child.stderr?.on('data', (text) => void (printed.err += String(text)))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...printed }
}
