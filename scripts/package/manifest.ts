// What package.json says of the package, and what is packed.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { readText, ROOT } from '../files'
import { ENTRIES, nameOf, PEERS, PROGRAMS, type Entry } from './entries'

/** What may be packed: an allow-list, so that nothing goes along by mistake. */
const PACKED =
  /^(dist\/[\w/.]+\.(mjs|cjs|d\.mts|d\.cts)|contracts\/(\w+|(interfaces|lens|libraries|types)\/\w+)\.sol|docs\/(cli|clear-signing|client|compatibility|cookbook|deploying|encoding|errors|gas|grants|history|keys|moving|page|picture|react|rules|security|signers|start|testing|viem|wallet)\.md|docs\/(eip712-latchkey-grant|session-request\.schema)\.json|docs\/security-model\.svg|package\.json|(README|CHANGELOG|SECURITY)\.md|LICENSE)$/

type Manifest = {
  readonly sideEffects?: unknown
  readonly exports: Readonly<Record<string, unknown>>
  readonly typesVersions: { readonly '*': Readonly<Record<string, readonly string[]>> }
  readonly bin?: unknown
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

const conditions = (name: string): unknown => ({
  import: { types: `./dist/${name}.d.mts`, default: `./dist/${name}.mjs` },
  require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
})

/** What is wrong with package.json; empty if nothing is. */
export function manifestProblems(): readonly string[] {
  const manifest = JSON.parse(readText('package.json')) as Manifest
  const doors = Object.keys(ENTRIES) as Entry[]
  const wanted = {
    ...Object.fromEntries(doors.map((door) => [door, conditions(nameOf(door))])),
    './contracts/*': './contracts/*',
    './package.json': './package.json',
  }
  const types = Object.fromEntries(doors.slice(1).map((door) => [nameOf(door), [`./dist/${nameOf(door)}.d.cts`]]))
  return [
    ...differs('exports', manifest.exports, wanted),
    ...differs('typesVersions', manifest.typesVersions['*'], types),
    ...(manifest.sideEffects === false ? [] : ['package.json: sideEffects is not false']),
    ...differs('bin', manifest.bin, { latchkey: './dist/cli.mjs' }),
    ...differs('dependencies', Object.keys(manifest.dependencies), ['commander', 'idb-keyval']),
    ...differs('peerDependencies', Object.keys(manifest.peerDependencies), ['@openzeppelin/contracts', ...PEERS]),
  ]
}

function differs(field: string, is: unknown, wanted: unknown): readonly string[] {
  return JSON.stringify(is) === JSON.stringify(wanted)
    ? []
    : [`package.json: ${field} is not ${JSON.stringify(wanted)}`]
}

/** What is wrong with the list of packed files. */
export function packedProblems(files: readonly string[]): readonly string[] {
  const missing = [
    'LICENSE',
    'README.md',
    'docs/cli.md',
    'docs/client.md',
    'docs/compatibility.md',
    'docs/eip712-latchkey-grant.json',
    'docs/history.md',
    'docs/keys.md',
    'docs/page.md',
    'docs/react.md',
    'docs/start.md',
    'docs/testing.md',
    'docs/viem.md',
    'docs/wallet.md',
    'contracts/SessionKeyValidator.sol',
    'contracts/lens/SessionLens.sol',
  ]
    .concat((Object.keys(ENTRIES) as Entry[]).map((door) => `dist/${nameOf(door)}.mjs`))
    .concat(Object.keys(PROGRAMS).map((name) => `dist/${name}.mjs`))
    .filter((file) => !files.includes(file))
  const lost = files.filter((file) => !existsSync(join(ROOT, file)))
  return [
    ...files.filter((file) => !PACKED.test(file)).map((file) => `the package holds ${file}`),
    ...[...missing, ...lost].map((file) => `the package lacks ${file}`),
  ]
}
