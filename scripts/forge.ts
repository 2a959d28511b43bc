// `npm run test:forge`: runs forge, from the npm package made for this machine, with the arguments given. (The command that
// npm installs for it exits with 0 also when tests fail.) Its tests deploy Hardhat's artifacts, which are made first.
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

function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): SpawnSyncReturns<Buffer> {
  const result = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } })
  if (result.error !== undefined) throw result.error
  return result
}

/** Runs forge in the project's root under a profile of foundry.toml; its exit status, 1 if a signal ended it. */
export function forge(args: readonly string[], profile = 'default'): number {
  return run(findForge(), args, { FOUNDRY_PROFILE: profile }).status ?? 1
}

function main(args: readonly string[]): number {
  const hardhat = require.resolve('hardhat/internal/cli/bootstrap')
  const compiled = args[0] === 'test' ? run(process.execPath, [hardhat, 'compile', '--quiet'], {}).status : 0
  return compiled === 0 ? forge(args) : 1
}

if (require.main === module) process.exitCode = main(process.argv.slice(2))
