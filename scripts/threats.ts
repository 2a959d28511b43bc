// The threat map: every attack of docs/threats.md, and the tests that mount it or the line of docs/security.md that tells
// why it cannot be built. Fails if one that must be answered is not, or if the page says what is not so.
//
//   npm run threats             prints the map and checks it
//   npm run threats -- --write  also brings the links of docs/threats.md up to date
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles, readText, report, ROOT } from './files'
import { testTitles } from './testTitles'

const PAGE = 'docs/threats.md'
const SECURITY = 'docs/security.md'
const SECURITY_HEADING = '## Attacks that cannot be built here'

/** Number | text | what stands after the arrow. */
const LINE = /^(- \*\*T(\d+)\*\* (.*) →)(.*)$/gm

type Threat = {
  readonly number: number
  readonly text: string
  /** The part of the project that it waits for, if any. */
  readonly later: string | undefined
}

/** Of each number the titles, by file. */
type Tests = Map<number, Map<string, Set<string>>>

const numbersIn = (text: string): number[] => [...text.matchAll(/\bT(\d+)\b/g)].map(([, number]) => Number(number))

function readPage(page: string): Threat[] {
  return [...page.matchAll(LINE)].map(([, , number, text = '', answer = '']) => ({
    number: Number(number),
    text,
    later: /later: .+$/.exec(answer)?.[0],
  }))
}

/** How many the head of the page says there are: a line that is lost shows. */
const countSaid = (page: string): number => Number(/(\d+) attacks/.exec(page)?.[1])

/** The list at the head of the page: numbers and ranges of them. */
function mustBeAnswered(page: string): Set<number> {
  const list = /^Answered in this version, without exception:([^.]*)\./m.exec(page)?.[1] ?? ''
  const ranges = [...list.matchAll(/T(\d+)(?:-T(\d+))?/g)]
  return new Set(
    ranges.flatMap(([, from, to = from]) =>
      Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i),
    ),
  )
}

/** Threat numbers of security.md, with the sentence that each quotes. */
function impossible(): Map<number, string> {
  const section = readText(SECURITY).split(`${SECURITY_HEADING}\n`)[1]?.split('\n## ')[0] ?? ''
  const lines = section.split(/^- /m).slice(1).map(oneLine)
  return new Map(lines.map((line) => [numbersIn(line)[0] ?? 0, /because.*?"([^"]+)"/.exec(line)?.[1] ?? '']))
}

/** Text without line breaks, comment signs and Markdown's marks, so that a quotation is found however it is wrapped. */
const oneLine = (text: string): string => text.replace(/[\s/*`]+/g, ' ').trim()

/** All that the project itself says: pages and the comments of contracts. */
function ownWords(): string {
  const pages = ['README.md', ...listFiles('docs', ['.md'])].filter((file) => file !== PAGE && file !== SECURITY)
  return oneLine([...pages, ...listFiles('contracts', ['.sol'])].map(readText).join('\n'))
}

/** The titles that name each number, file by file; what differs only by EntryPoint is one. */
function testsByNumber(): Tests {
  const tests: Tests = new Map()
  for (const [file, titles] of testTitles())
    // A Solidity test's name has underscores between its words.
    for (const title of titles.map((text) => text.replaceAll('_', ' ')))
      for (const number of numbersIn(title)) {
        const files = tests.get(number) ?? new Map<string, Set<string>>()
        tests.set(number, files.set(file, (files.get(file) ?? new Set()).add(title.replace(/v0[789]/, 'v0.x'))))
      }
  return tests
}

function link(file: string): string {
  const name = file.split('/').slice(-2).join('/')
  return `[${name.replace(/\.(test\.ts|t\.sol)$/, '')}](../${file})`
}

function answerOf({ number, later }: Threat, tests: Tests): string {
  const files = [...(tests.get(number)?.keys() ?? [])].sort().map(link)
  const page = impossible().has(number) ? ['[security](security.md)'] : []
  return [...files, ...page, ...(later === undefined ? [] : [later])].join(', ')
}

function problemsOf(threats: readonly Threat[], count: number, required: ReadonlySet<number>, tests: Tests): string[] {
  const cannot = impossible()
  const words = ownWords()
  const isKnown = (number: number): boolean => number >= 1 && number <= threats.length
  const inOrder = threats.every(({ number }, i) => number === i + 1)
  const problems: string[] = []
  if (!inOrder) problems.push(`${PAGE}: does not list its threats in order, each on one line with an arrow`)
  if (threats.length !== count) problems.push(`${PAGE}: lists ${threats.length} attacks, and its head says ${count}`)
  if (required.size === 0) problems.push(`${PAGE}: does not say which threats must be answered`)
  for (const { number, later } of threats) {
    if (later !== undefined && required.has(number)) problems.push(`T${number}: must be answered in this version`)
    if (later === undefined && !tests.has(number) && !cannot.has(number))
      problems.push(`T${number}: no test names it, and no line of ${SECURITY}`)
  }
  for (const [number, files] of tests)
    if (!isKnown(number)) problems.push(`T${number}: no such threat, but ${[...files.keys()].join(', ')} names it`)
  for (const [number, sentence] of cannot) {
    if (!isKnown(number)) problems.push(`${SECURITY}: a line without the number of a threat`)
    if (tests.has(number)) problems.push(`T${number}: has a test, and ${SECURITY} says that it cannot be built`)
    if (sentence === '' || !words.includes(oneLine(sentence)))
      problems.push(`T${number}: ${SECURITY} quotes what no page and no contract says: "${sentence}"`)
  }
  return problems
}

function printMap(threats: readonly Threat[], tests: Tests): void {
  const cannot = impossible()
  for (const { number, text, later } of threats) {
    console.log(`T${number} ${text}${later === undefined ? '' : ` (${later})`}`)
    for (const [file, titles] of tests.get(number) ?? []) {
      console.log(`  ${file}`)
      for (const title of titles) console.log(`    ${title}`)
    }
    if (cannot.has(number)) console.log(`  ${SECURITY}\n    "${cannot.get(number) ?? ''}"`)
  }
}

function main(): void {
  const page = readText(PAGE)
  const threats = readPage(page)
  const tests = testsByNumber()
  printMap(threats, tests)

  const answers = threats.map((threat) => answerOf(threat, tests))
  const rest = answers.values()
  const fresh = page.replace(LINE, (_, head: string) => `${head} ${rest.next().value ?? ''}`.trimEnd())
  const problems = problemsOf(threats, countSaid(page), mustBeAnswered(page), tests)
  if (process.argv.includes('--write')) writeFileSync(join(ROOT, PAGE), fresh)
  else if (fresh !== page) problems.push(`${PAGE}: other links than tests; run npm run threats -- --write`)
  report(problems, 'threats')
}

main()
