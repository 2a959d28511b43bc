import { expect } from 'chai'
import { join } from 'node:path'
import { network } from 'hardhat'

import { sessionToJson, type Address, type Session } from '../../src'
import type { Io } from '../../src/cli/Io'
import { COMMANDS } from '../../src/cli/commands'
import { aPermission, aSession } from '../client/builders'
import { START } from '../helpers/fixture'
import { openCli } from './chainStage'
import { pageExamples, pageText, rewritePage, steady, wordsIn } from './page'
import { PAGE_FILES, PAGE_TIME, writePageFiles } from './pageFiles'

const DAY = 86_400

/** The page's second session, on the chain of the tests. */
const upvotes = (socio3: string): Session =>
  aSession({ validUntil: START + DAY, maxCalls: 20, permissions: [aPermission({ target: socio3 as Address })] })

describe('docs/cli.md', () => {
  it('shows what is printed', async () => {
    const { cli, account, opened, chain } = await openCli()
    await network.provider.send('hardhat_setBalance', [opened.owner.address, '0xde0b6b3a7640000'])
    const files = {
      'upvotes.json': JSON.stringify(sessionToJson(upvotes(await chain.socio3.getAddress()))),
      'owner.key': opened.owner.privateKey,
    }
    const folder = writePageFiles(files)
    // LATCHKEY_WRITE_PAGE=1 puts what is printed into the page.
    const isWritten = process.env['LATCHKEY_WRITE_PAGE'] === '1'
    const printed = new Map<string, string>()
    const variables: Readonly<Record<string, string>> = { $ACCOUNT: account, $VALIDATOR: opened.ownerValidator }
    for (const { line } of pageExamples()) {
      const words = wordsIn(line)
      const argv = words.map(
        (word) => variables[word] ?? (word in PAGE_FILES || word in files ? join(folder, word) : word),
      )
      const alone: Partial<Io> = { env: { LATCHKEY_RPC_URL: undefined } }
      const { out, err } = await cli(argv, { now: () => PAGE_TIME, ...(words.includes('$ACCOUNT') ? {} : alone) })
      printed.set(line, steady(`${err}${out}`.replaceAll(`${folder}/`, '')))
    }
    if (isWritten) rewritePage(printed)
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
