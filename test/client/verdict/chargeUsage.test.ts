// Charging: sums may reach their limits and not pass them; what has no limit is not counted; a refused op leaves nothing.
import { expect } from 'chai'

import {
  chargeUsage,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Charge,
  type Session,
  type Spending,
  type UsageSnapshot,
} from '../../../src'
import { aSession, aUsage } from '../builders'

const session = aSession({ maxCalls: 10, maxValue: 100n, maxFee: 1_000n, validAfter: 0, validUntil: 250 })
const periodic = { ...session, period: 100 }
const spending = (overrides: Partial<Spending> = {}): Spending => ({
  calls: 1,
  value: 0n,
  fee: 0n,
  charges: [],
  ...overrides,
})
const charge = (amount: bigint, allowance = 0, cap = 50n): Charge => ({ allowance, amount, cap })

const used = aUsage({ calls: 9, value: 99n, fee: 999n, spent: { 0: 49n } })

function charged(of: Session, usage: UsageSnapshot, what: Spending, index = 0): UsageSnapshot {
  const answer = chargeUsage(of, usage, index, what)
  if ('error' in answer) throw answer.error
  return answer.usage
}

function refusal(of: Session, usage: UsageSnapshot, what: Spending, index = 0): unknown {
  const answer = chargeUsage(of, usage, index, what)
  return 'error' in answer ? [answer.error.code, answer.error.args] : 'accepted'
}

describe('chargeUsage', () => {
  it('I7 I8 lets every sum reach its limit, and none pass it', () => {
    const all = charged(session, used, spending({ value: 1n, fee: 1n, charges: [charge(1n)] }))
    expect(all).to.deep.equal({ ...used, calls: 10, value: 100n, fee: 1_000n, spent: { 0: 50n } })
    expect(refusal(session, used, spending({ fee: 2n }))).to.deep.equal([
      'FeeOverLimit',
      { fee: 1_001n, limit: 1_000n },
    ])
    expect(refusal(session, used, spending({ value: 2n }))).to.deep.equal([
      'ValueOverLimit',
      { value: 101n, limit: 100n },
    ])
    expect(refusal(session, used, spending({ calls: 2 }))).to.deep.equal(['CallsOverLimit', { calls: 11n, limit: 10n }])
    expect(refusal(session, used, spending({ charges: [charge(2n)] }))).to.deep.equal([
      'AllowanceOverCap',
      { allowance: 0n, amount: 51n, cap: 50n },
    ])
  })

  it('counts nothing that has no limit', () => {
    const free = { ...session, maxCalls: UNLIMITED_CALLS, maxValue: UNLIMITED_VALUE, maxFee: UNLIMITED_FEE }
    const all = charged(free, aUsage(), spending({ calls: 500, value: 2n ** 90n, fee: 2n ** 200n, gas: 2n ** 130n }))
    expect(all).to.deep.equal(aUsage())
  })

  it('refuses gas that the module does not count, also where its price is zero', () => {
    const most = 2n ** 128n - 1n
    expect(refusal(session, aUsage(), spending({ gas: most }))).to.equal('accepted')
    expect(refusal(session, aUsage(), spending({ gas: most + 1n }))).to.deep.equal([
      'GasOverMaximum',
      { gas: most + 1n, maximum: most },
    ])
    const [, saturated] = refusal(session, aUsage(), spending({ gas: 2n ** 300n })) as [string, { gas: bigint }]
    expect(saturated.gas).to.equal(2n ** 256n - 1n)
  })

  it('T86 adds up what several calls and rules charge, each allowance by itself', () => {
    const charges = [charge(1n), charge(5n, 7), charge(2n), charge(6n, 7)]
    expect(charged(session, aUsage(), spending({ charges })).spent).to.deep.equal({ 0: 3n, 7: 11n })
  })

  it('names the allowance that the op came to last, of several that are used up', () => {
    const charges = [charge(60n, 5), charge(60n, 2), charge(1n, 5)]
    const [, args] = refusal(session, aUsage(), spending({ charges })) as [
      string,
      { allowance: bigint; amount: bigint },
    ]
    expect(args).to.include({ allowance: 2n, amount: 60n })
  })

  it('starts anew in a later period, and never goes back', () => {
    const usage = { ...used, periodIndex: 1 }
    expect(charged(periodic, usage, spending({ fee: 7n, charges: [charge(3n)] }), 2)).to.deep.equal({
      ...usage,
      periodIndex: 2,
      calls: 1,
      value: 0n,
      fee: 7n,
      spent: { 0: 3n },
    })
    expect(charged(periodic, usage, spending(), 1).calls).to.equal(10)
    expect(refusal(periodic, usage, spending(), 0)).to.deep.equal(['PeriodOver', { index: 0n, current: 1n }])
    expect(refusal(periodic, usage, spending(), 3)).to.deep.equal([
      'PeriodOutsideSession',
      { start: 300n, validUntil: 250n },
    ])
  })

  it('changes no snapshot that it was given', () => {
    const before = aUsage({ spent: { 0: 1n } })
    charged(session, before, spending({ fee: 1n, charges: [charge(1n)] }))
    expect(before).to.deep.equal(aUsage({ spent: { 0: 1n } }))
  })
})
