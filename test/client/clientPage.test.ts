import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect } from 'chai'
import { ethers } from 'hardhat'

import { runPage } from './runPage'
import { openLoop } from './sessions/stage'

describe('docs/client.md', () => {
  it('shows code that does what it says', async () => {
    const { chain, account, bundler, ownerWith } = await openLoop()
    await runPage('client.md', {
      account,
      owner: ownerWith({}),
      bundler,
      provider: ethers.provider,
      socio3: chain.socio3,
      PAYMASTER: await chain.sponsor.getAddress(),
      console: { log: () => undefined },
    })
  })

  it('names errors that there are', () => {
    const [page, errors] = ['client.md', 'errors.md'].map((file) =>
      readFileSync(join(__dirname, '../../docs', file), 'utf8'),
    ) as [string, string]
    const [, table = ''] = /^\| code +\|.*\n([^]*?)\n\n/m.exec(page) ?? []
    const codes = [...table.matchAll(/`([A-Z]\w+)`/g)].map(([, code = '']) => code)
    expect(codes.length).to.be.above(10)
    for (const code of codes) expect(errors).to.contain(`\n### ${code}\n`)
  })
})
