// worstCase() in numbers worked out by hand.
import { expect } from 'chai'

import {
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  worstCase,
  type Rule,
  type Session,
  type WorstCaseOptions,
} from '../../../src'
import { aPermission, aRule, aSession, aUsage, PAYMASTER, SOCIO3, word } from '../builders'

const sending = (...caps: readonly bigint[]): Pick<Session, 'permissions'> => ({
  permissions: caps.map((maxValue) => aPermission({ maxValue })),
})
const nativeOf = (overrides: Partial<Session>): unknown => worstCase(aSession(overrides)).native.inAll
const spend = (cap: bigint, allowance = 0, path = [1]): Rule =>
  aRule({ comparison: 4, values: [word(cap)], allowance, path })
const token = (...rules: readonly Rule[]) => aPermission({ functionSignature: 'transfer(address,uint256)', rules })
const tokensOf = (overrides: Partial<Session>): readonly bigint[] =>
  worstCase(aSession(overrides)).tokens.map(({ inAll }) => inAll)

describe('worstCase', () => {
  describe('of native value', () => {
    it('is the limit, or all calls at the highest cap if that is less', () => {
      expect(nativeOf({ ...sending(5n, 7n), maxValue: 20n, maxCalls: 10 })).to.equal(20n)
      expect(nativeOf({ ...sending(5n, 7n), maxValue: 100n, maxCalls: 10 })).to.equal(70n)
      expect(nativeOf({ ...sending(5n, 7n), maxValue: 100n, maxCalls: UNLIMITED_CALLS })).to.equal(100n)
    })

    it('is nothing where no call may carry any', () => {
      expect(nativeOf({ ...sending(0n), maxValue: UNLIMITED_VALUE })).to.equal(0n)
      expect(nativeOf({ ...sending(7n), maxValue: 0n })).to.equal(0n)
    })

    it('has no bound where neither value nor calls have one', () => {
      const worst = worstCase(aSession({ ...sending(7n), maxValue: UNLIMITED_VALUE }))
      expect(worst.native).to.deep.equal({ perPeriod: undefined, inAll: undefined })
      expect(worst.cannotBound.join()).to.include('Native value has no limit but those per call')
      expect(nativeOf({ ...sending(7n), maxValue: UNLIMITED_VALUE, maxCalls: 3 })).to.equal(21n)
    })
  })

  it('of fees is the limit; without one a paymaster pays all of them, and what it takes is not bounded', () => {
    expect(worstCase(aSession({ maxFee: 9n })).fees).to.deep.equal({ perPeriod: 9n, inAll: 9n })
    const sponsored = worstCase(aSession({ maxFee: UNLIMITED_FEE, paymaster: PAYMASTER }))
    expect(sponsored.fees.inAll).to.equal(0n)
    expect(sponsored.cannotBound.join()).to.include(`The paymaster ${PAYMASTER} may take tokens`)
  })

  describe('of tokens', () => {
    it('is the cap of each allowance, once for all functions that share it', () => {
      const approve = aPermission({ functionSignature: 'approve(address,uint256)', rules: [spend(50n)] })
      const { tokens } = worstCase(aSession({ permissions: [token(spend(50n)), approve, token(spend(8n, 1))] }))
      expect(tokens.map(({ allowance, inAll }) => [allowance, inAll])).to.deep.equal([
        [0, 50n],
        [1, 8n],
      ])
      expect(tokens[0]?.functions).to.deep.equal([
        { target: SOCIO3, functionSignature: 'transfer(address,uint256)' },
        { target: SOCIO3, functionSignature: 'approve(address,uint256)' },
      ])
    })

    it('is less where calls are few and each amount is bound', () => {
      const atMost = aRule({ comparison: 2, values: [word(0), word(9)], path: [1] })
      const list = aRule({ values: [word(2), word(4)], path: [1] })
      expect(tokensOf({ permissions: [token(spend(50n), atMost)], maxCalls: 3 })).to.deep.equal([27n])
      expect(tokensOf({ permissions: [token(spend(50n), atMost, list)], maxCalls: 3 })).to.deep.equal([12n])
      expect(
        tokensOf({ permissions: [token(spend(50n), atMost), token(spend(50n), list)], maxCalls: 3 }),
      ).to.deep.equal([27n])
      expect(tokensOf({ permissions: [token(spend(50n), atMost)], maxCalls: 6 })).to.deep.equal([50n])
    })

    it('takes a rule on another argument, or under a mask, for no bound', () => {
      const other = aRule({ comparison: 2, values: [word(0), word(1)], path: [0] })
      const masked = aRule({ values: [word(1)], mask: word(1), path: [1] })
      const not = aRule({ comparison: 1, values: [word(1)], path: [1] })
      expect(tokensOf({ permissions: [token(spend(50n), other, masked, not)], maxCalls: 3 })).to.deep.equal([50n])
    })

    it('counts both amounts of a call that has two, and no more than their type holds', () => {
      const two = token(
        spend(1_000n),
        spend(1_000n, 0, [2]),
        aRule({ comparison: 2, values: [word(0), word(10)], path: [1] }),
      )
      const small = { ...two, rules: two.rules.map((rule) => (rule.path[0] === 2 ? { ...rule, wordType: 1 } : rule)) }
      expect(tokensOf({ permissions: [small], maxCalls: 2 })).to.deep.equal([530n])
    })
  })

  describe('over periods', () => {
    const periodic = aSession({
      ...sending(5n),
      maxValue: 10n,
      maxFee: 100n,
      maxCalls: 4,
      period: 100,
      validAfter: 1_000,
      validUntil: 1_300,
    })
    const inAll = (options: WorstCaseOptions): readonly unknown[] => {
      const { periods, native, fees, calls } = worstCase(periodic, options)
      return [periods, native.inAll, fees.inAll, calls.inAll]
    }

    it('is that of one period as often as there are periods, the last second included where the EntryPoint takes it', () => {
      expect(worstCase(periodic).native.perPeriod).to.equal(10n)
      expect(inAll({})).to.deep.equal([4, 40n, 400n, 16n])
      expect(inAll({ entryPoint: '0.8' })).to.deep.equal([3, 30n, 300n, 12n])
    })

    it('forgets periods that are over, and what is used', () => {
      expect(inAll({ now: 1_100 })).to.deep.equal([3, 30n, 300n, 12n])
      const usage = aUsage({ periodIndex: 1, value: 9n, fee: 30n, calls: 1 })
      expect(inAll({ now: 1_100, usage })).to.deep.equal([3, 21n, 270n, 11n])
      expect(inAll({ now: 1_200, usage })).to.deep.equal([2, 20n, 200n, 8n])
      // Usage has moved on: what was before cannot be claimed any more.
      expect(inAll({ now: 1_000, usage: { ...usage, periodIndex: 2 } })).to.deep.equal([2, 11n, 170n, 7n])
    })

    it('is nothing of a session that is over', () => {
      expect(inAll({ now: 1_301 })).to.deep.equal([0, 0n, 0n, 0n])
      expect(inAll({ usage: aUsage({ status: 'Revoked' }) })).to.deep.equal([0, 0n, 0n, 0n])
      expect(inAll({ usage: aUsage({ status: 'NotGranted' }) })).to.deep.equal([4, 40n, 400n, 16n])
    })

    it('takes what is left of an allowance', () => {
      const session = aSession({ permissions: [token(spend(50n))], period: 100, validAfter: 1_000, validUntil: 1_199 })
      const usage = aUsage({ spent: { 0: 45n } })
      expect(worstCase(session, { usage }).tokens[0]).to.include({ perPeriod: 50n, inAll: 55n })
    })
  })

  it('says in words what has no budget, how often it can be called, and that approvals outlive the session', () => {
    const words = (overrides: Partial<Session>): string => worstCase(aSession(overrides)).cannotBound.join('\n')
    expect(words({})).to.equal(
      `What upvotePost(uint256) on ${SOCIO3} moves or changes has no budget; it can be called any number of times.`,
    )
    expect(words({ maxCalls: 3, period: 60 })).to.include('it can be called 3 times in each period.')
    expect(words({ permissions: [token(spend(1n))] })).to.equal('')
    const approve = aPermission({ functionSignature: 'approve(address,uint256)', rules: [spend(50n)] })
    expect(words({ permissions: [approve] })).to.include('What was approved outlives the session')
    expect(words({ ...sending(1n), maxValue: UNLIMITED_VALUE, maxCalls: 3 })).to.include('only those per call')
  })
})
