// Runs the code of a page as it stands: what it does not say is what a reader has at hand. A line `expression // => value` is an
// expectation.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileFunction } from 'node:vm'

import artifact from '@account-abstraction/contracts/artifacts/EntryPoint.json'
import { expect } from 'chai'
import * as ethers from 'ethers'
import * as hardhat from 'hardhat'
import ts from 'typescript'
import * as viem from 'viem'
import * as viemAccounts from 'viem/accounts'
import * as viemAbstraction from 'viem/account-abstraction'

import * as latchkey from '../../src'
import * as deployments from '../../src/deployments'
import * as files from '../../src/fileStore'
import * as histories from '../../src/history'
import * as browsers from '../../src/keys'
import * as testing from '../../src/testing'
import * as overViem from '../../src/viem'
import * as wallet from '../../src/wallet'

const PACKAGES: Readonly<Record<string, object>> = {
  '@account-abstraction/contracts/artifacts/EntryPoint.json': artifact,
  ethers,
  hardhat: { ethers: hardhat.ethers, network: hardhat.network },
  latchkey,
  'latchkey/browser': browsers,
  'latchkey/deployments': deployments,
  'latchkey/fileStore': files,
  'latchkey/history': histories,
  'latchkey/testing': testing,
  'latchkey/viem': overViem,
  'latchkey/wallet': wallet,
  viem,
  'viem/account-abstraction': viemAbstraction,
  'viem/accounts': viemAccounts,
}

/**
 * @param page Below docs/. Where it imports anything, it has that and no more; else all of ethers and of the client.
 * @param given What the page takes for given, by name.
 * @param results Names of its constants, separated by commas: their values are what is answered.
 */
export async function runPage(
  page: string,
  given: Readonly<Record<string, unknown>>,
  results = '',
): Promise<unknown[]> {
  const text = readFileSync(join(__dirname, '../../docs', page), 'utf8')
  const code = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block).join('\n')
  const { statements } = ts.createSourceFile('page.ts', code, ts.ScriptTarget.ES2022, true)
  const imports = statements.filter(ts.isImportDeclaration)
  const lines = statements.filter((statement) => !ts.isImportDeclaration(statement)).map((it) => expected(it, code))
  expect(lines.filter((line) => line.startsWith('expect('))).to.have.length(code.split('// =>').length - 1)
  const body = `return (async () => {\n${lines.join(';\n').replace(/^export (?=const )/gm, '')}\nreturn [${results}]\n})()`
  const { outputText } = ts.transpileModule(body, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
  const known = imports.length === 0 ? { ...ethers, ...latchkey } : Object.fromEntries(imports.flatMap(importedBy))
  const scope: Record<string, unknown> = { ...known, expect, ...given }
  const run = compileFunction(outputText, Object.keys(scope)) as (...values: unknown[]) => Promise<unknown[]>
  return await run(...Object.values(scope))
}

/** A statement; an expectation, if a value stands behind it. */
function expected(statement: ts.Statement, code: string): string {
  const [comment] = ts.getTrailingCommentRanges(code, statement.end) ?? []
  const value = /^\/\/ => (.*)$/.exec(code.slice(comment?.pos, comment?.end))?.[1]
  return comment === undefined || value === undefined
    ? statement.getText()
    : `expect(await (${statement.getText()})).to.deep.equal(${value})`
}

/** The names that it imports, each of which has to be there. */
function importedBy({ moduleSpecifier, importClause }: ts.ImportDeclaration): readonly (readonly [string, unknown])[] {
  const from = (moduleSpecifier as ts.StringLiteral).text
  const names = (importClause?.namedBindings as ts.NamedImports).elements
    .filter(({ isTypeOnly }) => !isTypeOnly)
    .map(({ name }) => name.text)
  const entries: Readonly<Record<string, unknown>> = { ...PACKAGES[from] }
  expect(entries, from).to.include.keys(names)
  return names.map((name) => [name, entries[name]] as const)
}
