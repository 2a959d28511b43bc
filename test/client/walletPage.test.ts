import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect } from 'chai'
import { ethers } from 'hardhat'

import type { Call, GrantTypedData } from '../../src'
import { FINDINGS } from '../../src/verdict/Finding'
import { the } from './builders'
import { runPage } from './runPage'
import { openLoop } from './sessions/stage'

describe('docs/wallet.md', () => {
  it('shows code that does what it says', async () => {
    const { chain, account, owner, open, request } = await openLoop()
    await runPage('wallet.md', {
      account,
      provider: ethers.provider,
      execute: async (calls: readonly Call[]) =>
        await (await owner.sendCalls({ chainId: chain.chainId, account, calls })).wait(),
      sign: async (grant: GrantTypedData) => await the(owner.signTypedData)(grant),
      app: await open(),
      wanted: request(),
      socio3: { address: await chain.socio3.getAddress(), abi: ['function upvotePost(uint256)'] },
    })
  })

  it('lists every finding under its severity', () => {
    const page = readFileSync(join(__dirname, '../../docs/wallet.md'), 'utf8')
    for (const severity of ['refusal', 'warning', 'note']) {
      const [, codes = ''] = new RegExp(`^\\| ${severity} +\\|[^|]*\\|(.*)\\|$`, 'm').exec(page) ?? []
      const listed = [...codes.matchAll(/`(\w+)`/g)].map(([, code]) => code)
      const found = Object.entries(FINDINGS).filter(([, [of]]) => of === severity)
      expect(listed).to.have.members(found.map(([code]) => code))
    }
  })
})
