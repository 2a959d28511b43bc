import { network } from 'hardhat'
import { custom } from 'viem'
import { hardhat as chain } from 'viem/chains'

import { runPage } from './runPage'
import { openLoop } from './sessions/stage'
import { transportTo } from './viem/stage'

describe('docs/viem.md', () => {
  it('shows code that does what it says', async () => {
    const loop = await openLoop()
    const { opened, options, account } = loop
    await runPage('viem.md', {
      chain,
      chainTransport: custom(network.provider),
      bundlerTransport: transportTo(loop.bundler),
      ACCOUNT: account,
      OWNER_KEY: opened.owner.privateKey,
      OWNER_VALIDATOR: opened.ownerValidator,
      ENTRY_POINT: options.entryPoint.address,
      SOCIO3: await loop.chain.socio3.getAddress(),
    })
  })
})
