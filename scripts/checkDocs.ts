// The pages keep their word: numbered promises have tests that exist, links and named files lead somewhere, docs/errors.md is
// what src/errors says, docs/compatibility.md what e2e/results says. `--write` renders these two anew.
import { existsSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'

import { format, resolveConfig } from 'prettier'

import { pageText, writePage } from '../e2e/compatibility/page'
import { sessionKeyValidatorInterface, sessionLensInterface } from '../src'
import { listFiles, readText, report, ROOT } from './files'
import { anchorsOf, isNamed, linksOf, pathsOf, promisesOf, proseOf, testsOf, type Promised } from './markdown'
import { renderErrors } from './renderErrors'
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

async function errorsText(): Promise<string> {
  const options = await resolveConfig(join(ROOT, ERRORS))
  return await format(renderErrors(), { ...options, parser: 'markdown' })
}

/** A page that is made is what it is made from. */
function madePageProblems(page: string, text: string, remedy: string): string[] {
  const isMade = existsSync(join(ROOT, page)) && readText(page) === text
  return isMade ? [] : [`${page}: not what it is made from; run ${remedy}`]
}

async function main(): Promise<void> {
  const [errors, compatibility] = [await errorsText(), await pageText()]
  if (process.argv.includes('--write')) {
    writeFileSync(join(ROOT, ERRORS), errors)
    await writePage()
  }
  const [spec, security] = [promisesOf(SPEC), promisesOf(SECURITY)]
  const problems = [
    ...madePageProblems(ERRORS, errors, 'npm run check:docs -- --write'),
    ...madePageProblems(COMPATIBILITY, compatibility, 'npm run check:docs -- --write'),
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
