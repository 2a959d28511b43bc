// `npm run bench`: measures, prints and writes bench/results/gas.json; `npm run bench -- history` does so for the reading of the
// module's events. With `--check` both write nothing, and fail when a committed figure no longer holds.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { install, type Comparison } from './compare'
import { benchHistory } from './history/benchHistory'
import { measure, type Results } from './measure'
import { buildWorld } from './world'

const FILE = join(__dirname, 'results', 'gas.json')

/** What the figures aim at. */
const GOALS: readonly [name: string, value: (results: Results) => number, goal: number][] = [
  ['sponsored, over the owner', ({ sponsored }) => sponsored.over, 5_200],
  ['selfPaid, over the owner', ({ selfPaid }) => selfPaid.over, 9_400],
  ['tenPermissions, over the owner', ({ tenPermissions }) => tenPermissions.over, 8_350],
  ['rule, over the sponsored op', ({ rule, sponsored }) => rule.over - sponsored.over, 1_200],
  ['allowance, over the sponsored op', ({ allowance, sponsored }) => allowance.over - sponsored.over, 7_700],
  ['P-256 key, over the sponsored op', ({ p256, sponsored }) => p256.over - sponsored.over, 6_200],
  ['grant of one permission', ({ grant }) => grant.one, 40_000],
  ['grant of ten permissions', ({ grant }) => grant.ten, 85_000],
  ['one rule more at grant', ({ grant }) => grant.rule - grant.one, 12_000],
  ['first use with its grant', ({ firstUse }) => firstUse.session, 175_000],
  ['bytes of the validator', ({ size }) => size.validator, 22_000],
]

const format = (n: number): string => n.toLocaleString('en')

function print(results: Results): void {
  const { sponsored, selfPaid, batch3, tenPermissions, rule, allowance, p256 } = results
  const all = { sponsored, selfPaid, batch3, tenPermissions, rule, allowance, p256 }
  const row = (name: string, { owner, session, over, bytes }: Comparison) =>
    console.log(`${name.padEnd(16)}${[owner, session, over, bytes].map((n) => format(n).padStart(11)).join('')}`)
  console.log(`${''.padEnd(16)}${['owner', 'session', 'over', 'bytes'].map((name) => name.padStart(11)).join('')}`)
  for (const [name, comparison] of Object.entries(all)) row(name, comparison)
  console.log()
  for (const [name, value, goal] of GOALS) {
    const mark = value(results) <= goal ? 'met' : 'NOT met'
    console.log(`${name.padEnd(34)}${format(value(results)).padStart(8)}  goal ${format(goal)}: ${mark}`)
  }
}

/** Each figure by its path, such as `sponsored.over`. */
function figures(value: unknown, path = ''): [path: string, figure: unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]]
  return Object.entries(value).flatMap(([key, inner]) => figures(inner, path === '' ? key : `${path}.${key}`))
}

function compareWithCommitted(results: Results): void {
  const committed = new Map(figures(JSON.parse(readFileSync(FILE, 'utf8'))))
  const measured = new Map(figures(results))
  const changed = [...new Set([...committed.keys(), ...measured.keys()])].filter(
    (path) => committed.get(path) !== measured.get(path),
  )
  for (const path of changed)
    console.error(`${path}: ${String(committed.get(path))} is committed, ${String(measured.get(path))} was measured`)
  if (changed.length === 0) {
    console.log('\nEach figure is the committed one.')
    return
  }
  console.error('Run `npm run bench` and commit bench/results/gas.json if the change is meant.')
  process.exitCode = 1
}

/** The README quotes each figure as people write it. */
function compareWithReadme(results: Results): void {
  const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8')
  const { sponsored, selfPaid, batch3, tenPermissions, rule, allowance, p256, grant, grantSigned, firstUse, size } =
    results
  const quoted = [sponsored, selfPaid, batch3, tenPermissions, rule, allowance, p256].flatMap(
    ({ owner, session, over }) => [owner, session, over],
  )
  const missing = [
    ...quoted,
    grant.one,
    grant.ten,
    grant.rule,
    grantSigned.one,
    firstUse.session,
    firstUse.newLane,
    size.validator,
  ]
    .map(format)
    .filter((n) => !readme.includes(n))
  if (missing.length === 0) return
  console.error(`README.md does not quote what was measured: ${missing.join(', ')}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const checks = process.argv.includes('--check')
  const isAboutHistory = process.argv.includes('history')
  if (!isAboutHistory) await benchGas(checks)
  if (isAboutHistory || checks) await benchHistory(checks)
}

async function benchGas(checks: boolean): Promise<void> {
  const world = await buildWorld()
  await install(world)
  const results = await measure(world)
  print(results)
  if (checks) {
    compareWithCommitted(results)
    compareWithReadme(results)
  } else writeFileSync(FILE, `${JSON.stringify(results, null, 2)}\n`)
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
