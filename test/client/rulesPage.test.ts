// The code of docs/rules.md is run as it stands; a line `expression // => value` is an expectation.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'

import { expect } from 'chai'
import * as ethers from 'ethers'
import ts from 'typescript'

import * as latchkey from '../../src'
import * as builders from './builders'

const text = readFileSync(join(__dirname, '../../docs/rules.md'), 'utf8')

/** What the page takes for given. */
const SCOPE: Readonly<Record<string, unknown>> = {
  ...ethers,
  ...latchkey,
  expect,
  now: builders.NOW,
  KEY_ADDRESS: builders.KEY_ADDRESS,
  ...Object.fromEntries(
    ['ALICE', 'BOB', 'TOKEN', 'FEED', 'BOARD', 'VAULT'].map((name, i) => [name, builders.anAddress(0x2001 + i)]),
  ),
}

/** A statement; an expectation, if a value stands behind it. */
function expected(statement: ts.Statement, code: string): string {
  const [comment] = ts.getTrailingCommentRanges(code, statement.end) ?? []
  const value = /^\/\/ => (.*)$/.exec(code.slice(comment?.pos, comment?.end))?.[1]
  return comment === undefined || value === undefined
    ? statement.getText()
    : `expect(${statement.getText()}).to.deep.equal(${value})`
}

describe('docs/rules.md', () => {
  it('shows code that does what it says', () => {
    const code = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block).join('\n')
    const { statements } = ts.createSourceFile('rules.ts', code, ts.ScriptTarget.ES2022, true)
    const lines = statements.map((statement) => expected(statement, code))
    expect(lines.filter((line) => line.startsWith('expect('))).to.have.length(code.split('// =>').length - 1)
    const { outputText } = ts.transpileModule(lines.join(';\n'), {
      compilerOptions: { target: ts.ScriptTarget.ES2022 },
    })
    const run = compileFunction(outputText, Object.keys(SCOPE)) as (...scope: unknown[]) => void
    run(...Object.values(SCOPE))
  })
})
