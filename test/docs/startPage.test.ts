import { expect } from 'chai'
import { ethers } from 'hardhat'

import { runPage } from '../client/runPage'
import { openLoop } from '../client/sessions/stage'

const POST = 2

describe('docs/start.md', () => {
  it('shows code that votes after one prompt, and says what is approved and why a call is refused', async () => {
    const { chain, account, bundler, owner, methods } = await openLoop()
    for (let i = 0; i <= POST; i++) await chain.socio3.createPost(`Post ${i}`)
    const shown: string[] = []
    await runPage('start.md', {
      JsonRpcProvider: function provider() {
        return ethers.provider
      },
      rpcBundler: () => bundler,
      eip1193Owner: () => owner,
      window: {},
      CHAIN_URL: 'the chain',
      BUNDLER_URL: 'the bundler',
      ACCOUNT: account,
      SOCIO3: await chain.socio3.getAddress(),
      POST,
      show: (text: string) => shown.push(text),
    })
    expect((await chain.socio3.getPost(POST)).votes).to.equal(1n)
    // To grant, and to revoke.
    expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
    expect(shown[0]).to.contain('call upvotePost(uint256) on')
    expect(shown.at(-1)).to.equal('Call what the session allows, or ask the owner for a session that allows this.')
  })
})
