import { expect } from 'chai'
import { join } from 'node:path'

import { COMMANDS } from '../../src/cli/commands'
import { pageExamples, pageText, rewritePage, wordsIn } from './page'
import { PAGE_FILES, PAGE_TIME, writePageFiles } from './pageFiles'
import { latchkey } from './stage'

/** What an example prints, from a folder with the page's files. */
async function printedBy(line: string, folder: string): Promise<string> {
  const argv = wordsIn(line).map((word) => (word in PAGE_FILES ? join(folder, word) : word))
  const { out, err } = await latchkey(argv, { now: () => PAGE_TIME })
  return `${err}${out}`.replaceAll(`${folder}/`, '')
}

describe('docs/cli.md', () => {
  it('shows what is printed', async () => {
    const folder = writePageFiles()
    const printed = new Map<string, string>()
    for (const { line } of pageExamples()) printed.set(line, await printedBy(line, folder))
    // LATCHKEY_WRITE_PAGE=1 puts it into the page.
    if (process.env['LATCHKEY_WRITE_PAGE'] === '1') rewritePage(printed)
    for (const example of pageExamples()) expect(printed.get(example.line), example.line).to.equal(example.printed)
  })

  it('has an example of every command', () => {
    const shown = pageExamples().map(({ line }) => wordsIn(line)[0])
    for (const { name } of COMMANDS) {
      expect(shown).to.include(name)
      expect(pageText()).to.contain(`\n## ${name}\n`)
    }
  })
})
