// What was found, and what docs/compatibility.md says: they are the same, or the page is written anew.
import { readCommitted, writeCommitted } from '../../scripts/compatibility/committed'
import { differences, merged } from '../../scripts/compatibility/differences'
import type { AccountRow } from '../../scripts/compatibility/Findings'
import { writePage } from '../../scripts/compatibility/page'
import type { Report } from './Report'

/** What to do with what was found. */
export interface CommittedOptions {
  readonly found: readonly AccountRow[]
  /** Whether every account was tried: then there is no other one that is committed. */
  readonly isWhole: boolean
  readonly isWriting: boolean
}

export async function checkCommitted(report: Report, options: CommittedOptions): Promise<void> {
  const { found, isWhole, isWriting } = options
  if (report.failed > 0) {
    console.log('\n  Not compared with docs/compatibility.md: something has failed')
    return
  }
  const committed = readCommitted()
  await report.scene('docs/compatibility.md', async (check) => {
    if (isWriting)
      await check('committed', 'is written', async () => {
        writeCommitted(merged(committed, options))
        await writePage()
      })
    else
      await check('committed', 'says what was found', async () => {
        const all = differences(committed, { found, isWhole })
        if (all.length > 0) throw new Error(`${all.join('\n')}\nIf it is meant: npm run e2e -- --write`)
        await Promise.resolve()
      })
  })
}
