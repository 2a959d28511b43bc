// Twenty calls at once.
import { expect } from 'chai'

import { type SentOp } from '../../../src'
import { VERSIONS } from '../../helpers/fixture'
import { upvote } from '../../helpers/session'
import { openStage } from './stage'

for (const version of VERSIONS) {
  describe(`twenty calls at once, EntryPoint ${version}`, () => {
    it('all succeed through a bundler that holds four ops of an account', async () => {
      const { chain, queue, bundler } = await openStage({ version })
      const sending = queue()
      const call = await upvote(chain)
      const started = Date.now()
      const sent = await Promise.all(Array.from({ length: 20 }, () => sending.send([call])))
      const outcomes = await Promise.all(sent.map((op: SentOp) => op.wait()))
      console.log(Date.now() - started, 'ms', outcomes.map(({ sends }) => sends).join(' '), sending.lanes)
      expect(outcomes.map(({ error }) => error)).to.deep.equal(Array(20).fill(undefined))
      expect(bundler.pending()).to.deep.equal([])
    })
  })
}
