// The second half of `npm run coverage`: every line and every branch of the contracts (without mocks and examples) is run by a
// test, except the gaps that are named here with their reason.
import { existsSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

import { readText, report, ROOT } from './files'

const RESULT = 'coverage/coverage-final.json'
const GAPS_MAX = 5

/** What no test can reach, or no mark shows. `line` is the text of the source line, so that a gap moves with it. */
const GAPS: readonly { readonly file: string; readonly line: string; readonly why: string }[] = [
  {
    file: 'contracts/lens/LensRuleLib.sol',
    line: 'if (class == 4) return word == 0 || word == 1;',
    why: 'SessionLens.rules asks about both values; the compiler folds what marks the second one away.',
  },
]

type FileCoverage = {
  readonly path: string
  /** Hits by line number. */
  readonly l: Readonly<Record<string, number>>
  /** Hits of each way of a branch, by branch number. */
  readonly b: Readonly<Record<string, readonly number[]>>
  readonly branchMap: Readonly<Record<string, { readonly line: number }>>
}

type Missed = { readonly file: string; readonly line: number; readonly what: 'line' | 'branch' }

function missedOf({ path, l, b, branchMap }: FileCoverage): readonly Missed[] {
  const file = relative(ROOT, join(ROOT, relative(ROOT, path)))
    .split(sep)
    .join('/')
  const lines = Object.entries(l).filter(([, hits]) => hits === 0)
  const branches = Object.entries(b).filter(([, hits]) => hits.includes(0))
  return [
    ...lines.map(([line]) => ({ file, line: Number(line), what: 'line' as const })),
    ...branches.map(([branch]) => ({ file, line: branchMap[branch]?.line ?? 0, what: 'branch' as const })),
  ]
}

function textOf({ file, line }: Missed): string {
  return (readText(file).split('\n')[line - 1] ?? '').trim()
}

function main(): void {
  if (!existsSync(join(ROOT, RESULT))) throw new Error(`${RESULT} is missing: run npm run coverage`)
  const files = Object.values(JSON.parse(readText(RESULT)) as Record<string, FileCoverage>)
  const missed = files.flatMap(missedOf)
  const isGap = (one: Missed) => GAPS.some(({ file, line }) => file === one.file && line === textOf(one))
  const problems = missed
    .filter((one) => !isGap(one))
    .map((one) => `${one.file}:${one.line}: this ${one.what} is not run by any test: ${textOf(one)}`)
  if (files.length === 0) problems.push(`${RESULT}: nothing was measured`)
  if (GAPS.length > GAPS_MAX) problems.push(`scripts/checkCoverage.ts: ${GAPS.length} gaps, the budget is ${GAPS_MAX}`)
  const lines = files.reduce((sum, { l }) => sum + Object.keys(l).length, 0)
  const branches = files.reduce((sum, { b }) => sum + Object.values(b).flat().length, 0)
  console.log(`${files.length} files, ${lines} lines, ${branches} branches, ${GAPS.length} gaps that are explained`)
  report(problems, 'coverage')
}

main()
