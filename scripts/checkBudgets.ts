// Sizes that keep a file readable, and the first lines of every contract. What is over budget needs a page in
// docs/decisions with a line "Over budget: `path`".
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles, readText, report, ROOT } from './files'

/** The first that fits a path counts. */
const BUDGETS: readonly (readonly [prefix: string, ending: string, lines: number])[] = [
  ['contracts/libraries/', '.sol', 200],
  ['contracts/', '.sol', 300],
  ['test/', '.sol', 400],
  ['test/', '.ts', 400],
  ['src/', '.ts', 150],
  ['deploy/', '.ts', 150],
  ['scripts/', '.ts', 150],
  ['bench/', '.ts', 150],
  ['demo/', '.ts', 150],
  ['e2e/', '.ts', 150],
  ['README.md', '', 150],
]
const NPM_SCRIPTS = 22
const FIRST_LINES = '// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n'

function exceptions(): Set<string> {
  if (!existsSync(join(ROOT, 'docs/decisions'))) return new Set()
  const pages = listFiles('docs/decisions', ['.md']).map(readText).join('\n')
  return new Set([...pages.matchAll(/^Over budget: `([^`]+)`/gm)].flatMap(([, path]) => path ?? []))
}

function problemsOf(file: string, excepted: ReadonlySet<string>): string[] {
  const text = readText(file)
  const lines = text.split('\n').length - 1
  const budget = BUDGETS.find(([prefix, ending]) => file.startsWith(prefix) && file.endsWith(ending))?.[2] ?? Infinity
  const problems: string[] = []
  if (lines > budget && !excepted.has(file)) problems.push(`${file}: ${lines} lines, the budget is ${budget}`)
  if (text.includes('\t')) problems.push(`${file}: has a tab`)
  if (file.startsWith('contracts/') && file.endsWith('.sol') && !text.startsWith(FIRST_LINES))
    problems.push(`${file}: does not start with the licence and the exact pragma`)
  return problems
}

function scriptProblems(): string[] {
  const { scripts = {} } = JSON.parse(readText('package.json')) as { scripts?: Record<string, string> }
  const count = Object.keys(scripts).length
  return count > NPM_SCRIPTS ? [`package.json: ${count} scripts, the budget is ${NPM_SCRIPTS}`] : []
}

const excepted = exceptions()
const files = listFiles('.', ['.sol', '.ts', '.tsx', '.mjs', '.md', '.json', '.yml'])
report([...files.flatMap((file) => problemsOf(file, excepted)), ...scriptProblems()], 'budgets')
