// The code of docs/keys.md is run as it stands.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect } from 'chai'
import { ethers } from 'hardhat'

import type { Sessions } from '../../src'
import { KEY } from '../client/builders'
import { runPage } from '../client/runPage'
import { openLoop } from '../client/sessions/stage'
import { inBrowser } from './browser'

describe('docs/keys.md', () => {
  it('shows code that does what it says', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-page-'))
    const KEY_FILE = join(folder, 'key')
    writeFileSync(KEY_FILE, KEY.privateKey, { mode: 0o600 })
    try {
      await inBrowser(async ({ dump }) => {
        const { account, bundler, owner, request, methods } = await openLoop()
        const given = { account, bundler, owner, provider: ethers.provider, wanted: request(), KEY_FILE }
        const [sessions] = (await runPage(
          'keys.md',
          { ...given, BUNDLER_TAKES_P256: true, show: () => undefined },
          'sessions',
        )) as [Sessions]
        sessions.close()
        expect(methods()).to.deep.equal(['sendCalls'])
        expect((await dump('latchkey-keys')).size).to.equal(1)
      })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
