// The same behaviors on a chain of another make, over JSON-RPC.
import { expect } from 'chai'

import { accountBehaviors, checkBehaviors } from '../../src/testing'
import { withAnvil } from '../deploy/anvil'
import { mockAccount, smartAccount } from './accounts'

const CASES = 60

describe('On anvil', () => {
  for (const account of [smartAccount(), mockAccount()])
    it(`${account.name} conforms as on the embedded chain`, async () => {
      await withAnvil(31_337, async ({ url }) => {
        const outcomes = await checkBehaviors(accountBehaviors({ ...account, chain: { url }, cases: CASES }))
        expect(outcomes.filter(({ verdict }) => verdict !== 'holds')).to.deep.equal([])
        expect(outcomes.length).to.be.greaterThan(30)
      })
    })
})
