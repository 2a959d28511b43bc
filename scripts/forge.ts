// `npm run test:forge`: runs forge, from the npm package made for this machine, with the arguments given. (The command that
// npm installs for it exits with 0 also when tests fail.)
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'

import { ROOT } from './files'

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64' }

/** The executable's path. */
function findForge(): string {
  const name = `@foundry-rs/forge-${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`
  try {
    return require.resolve(`${name}/bin/${process.platform === 'win32' ? 'forge.exe' : 'forge'}`)
  } catch (cause) {
    throw new Error(`forge comes from the npm package ${name}, which is not installed or does not exist`, { cause })
  }
}

/** Runs forge in the project's root. Its output is shown, or handed back. */
export function forge(args: readonly string[], output: 'show' | 'return' = 'show'): SpawnSyncReturns<string> {
  const stdio = output === 'show' ? 'inherit' : 'pipe'
  const result = spawnSync(findForge(), args, { cwd: ROOT, stdio, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (result.error !== undefined) throw result.error
  return result
}

// A status of its own also when a signal ended it.
if (require.main === module) process.exitCode = forge(process.argv.slice(2)).status ?? 1
