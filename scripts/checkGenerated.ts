// Compiles everything anew, with warnings as errors, and compares the types made from it with those that are committed.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import hre from 'hardhat'
import { report, ROOT } from './files'

const COMMITTED = 'typechain-types'
const FRESH = 'cache/typechain-types'

/** Files below a folder, by relative path. */
function readTree(folder: string): Map<string, string> {
  const root = join(ROOT, folder)
  if (!existsSync(root)) return new Map()
  const files = readdirSync(root, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(root.length + 1), readFileSync(path, 'utf8')]
    }),
  )
}

async function main(): Promise<void> {
  rmSync(join(ROOT, FRESH), { recursive: true, force: true })
  hre.config.typechain.outDir = FRESH
  await hre.run('compile', { force: true, quiet: true })
  const [committed, fresh] = [readTree(COMMITTED), readTree(FRESH)]
  const stale = [...new Set([...committed.keys(), ...fresh.keys()])].filter(
    (path) => committed.get(path) !== fresh.get(path),
  )
  report(
    stale
      .sort()
      .map((path) => `${COMMITTED}/${path}: not what the contracts give; run npx hardhat clean, then npm run build`),
    'generated types',
  )
}

main().catch((reason: unknown) => {
  console.error(reason)
  process.exitCode = 1
})
