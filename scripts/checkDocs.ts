// The pages keep their word: numbered promises have tests that exist, links and named files lead somewhere, code is run, docs/errors.md
// is what src/errors says, docs/gas.md what the bench measured, docs/compatibility.md what e2e/results says. `--write` renders these anew.
import { existsSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'

import { format, resolveConfig } from 'prettier'

import { pageText } from './compatibility/page'
import { sessionKeyValidatorInterface, sessionLensInterface } from '../src'
import { listFiles, readText, report, ROOT } from './files'
import { anchorsOf, isNamed, linksOf, pathsOf, promisesOf, proseOf, testsOf, type Promised } from './markdown'
import { renderErrors } from './renderErrors'
import { codeProblems } from './site/codeProblems'
import { movingProblems } from './site/movingProblems'
import { renderGas } from './site/renderGas'
import { testTitles } from './testTitles'

const SPEC = 'docs/spec.md'
const SECURITY = 'docs/security.md'
const ERRORS = 'docs/errors.md'
const COMPATIBILITY = 'docs/compatibility.md'
const INVARIANTS = 18
const MADE_BY_COMMANDS = /^(artifacts|cache|coverage|deploy\/deployments|deploy\/verification)\//

const pages = listFiles('.', ['.md'])

/** Every test that any page names exists. */
function testProblems(): string[] {
  const titles = testTitles()
  return pages.flatMap((page) =>
    testsOf(page)
      .filter(({ file, title }) => !(titles.get(file) ?? []).some((full) => isNamed(full, title)))
      .map(({ file, title }) => `${page}: no test "${title}" in ${file}`),
  )
}

/** Numbers ascend, and each promise has a test. */
function promiseProblems(page: string, promises: readonly Promised[]): string[] {
  const order = ({ id }: Promised): number =>
    id
      .replace(/^\D/, '')
      .split('.')
      .reduce((sum, part) => sum * 1_000 + Number(part), 0)
  return promises.flatMap((promised, i) => {
    const before = promises[i - 1]
    const problems = promised.tests.length === 0 ? [`${page}: ${promised.id} names no test`] : []
    if (before !== undefined && order(before) >= order(promised))
      problems.push(`${page}: ${promised.id} does not come after ${before.id}`)
    return problems
  })
}

/** The specification speaks of every function, event and error of the module and the Lens. */
function vocabularyProblems(): string[] {
  const text = proseOf(SPEC)
  const names = [sessionKeyValidatorInterface, sessionLensInterface].flatMap(({ fragments }) =>
    fragments.flatMap((fragment) => ('name' in fragment ? [String(fragment.name)] : [])),
  )
  return [...new Set(names)]
    .filter((name) => !new RegExp(`\\b${name}\\b`).test(text))
    .map((name) => `${SPEC}: says nothing about ${name}`)
}

/** The invariants are all there, each once. */
function invariantProblems(promises: readonly Promised[]): string[] {
  const ids = promises.map(({ id }) => id)
  const missing = Array.from({ length: INVARIANTS }, (_, i) => `I${i + 1}`).filter((id) => !ids.includes(id))
  return missing.map((id) => `${SECURITY}: ${id} is missing`)
}

function linkProblems(page: string): string[] {
  const links = linksOf(page).filter((target) => !/^[a-z]+:/.test(target))
  const broken = links.filter((target) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : posix.join(posix.dirname(page), path)
    if (!existsSync(join(ROOT, file))) return true
    return anchor !== undefined && !(file.endsWith('.md') && anchorsOf(file).has(anchor))
  })
  const lost = pathsOf(page).filter((path) => !existsSync(join(ROOT, path)) && !MADE_BY_COMMANDS.test(path))
  return [...broken.map((target) => `link ${target}`), ...lost.map((path) => `path ${path}`)].map(
    (what) => `${page}: ${what} leads nowhere`,
  )
}

/** Pages that are made of something else say what that says. */
async function madePageProblems(page: string, rendered: string, source: string, write: boolean): Promise<string[]> {
  const path = join(ROOT, page)
  const options = await resolveConfig(path)
  const text = await format(rendered, { ...options, parser: 'markdown' })
  if (write) writeFileSync(path, text)
  return existsSync(path) && readText(page) === text
    ? []
    : [`${page}: not what ${source} says; run npm run check:docs -- --write`]
}

async function main(): Promise<void> {
  const write = process.argv.includes('--write')
  const made = [
    ...(await madePageProblems(ERRORS, renderErrors(), 'src/errors', write)),
    ...(await madePageProblems('docs/gas.md', renderGas(), 'bench/results/gas.json', write)),
    ...(await madePageProblems(COMPATIBILITY, await pageText(), 'e2e/results', write)),
  ]
  const [spec, security] = [promisesOf(SPEC), promisesOf(SECURITY)]
  const problems = [
    ...made,
    ...codeProblems(pages),
    ...movingProblems(),
    ...promiseProblems(SPEC, spec),
    ...vocabularyProblems(),
    ...promiseProblems(SECURITY, security),
    ...invariantProblems(security),
    ...pages.flatMap(linkProblems),
    ...testProblems(),
  ]
  report(problems, `docs (${spec.length} requirements, ${security.length} invariants, ${pages.length} pages)`)
}

main().catch((reason: unknown) => {
  console.error(reason)
  process.exitCode = 1
})
