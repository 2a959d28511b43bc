// `npm run check:package`: builds and packs the package, looks at it with the usual tools, and uses it in a project of its own
// as an app, a wallet and another Hardhat project would. Leaves dist/ as it was built.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { build } from './build'
import { report, ROOT } from './files'
import { browserProblems } from './package/browser'
import { manifestProblems, packedProblems } from './package/manifest'
import { run } from './package/run'
import { compileContracts, compilePages, importQuietly, install, runQuickStart, useEverywhere } from './package/scratch'

/** Bytes of the tarball. */
const PACKED_MAX = 680_000

type Packed = {
  readonly filename: string
  readonly size: number
  readonly files: readonly { readonly path: string }[]
}

/** What is wrong, by what was looked at; a step that throws is one problem. */
async function problemsOf(name: string, look: () => Promise<readonly string[]> | readonly string[]): Promise<string[]> {
  const start = Date.now()
  try {
    const problems = await look()
    console.log(`${name}: ${((Date.now() - start) / 1_000).toFixed(1)} s`)
    return problems.map((problem) => `${name}: ${problem}`)
  } catch (thrown) {
    return [`${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}`]
  }
}

/** Looks by something that throws. */
const passes = (look: () => unknown) => (): readonly string[] => {
  look()
  return []
}

async function check(folder: string): Promise<string[]> {
  const [packed] = JSON.parse(run(ROOT, 'npm', 'pack', '--json', '--pack-destination', folder)) as [Packed]
  const tarball = join(folder, packed.filename)
  const problems = packedProblems(packed.files.map(({ path }) => path))
  const size = packed.size > PACKED_MAX ? [`${packed.size} bytes, the budget is ${PACKED_MAX}`] : []
  const looks: readonly [name: string, look: () => Promise<readonly string[]> | readonly string[]][] = [
    ['package.json', manifestProblems],
    ['files', () => [...problems, ...size]],
    ['publint', passes(() => run(ROOT, 'npx', 'publint', tarball, '--strict'))],
    ['are the types wrong', passes(() => run(ROOT, 'npx', 'attw', tarball))],
    ['install', passes(() => install(folder, tarball))],
    ['browser', async () => await browserProblems(folder)],
    ['import', passes(() => importQuietly(folder))],
    ['use', passes(() => useEverywhere(folder))],
    ['pages', passes(() => compilePages(folder))],
    ['quick start', async () => (await runQuickStart(folder), [])],
    ['contracts', passes(() => compileContracts(folder))],
  ]
  const found: string[] = []
  for (const [name, look] of looks) found.push(...(await problemsOf(name, look)))
  return found
}

async function main(): Promise<void> {
  await build()
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-package-'))
  try {
    report(await check(folder), 'package')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

main().catch((reason: unknown) => {
  console.error(reason)
  process.exitCode = 1
})
