// can(): one reason, the first in the order of the Lens; alternatives; and what only the client knows of time.
import { expect } from 'chai'
import { MaxUint256, ZeroAddress } from 'ethers'

import { can, UNLIMITED_FEE, type Address, type CanOptions, type ErrorCode, type SessionStatus } from '../../../src'
import {
  ACCOUNT,
  anAddress,
  aPermission,
  aRule,
  aSession,
  aUsage,
  MODULE,
  NOW,
  PAYMASTER,
  SOCIO3,
  UPVOTE,
  word,
} from '../builders'
import { aCall, accepted, anOp, expectNo } from './builders'

const OTHER = anAddress(0x2001)
const sponsored = aSession({ paymaster: PAYMASTER, maxFee: UNLIMITED_FEE })

describe('can', () => {
  it('says what to claim, when, and what is used afterwards', () => {
    const verdict = can(anOp({ fee: 5n }))
    expect(verdict).to.deep.equal({
      ok: true,
      permissionIndexes: [0],
      periodIndex: undefined,
      window: { first: 1, last: NOW + 3_600 },
      usage: aUsage({ fee: 5n, calls: 0 }),
    })
  })

  it('refuses what is no op: no calls, half a selector, not one claim for each call', () => {
    expectNo({ calls: [] }, 'BatchEmpty')
    expectNo({ calls: [UPVOTE, { to: SOCIO3, data: '0x123456' }] }, 'SelectorIncomplete', { callIndex: 1n, length: 3n })
    expectNo({ permissionIndexes: [0, 0] }, 'ClaimNotOnePerCall', { claimed: 2n, calls: 1n })
    expectNo({ calls: [{ to: 'nowhere' }] }, 'FieldNotValid')
  })

  it('refuses zero, the account and the module as targets, whatever is permitted', () => {
    for (const to of [ZeroAddress as Address, ACCOUNT, MODULE]) {
      const session = aSession({ permissions: [aPermission({ target: to })] })
      expectNo({ session, calls: [{ ...UPVOTE, to }] }, 'TargetNotAllowed', { target: to })
    }
  })

  it('refuses other targets, other functions, and a transfer where a function is meant, and says what is allowed', () => {
    const allowed = ['upvotePost(uint256)']
    expectNo({ calls: [{ ...UPVOTE, to: OTHER }] }, 'CallNotPermitted', { target: OTHER, allowed: [] })
    expectNo({ calls: [{ ...UPVOTE, data: '0x12345678' }] }, 'CallNotPermitted', { selector: '0x12345678', allowed })
    expectNo({ calls: [{ to: SOCIO3 }] }, 'CallNotPermitted', { selector: '0x00000000', allowed })
    const transfer = aPermission({ functionSignature: '' })
    expectNo({ session: aSession({ permissions: [transfer] }) }, 'CallNotPermitted', { allowed: ['plain transfers'] })
    expect(accepted({ session: aSession({ permissions: [transfer] }), calls: [{ to: SOCIO3 }] })).to.deep.equal([0])
  })

  it('takes no transfer for a function whose selector is zero', () => {
    const zero = aPermission({ functionSignature: 'wycpnbqcyf()' })
    const session = aSession({ permissions: [zero] })
    expect(accepted({ session, calls: [{ to: SOCIO3, data: '0x00000000' }] })).to.deep.equal([0])
    expectNo({ session, calls: [{ to: SOCIO3 }] }, 'CallNotPermitted')
  })

  it('refuses a permission that is claimed for another function or is not there', () => {
    const session = aSession({ permissions: [aPermission(), aPermission({ functionSignature: 'createPost(string)' })] })
    expect(accepted({ session, permissionIndexes: [0] })).to.deep.equal([0])
    expectNo({ session, permissionIndexes: [1] }, 'CallNotPermitted')
    expectNo({ session, permissionIndexes: [2] }, 'CallNotPermitted')
  })

  it('compares addresses and selectors in any case', () => {
    const target = '0xABcdEFABcdEFabcdEfAbCdefabcdeFABcDEFabCD'
    const session = aSession({ permissions: [aPermission({ target })] })
    expect(accepted({ session, calls: [{ ...UPVOTE, to: target.toLowerCase() }] })).to.deep.equal([0])
    expect(accepted({ calls: [{ ...UPVOTE, data: UPVOTE.data.toUpperCase().replace('0X', '0x') }] })).to.deep.equal([0])
  })

  it('refuses a session that does not live, unless the op itself grants it', () => {
    const standing: readonly (readonly [SessionStatus, ErrorCode, boolean])[] = [
      ['NotInstalled', 'ModuleNotInstalled', false],
      ['Revoked', 'SessionAlreadyRevoked', false],
      ['Renounced', 'SessionRenounced', false],
      ['NotGranted', 'SessionNotGranted', true],
      ['OlderEpoch', 'SessionOfOlderEpoch', true],
    ]
    for (const [status, code, heals] of standing) {
      const usage = aUsage({ status, epochCounter: 3, grantCounter: 1, fee: 10n ** 15n })
      expectNo({ usage }, code)
      if (heals) expect(accepted({ usage, attachesGrant: true })).to.deep.equal([0])
      else expectNo({ usage, attachesGrant: true }, code)
    }
  })

  it('starts a session that the op grants with nothing used, and goes on with one that lives', () => {
    const used = { fee: 10n ** 15n, periodIndex: 0 }
    const fresh = can(anOp({ usage: aUsage({ ...used, status: 'NotGranted' }), attachesGrant: true, fee: 2n }))
    expect(fresh.ok && fresh.usage.fee).to.equal(2n)
    expectNo({ usage: aUsage(used), attachesGrant: true }, 'FeeOverLimit')
  })

  it('lets the account pay, or the named paymaster, and nobody else', () => {
    expectNo({ session: sponsored }, 'PaymasterRequired')
    expect(accepted({ session: sponsored, payer: PAYMASTER })).to.deep.equal([0])
    expectNo({ session: sponsored, payer: OTHER }, 'PaymasterNotAllowed', { paymaster: OTHER })
    expectNo({ payer: PAYMASTER }, 'PaymasterNotAllowed')
    for (const payer of [ZeroAddress as Address, ACCOUNT, MODULE])
      expectNo({ session: { ...sponsored, paymaster: payer }, payer }, 'PaymasterNotAllowed', { paymaster: payer })
  })

  describe('gives the first reason of the Lens:', () => {
    // Everything is wrong with this op; each mended in turn, in the order of the Lens.
    const session = aSession({ period: 60, maxCalls: 1, maxValue: 1n, maxFee: 1n, validAfter: 60, validUntil: NOW })
    const wrong: Partial<CanOptions> = {
      session,
      calls: [{ ...UPVOTE, value: 2n }, UPVOTE],
      permissionIndexes: [0],
      usage: aUsage({ status: 'Revoked', periodIndex: 9 }),
      payer: PAYMASTER,
      periodIndex: 8,
      fee: 2n,
      gas: 1n << 128n,
      at: NOW + 1,
    }
    const mended: readonly (readonly [ErrorCode, Partial<CanOptions>])[] = [
      ['ClaimNotOnePerCall', { permissionIndexes: [0, 0] }],
      ['ValueOverCap', { session: { ...session, permissions: [aPermission({ maxValue: 2n })] } }],
      ['SessionAlreadyRevoked', { usage: aUsage({ periodIndex: 9 }) }],
      ['PaymasterNotAllowed', { payer: 'account' }],
      ['PeriodOver', { periodIndex: 10 }],
      ['GasOverMaximum', { gas: 1n }],
      ['FeeOverLimit', { fee: 1n }],
      ['ValueOverLimit', { calls: [{ ...UPVOTE, value: 1n }, UPVOTE] }],
      ['CallsOverLimit', { calls: [UPVOTE], permissionIndexes: [0] }],
      ['SessionExpired', { at: NOW }],
      ['PeriodNotCurrent', { periodIndex: (NOW - 60) / 60 - ((NOW - 60) % 60) / 60 }],
    ]
    let op = wrong
    for (const [code, mend] of mended) {
      const asked = op
      it(code, () => expectNo(asked, code))
      op = { ...op, ...mend }
    }
    const last = op
    it('and none when all is mended', () => void expect(accepted(last)).to.deep.equal([0]))
  })

  describe('of permissions for one function', () => {
    const rule = (value: number) => [aRule({ values: [word(value)] })]
    const spend = (cap: bigint, allowance: number) => aRule({ comparison: 4, values: [word(cap)], allowance })
    const voting = (...values: readonly number[]) =>
      aSession({ permissions: values.map((value) => aPermission({ rules: rule(value) })) })
    const vote = (id: bigint, value = 0n) => aCall(SOCIO3, 'upvotePost(uint256)', [id], value)

    it('claims the one that allows the call', () => {
      expect(accepted({ session: voting(1, 2, 42), calls: [vote(42n), vote(1n)] })).to.deep.equal([2, 0])
    })

    it('gives the reason of the one that met most, and the highest cap', () => {
      const two = aPermission({ rules: [aRule({ comparison: 2, values: [word(0), word(50)] }), ...rule(7)] })
      const session = aSession({ permissions: [...voting(1).permissions, two] })
      expectNo({ session, calls: [vote(42n)] }, 'RuleNotMet', { ruleIndex: 1n, word: 42n })
      const caps = aSession({ permissions: [1n, 3n, 2n].map((maxValue) => aPermission({ maxValue })) })
      expectNo({ session: caps, calls: [vote(1n, 4n)] }, 'ValueOverCap', { cap: 3n })
    })

    it('prefers one that charges nothing', () => {
      const session = aSession({
        permissions: [aPermission({ rules: [spend(50n, 0)] }), aPermission({ maxValue: 1n })],
      })
      expect(accepted({ session, calls: [vote(42n)] })).to.deep.equal([1])
    })

    it('finds the way to split a batch over two budgets', () => {
      const session = aSession({
        permissions: [aPermission({ rules: [spend(50n, 0)] }), aPermission({ rules: [spend(45n, 1)] })],
      })
      expect(accepted({ session, calls: [vote(42n), vote(50n)] })).to.deep.equal([1, 0])
      expect(accepted({ session, calls: [vote(42n), vote(30n), vote(20n)] })).to.deep.equal([1, 0, 0])
      const usage = aUsage({ spent: { 0: 10n } })
      expect(accepted({ session, usage, calls: [vote(42n)] })).to.deep.equal([1])
      expectNo({ session, usage, calls: [vote(42n), vote(50n)] }, 'AllowanceOverCap', { allowance: 0n, amount: 102n })
    })
  })

  it('counts an allowance over all calls of the op, also in 256 bits', () => {
    const permission = aPermission({ rules: [aRule({ comparison: 4, values: [word(100)], allowance: 3 })] })
    const session = aSession({ permissions: [permission] })
    const vote = (id: bigint) => aCall(SOCIO3, 'upvotePost(uint256)', [id])
    const usage = aUsage({ spent: { 3: 40n } })
    const verdict = can(anOp({ session, usage, calls: [vote(20n), vote(40n)] }))
    expect(verdict.ok && verdict.usage.spent).to.deep.equal({ 3: 100n })
    expectNo({ session, usage, calls: [vote(20n), vote(41n)] }, 'AllowanceOverCap', { amount: 101n, cap: 100n })
    expectNo({ session, calls: [vote(MaxUint256), vote(1n)] }, 'AllowanceOverCap', { amount: MaxUint256 })
  })

  it('decodes no arguments where no rule asks about them', () => {
    const call = { to: SOCIO3, data: `${UPVOTE.data}01` }
    expect(accepted({ calls: [call] })).to.deep.equal([0])
    const session = aSession({ permissions: [aPermission({ rules: [aRule({ values: [word(42)] })] })] })
    expect(accepted({ session })).to.deep.equal([0])
    expectNo({ session, calls: [call] }, 'ArgumentsNotCanonical', { functionSignature: 'upvotePost(uint256)' })
  })

  it('claims the period that the clock is in, and no other', () => {
    const session = aSession({ period: 100, maxCalls: 2, validAfter: 1_000, validUntil: 1_250 })
    const indexAt = (at: number) => can(anOp({ session, at }))
    const periodOf = (at: number): unknown => {
      const verdict = indexAt(at)
      return verdict.ok && verdict.periodIndex
    }
    expect([1_001, 1_099, 1_101, 1_250].map(periodOf)).to.deep.equal([0, 0, 1, 2])
    expectNo({ session, at: 999 }, 'SessionNotStarted')
    expectNo({ session, at: 1_251 }, 'SessionExpired')
    expectNo({ session, at: 1_101, periodIndex: 2 }, 'PeriodNotCurrent', { first: 1_201, last: 1_250 })
    expectNo({ periodIndex: 1 }, 'PeriodIndexNotExpected', {})
  })

  it('keeps the margins of sending only when asked', () => {
    const { validUntil } = aSession()
    expect(accepted({ at: validUntil })).to.deep.equal([0])
    expectNo({ at: validUntil - 59, margins: {} }, 'ExpiryTooNear', { validUntil, margin: 60 })
    expect(accepted({ at: validUntil - 60, margins: {} })).to.deep.equal([0])
  })
})
