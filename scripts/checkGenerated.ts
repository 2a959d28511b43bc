// `npm run check:contracts`: compiles everything anew, with warnings as errors, and compares what is made from that with what
// is committed: types, snapshots, ABIs, creation codes and the release. Forge must make the same bytecode as Hardhat.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import hre from 'hardhat'

import { checkAbis } from './abis'
import { checkCreationCodes } from './creationCodes'
import { report, ROOT } from './files'
import { forge } from './forge'
import { checkRelease } from './release'
import { DEPLOYED, makeSnapshots } from './snapshots'

const COMMITTED_TYPES = 'typechain-types'
const FRESH_TYPES = 'cache/typechain-types'
const FORGE_OUT = 'cache/forge/build/out'

/** Files below a folder, by relative path. */
function readTree(folder: string): ReadonlyMap<string, string> {
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

/** The paths whose text differs, or that only one side has. */
function differences(committed: ReadonlyMap<string, string>, fresh: ReadonlyMap<string, string>): readonly string[] {
  const paths = [...new Set([...committed.keys(), ...fresh.keys()])]
  return paths.filter((path) => committed.get(path) !== fresh.get(path)).sort()
}

function staleTypes(): readonly string[] {
  const advice = 'not what the contracts give; run npx hardhat clean, then npm run compile'
  const stale = differences(readTree(COMMITTED_TYPES), readTree(FRESH_TYPES))
  return stale.map((path) => `${COMMITTED_TYPES}/${path}: ${advice}`)
}

async function staleSnapshots(): Promise<readonly string[]> {
  const committed = [...readTree('snapshots')].map(([path, text]) => [`snapshots/${path}`, text] as const)
  const stale = differences(new Map(committed), await makeSnapshots())
  return stale.map((path) => `${path}: not what the contracts give; run npm run snapshots and look at what changed`)
}

/** Creation code is compared, to the byte. */
async function foreignBytecode(): Promise<readonly string[]> {
  const sources = DEPLOYED.map((contract) => contract.split(':')[0] ?? '')
  if (forge(['build', '--quiet', ...sources], 'build') !== 0) return ['forge does not build the contracts']
  const problems = DEPLOYED.map(async (contract) => {
    const [source = '', name = ''] = contract.split(':')
    const { bytecode } = await hre.artifacts.readArtifact(contract)
    const file = join(ROOT, FORGE_OUT, basename(source), `${name}.json`)
    const made = JSON.parse(readFileSync(file, 'utf8')) as { readonly bytecode: { readonly object: string } }
    return made.bytecode.object === bytecode ? [] : [`${contract}: forge makes other bytecode than Hardhat`]
  })
  return (await Promise.all(problems)).flat()
}

/** All that is checked against the compiled contracts. */
const CHECKS: readonly (() => Promise<readonly string[]> | readonly string[])[] = [
  staleTypes,
  staleSnapshots,
  checkAbis,
  checkRelease,
  checkCreationCodes,
  foreignBytecode,
]

async function main(): Promise<void> {
  rmSync(join(ROOT, FRESH_TYPES), { recursive: true, force: true })
  hre.config.typechain.outDir = FRESH_TYPES
  await hre.run('compile', { force: true, quiet: true })
  const problems: string[] = []
  for (const check of CHECKS) problems.push(...(await check()))
  report(problems, 'generated files')
}

main().catch((reason: unknown) => {
  console.error(reason)
  process.exitCode = 1
})
