import { expect } from 'chai'

import type { AccountAdapter } from '../../src'
import { accountBehaviors, checkBehaviors, type TestedAccount } from '../../src/testing'
import { secondAccount } from '../helpers/secondAccount'
import { anAddress } from './builders'
import { runPage } from './runPage'

/** What the page's code gives to conforms, and the adapter that it makes. */
async function readPage(): Promise<{ account: TestedAccount; adapter: AccountAdapter }> {
  const given: TestedAccount[] = []
  const conforms = (account: TestedAccount): number => given.push(account)
  const [adapter] = (await runPage('testing.md', { conforms }, 'ourAccount')) as [AccountAdapter]
  const [account] = given
  if (account === undefined) throw new Error('The page calls conforms nowhere')
  return { account, adapter }
}

describe('docs/testing.md', () => {
  it('describes an account that conforms', async () => {
    const { account } = await readPage()
    const outcomes = await checkBehaviors(accountBehaviors({ ...account, cases: 60 }))
    expect(outcomes.filter(({ verdict }) => verdict !== 'holds')).to.deep.equal([])
  })

  it('shows an adapter that encodes as the second account has it', async () => {
    const { adapter } = await readPage()
    const [account, validator] = [anAddress(1), anAddress(2)]
    const install = { account, validator, data: '0x1234' } as const
    expect(adapter.nonceKey(validator, 3)).to.equal(secondAccount.nonceKey(validator, 3))
    expect(adapter.installValidator(install)).to.deep.equal(secondAccount.installValidator(install))
    const calls = [{ to: validator, value: 1n }]
    expect(adapter.encodeExecute(calls)).to.equal(secondAccount.encodeExecute(calls))
  })
})
