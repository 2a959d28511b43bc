// What a browser gets: no modules of Node, no bytecode but where it is deployed, no addresses of anybody's server, and not too
// many bytes.
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'
import hre from 'hardhat'

import { ENTRIES, NODE_ONLY, PEERS, type Entry } from './entries'

/** Bytes of the minified bundle after gzip, without what users bring themselves. */
const BUDGETS: Readonly<Partial<Record<Entry, number>>> = {
  '.': 80_000,
  './wallet': 55_000,
  './abi': 3_000,
  './deployments': 1_000,
  './testing': 62_000,
  './history': 30_000,
  './browser': 24_000,
  './viem': 58_000,
  './react': 17_000,
}

/** The entry that deploys contracts, so that its users need not compile them. */
const DEPLOYS: readonly Entry[] = ['./testing']

/** How much of a contract's creation code is looked for. */
const SEARCHED = 64

async function bundle(folder: string, code: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents: code, resolveDir: folder },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    external: [...PEERS],
    minify: true,
    logLevel: 'silent',
    logOverride: { 'ignored-bare-import': 'silent' },
  })
  if (warnings.length > 0) throw new Error(`esbuild warns: ${warnings.map(({ text }) => text).join('; ')}`)
  return outputFiles[0]?.text ?? ''
}

/** What is wrong with the bundles that are made of the package installed in a folder. */
export async function browserProblems(folder: string): Promise<readonly string[]> {
  const problems: string[] = []
  const codes = await creationCodes()
  for (const entry of Object.keys(ENTRIES) as Entry[]) {
    const name = entry.replace('.', 'latchkey')
    if (NODE_ONLY.includes(entry)) continue
    const text = await bundle(folder, `export * from '${name}'`)
    const size = gzipSync(text).length
    const budget = BUDGETS[entry] ?? 0
    console.log(`  ${name}: ${size} bytes of at most ${budget}`)
    if (size > budget) problems.push(`${name}: ${size} bytes, the budget is ${budget}`)
    if (!DEPLOYS.includes(entry) && codes.some((code) => text.includes(code)))
      problems.push(`${name}: holds a contract's bytecode`)
    if (/\bhttps?:\/\//.test(text)) problems.push(`${name}: names a server`)
    const unused = await bundle(folder, `import '${name}'`)
    if (unused.trim() !== '') problems.push(`${name}: something is left of it where nothing is used`)
  }
  return problems
}

/** The beginnings of the contracts' creation codes, without 0x. */
async function creationCodes(): Promise<readonly string[]> {
  const artifacts = ['SessionKeyValidator', 'SessionLens'].map((name) => hre.artifacts.readArtifact(name))
  return (await Promise.all(artifacts)).map(({ bytecode }) => bytecode.slice(2, 2 + SEARCHED))
}
