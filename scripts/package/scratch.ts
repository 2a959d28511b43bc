// A project outside of this one, with the package installed from its tarball as a user installs it, and what is tried there.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { keccak256 } from 'ethers'

import { RELEASE } from '../../src'
import { readText, ROOT } from '../files'
import { withChain } from './chain'
import { ENTRIES } from './entries'
import { run, runBeside } from './run'

const FILES = join(ROOT, 'scripts/package/scratch')

/** The post that the quick start votes for. */
const UPVOTED = 42

/** In the versions that this project has. */
const INSTALLED = [
  'ethers',
  'viem',
  'react',
  '@types/react',
  '@types/react-dom',
  'typescript',
  '@types/node',
  'hardhat',
  'solc',
  '@openzeppelin/contracts',
]

const STRICT = {
  target: 'es2022',
  lib: ['es2022', 'dom'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
}

/** Installs the tarball and what its users have. Scripts of packages are not run. */
export function install(folder: string, tarball: string): void {
  const { devDependencies } = JSON.parse(readText('package.json')) as { devDependencies: Record<string, string> }
  write(folder, 'package.json', JSON.stringify({ name: 'scratch', private: true }))
  const wanted = INSTALLED.map((name) => `${name}@${devDependencies[name] ?? ''}`)
  run(folder, 'npm', 'install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball, ...wanted)
}

/** An ES module and a CommonJS one, type-checked in every way of finding modules, then run: both make the same. */
export function useEverywhere(folder: string): void {
  const source = readFileSync(join(FILES, 'consumer.ts'), 'utf8')
  for (const name of ['consumer.mts', 'consumer.cts', 'consumer.ts']) write(folder, name, source)
  compile(folder, ['consumer.mts', 'consumer.cts'], { module: 'node16', moduleResolution: 'node16', outDir: 'made' })
  compile(folder, ['consumer.ts'], { module: 'esnext', moduleResolution: 'bundler', noEmit: true })
  compile(folder, ['consumer.ts'], { module: 'commonjs', moduleResolution: 'node10', noEmit: true })
  const [first = '', second] = ['made/consumer.mjs', 'made/consumer.cjs'].map((file) => run(folder, 'node', file))
  if (first !== second || first === '') throw new Error(`As a module it makes\n${first}as CommonJS\n${second ?? ''}`)
}

/** Each entry alone, by `import` and by `require`. */
export function importQuietly(folder: string): void {
  cpSync(join(FILES, 'imported.cjs'), join(folder, 'imported.cjs'))
  for (const entry of Object.keys(ENTRIES)) run(folder, 'node', 'imported.cjs', entry.replace('.', 'latchkey'))
}

/**
 * The README's quick start, as a file of a user, on a chain with an account that has no session yet. It has to leave its vote on
 * the chain, sent by the session's key, and to have asked the owner once.
 */
export async function runQuickStart(folder: string): Promise<void> {
  const [code] = /```ts\n[\s\S]*?```/.exec(readText('README.md')) ?? []
  if (code === undefined) throw new Error('The README shows no code')
  const prelude = readFileSync(join(FILES, 'prelude.ts'), 'utf8')
  write(folder, 'quickStart.mts', `${prelude}\n${code.slice('```ts\n'.length, -'```'.length)}`)
  compile(folder, ['quickStart.mts'], { module: 'node16', moduleResolution: 'node16', outDir: 'made' })
  await withChain(async (place, { votes, validators }) => {
    const printed = await runBeside(folder, { PLACE: JSON.stringify(place) }, 'node', 'made/quickStart.mjs')
    const asked = /^prompts (\d+)$/m.exec(printed)?.[1]
    if (asked !== '1') throw new Error(`The owner was asked ${asked ?? '?'} times\n${printed}`)
    const found = await votes(UPVOTED)
    if (found !== 1n) throw new Error(`Post ${UPVOTED} has ${found} votes\n${printed}`)
    const [first, ...others] = await validators()
    const isSilent = others.length > 0 && others.every((one) => one === RELEASE.validator.address)
    if (first !== place.OWNER_VALIDATOR || !isSilent)
      throw new Error(`The account's ops named ${[first, ...others].join(', ')}`)
    if (!printed.includes('call upvotePost(uint256)')) throw new Error(`The owner was shown nothing\n${printed}`)
  })
}

/** Pages whose code a user's compiler takes, each with a file here of what it takes for given. */
const PLAIN_PAGES = ['client', 'cookbook', 'moving', 'start', 'wallet']

/** The code of the pages has the types of the package; the tests run it. */
export function compilePages(folder: string): void {
  const module = { module: 'node16', moduleResolution: 'node16', noEmit: true }
  const pages = PLAIN_PAGES.map((page) => pageOf(folder, page, 'ts'))
  compile(folder, pages, module)
  // Of what else is installed there, types need not fit this project's own strictness.
  compile(folder, [pageOf(folder, 'viem', 'ts')], { ...module, skipLibCheck: true })
  const bundled = { module: 'esnext', moduleResolution: 'bundler', jsx: 'react-jsx', skipLibCheck: true, noEmit: true }
  for (const page of ['page', 'react']) compile(folder, [pageOf(folder, page, 'tsx')], bundled)
}

/** A page's code as a file, behind what it takes for given. */
function pageOf(folder: string, page: string, kind: 'ts' | 'tsx'): string {
  const blocks = readText(`docs/${page}.md`).matchAll(new RegExp('```' + kind + '\\n([\\s\\S]*?)```', 'g'))
  const name = `${page}.${kind === 'ts' ? 'mts' : 'tsx'}`
  const code = [...blocks].map(([, block = '']) => block)
  write(folder, name, [readFileSync(join(FILES, `${page}.${kind}`), 'utf8'), ...code].join('\n'))
  return name
}

/** The contracts in a Hardhat project of somebody else become the very code that is released. */
export function compileContracts(folder: string): void {
  cpSync(join(FILES, 'hardhat.config.cjs'), join(folder, 'hardhat.config.cjs'))
  rmSync(join(folder, 'contracts'), { recursive: true, force: true })
  cpSync(join(FILES, 'Vault.sol'), join(folder, 'contracts/Vault.sol'))
  run(folder, 'npx', 'hardhat', 'compile', '--quiet')
  const made = join(folder, 'artifacts/latchkey/contracts/SessionKeyValidator.sol/SessionKeyValidator.json')
  const { bytecode } = JSON.parse(readFileSync(made, 'utf8')) as { readonly bytecode: string }
  if (keccak256(bytecode) !== RELEASE.validator.initCodeHash)
    throw new Error('The packed contracts compile to other code than that of the release')
}

function compile(folder: string, files: readonly string[], options: object): void {
  write(folder, 'tsconfig.json', JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files }))
  run(folder, 'npx', 'tsc', '--project', 'tsconfig.json')
}

const write = (folder: string, name: string, text: string): void => {
  writeFileSync(join(folder, name), text)
}
