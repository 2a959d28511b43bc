// What a thief could do, as an owner reads it.
import { expect } from 'chai'

import { describeWorstCase, UNLIMITED_FEE, UNLIMITED_VALUE, worstCase, type Rule } from '../../../src'
import { aPermission, aRule, aSession, aUsage, NOW, PAYMASTER, SOCIO3, word } from '../builders'

const linesOf = (...[session, options]: Parameters<typeof worstCase>): readonly string[] =>
  describeWorstCase(worstCase(session, options)).split('\n')
const spend = (cap: bigint): Rule => aRule({ comparison: 4, values: [word(cap)], path: [1] })
const transfer = aPermission({ functionSignature: 'transfer(address,uint256)', rules: [spend(50n)] })

describe('describeWorstCase', () => {
  it('says each bound in a line of its own (T157)', () => {
    const session = aSession({
      maxCalls: 7,
      maxValue: 10n ** 18n,
      permissions: [{ ...transfer, maxValue: 10n ** 18n }],
    })
    expect(linesOf(session)).to.deep.equal([
      'At worst, whoever has the key makes the account:',
      '  - execute 7 calls',
      '  - send 1 ETH',
      '  - pay fees of 0.001 ETH',
      `  - spend 50 of allowance 0: transfer(address,uint256) on ${SOCIO3}`,
    ])
  })

  it('says where nothing is taken, and where nothing bounds it', () => {
    const open = aSession({
      maxValue: UNLIMITED_VALUE,
      maxFee: UNLIMITED_FEE,
      paymaster: PAYMASTER,
      permissions: [aPermission({ maxValue: 1n })],
    })
    expect(linesOf(open).slice(1, 4)).to.deep.equal([
      '  - execute any number of calls',
      '  - send any value',
      '  - pay no fees',
    ])
    expect(linesOf(aSession({ maxCalls: 1 })).slice(1, 3)).to.deep.equal(['  - execute 1 call', '  - send no value'])
  })

  it('lists what no limit bounds, with the names of addresses beside them (T157)', () => {
    const text = describeWorstCase(worstCase(aSession()), { labels: { [SOCIO3]: 'Socio3' } })
    expect(text.split('\n').slice(4)).to.deep.equal([
      'No limit bounds:',
      `  - What upvotePost(uint256) on Socio3 (${SOCIO3}) moves or changes has no budget; it can be called any number of times.`,
    ])
  })

  it('says what is for one period where there are several', () => {
    const session = aSession({ validAfter: NOW, validUntil: NOW + 3_599, period: 600, maxCalls: 2 })
    expect(linesOf(session, { now: NOW }).slice(1, 4)).to.deep.equal([
      '  - execute 12 calls, at most 2 calls in each period',
      '  - send no value',
      '  - pay fees of 0.006 ETH, at most fees of 0.001 ETH in each period',
    ])
  })

  it('counts what is used, and says of a session that is over that there is nothing more', () => {
    const session = aSession({ maxCalls: 7 })
    expect(linesOf(session, { usage: aUsage({ calls: 3 }) })[1]).to.equal('  - execute 4 calls')
    expect(linesOf(session, { usage: aUsage({ status: 'Revoked' }) })).to.deep.equal([
      'Nothing more: the session is over.',
    ])
  })

  it('names the token of the chain', () => {
    const text = describeWorstCase(worstCase(aSession()), { currency: 'POL' })
    expect(text).to.include('fees of 0.001 POL')
  })
})
