// The titles of all tests, as they run: mocha reads the files and runs none of them; of Solidity tests the functions' names.
import { join, relative, sep } from 'node:path'

import Mocha from 'mocha'

import { listFiles, readText, ROOT } from './files'

const SOLIDITY_TEST = /^\s*function ((?:test|invariant|check|prove)\w*)\(/gm

class Reader extends Mocha {
  read(): void {
    this.loadFiles()
  }
}

/** File below the root -> titles, each `describe > it`. */
export function testTitles(): ReadonlyMap<string, readonly string[]> {
  const titles = new Map<string, string[]>()
  const add = (file: string, title: string): void => {
    titles.set(file, [...(titles.get(file) ?? []), title])
  }

  const mocha = new Reader({ dryRun: true })
  for (const file of listFiles('test', ['.test.ts'])) mocha.addFile(join(ROOT, file))
  mocha.read()
  mocha.suite.eachTest((test: Mocha.Test) => {
    add(
      relative(ROOT, test.file ?? '')
        .split(sep)
        .join('/'),
      test.titlePath().join(' > '),
    )
  })
  for (const file of listFiles('test', ['.t.sol']))
    for (const [, name = ''] of readText(file).matchAll(SOLIDITY_TEST)) add(file, name)
  return titles
}
