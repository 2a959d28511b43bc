// The page, by Vite: as its sources are, or built.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

import type { Processes } from '../../../e2e/processes/Processes'
import { untilAnswers } from '../../../e2e/processes/untilAnswers'
import { freePort } from '../../../scripts/freePort'
import { WEB } from './installPackages'

/** The same at each start: the page is found again, and what the browser keeps for it. */
const PORT = 5330

/** Serves the sources, on that port or the next one that is free; answers the URL. */
export async function servePage(processes: Processes, gatewayUrl: string): Promise<string> {
  return await serve(processes, gatewayUrl, viteArgs('dev'), await freePort(PORT))
}

/** Builds it into the processes' folder, and serves that. */
export async function buildAndServePage(processes: Processes, gatewayUrl: string): Promise<string> {
  const out = ['--outDir', join(processes.folder, 'page')]
  const args = [...viteArgs('build'), ...out, '--emptyOutDir', '--logLevel', 'warn']
  const env = { PATH: process.env['PATH'], HOME: processes.folder }
  const { status, error } = spawnSync(process.execPath, args, { env, stdio: 'inherit' })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`vite build exited with ${status ?? 'a signal'}`)
  return await serve(processes, gatewayUrl, [...viteArgs('preview'), ...out], await freePort())
}

async function serve(processes: Processes, gatewayUrl: string, args: readonly string[], port: number): Promise<string> {
  const place = ['--host', '127.0.0.1', '--port', String(port), '--strictPort']
  const program = processes.start('vite', process.execPath, [...args, ...place], { GATEWAY_URL: gatewayUrl })
  const url = `http://127.0.0.1:${port}/`
  await untilAnswers(program, async () => await fetch(url))
  return url
}

const viteArgs = (command: string): readonly string[] => [
  ...[join(WEB, 'node_modules/vite/bin/vite.js'), command, WEB],
  ...['--config', join(WEB, 'vite.config.mts')],
]
