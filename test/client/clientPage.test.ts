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
})
