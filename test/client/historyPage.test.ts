// The code of docs/history.md is run as it stands, with a node that has a small chain.
import { expect } from 'chai'

import { sessionIn, type History } from '../../src/history'
import { MODULE, NOW, SOCIO3, the } from './builders'
import { FakeNode } from './history/fakeNode'
import { ACCOUNTS, chainOf, deed, IDS } from './history/logChain'
import { runPage } from './runPage'

describe('docs/history.md', () => {
  it('reads a chain, goes on from what it kept, and answers', async () => {
    const { blocks } = chainOf([
      [deed('install'), deed('grant', 0, 1)],
      [deed('revokeAll'), deed('grant', 0, 0)],
      [deed('install', 1), deed('revoke', 1, 3)],
    ])
    const given = {
      provider: new FakeNode(blocks),
      MODULE,
      DEPLOYED: 0,
      ACCOUNT: ACCOUNTS[0],
      APP: SOCIO3,
      NOW,
      console: { log: () => undefined },
    }
    const [later] = (await runPage('history.md', given, 'later')) as [History]
    expect(the(sessionIn(later, ACCOUNTS[0], the(IDS[0]))).state).to.equal('live')
    expect(the(sessionIn(later, ACCOUNTS[1], the(IDS[3]))).state).to.equal('revoked')
  })
})
