// Pure: whether a session is good for what is asked, how it stands, and what is left of it.
import { expect } from 'chai'

import {
  covers,
  sessionState,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  usageLeft,
  type CoversOptions,
  type Session,
  type SessionState,
  type UsageSnapshot,
} from '../../../src'
import { ALL_ONES, anAddress, aPermission, aRule, aSession, aUsage, NOW, PAYMASTER, word } from '../builders'

const other = aPermission({ functionSignature: 'tip(uint256)', maxValue: 5n })
const capped = aPermission({ rules: [aRule({ comparison: 4, values: [word(9)], mask: ALL_ONES })] })

describe('covers', () => {
  const table: readonly (readonly [string, boolean, Partial<Session>, Partial<Session>, Partial<CoversOptions>?])[] = [
    ['the same', true, {}, {}],
    ['less of everything', true, { maxCalls: 9, maxFee: 9n, maxValue: 9n }, { maxCalls: 8, maxFee: 8n, maxValue: 8n }],
    ['one call more', false, { maxCalls: 9 }, { maxCalls: 10 }],
    ['one wei of fees more', false, { maxFee: 9n }, { maxFee: 10n }],
    ['one wei of value more', false, { maxValue: 9n }, { maxValue: 10n }],
    ['value without limit', true, { maxValue: UNLIMITED_VALUE }, { maxValue: 10n }],
    ['one of its permissions', true, { permissions: [aPermission(), other] }, { permissions: [other] }],
    ['a permission that it lacks', false, {}, { permissions: [aPermission(), other] }],
    ['a higher cap', false, { permissions: [other] }, { permissions: [{ ...other, maxValue: 6n }] }],
    [
      'a lower cap, which is another permission',
      false,
      { permissions: [other] },
      { permissions: [{ ...other, maxValue: 4n }] },
    ],
    ['another target', false, {}, { permissions: [aPermission({ target: anAddress(0x55) })] }],
    ['arguments without its rules', false, { permissions: [capped] }, {}],
    ['another period', false, { period: 3600, maxCalls: 5 }, { period: 7200, maxCalls: 5 }],
    ['another paymaster', false, {}, { paymaster: PAYMASTER }],
    ['the account as payer too', false, { paymaster: PAYMASTER, maxFee: UNLIMITED_FEE }, { paymaster: PAYMASTER }],
    ['another key', true, {}, { signer: anAddress(0x66) }],
    ['a tenth of the time that is left', true, {}, { validUntil: NOW + 36_000 }],
    ['more than ten times the time that is left', false, {}, { validUntil: NOW + 36_010 }],
    ['as long as is demanded', true, {}, { validUntil: NOW + 36_010 }, { lasting: 3_600 }],
    ['longer than it lasts, as demanded', false, {}, {}, { lasting: 3_601 }],
    ['a minute, when it has half of that', true, { validUntil: NOW + 30 }, { validUntil: NOW + 60 }],
    ['a minute, when it has less', false, { validUntil: NOW + 29 }, { validUntil: NOW + 60 }],
    ['a session that has begun', false, { validAfter: NOW + 1 }, {}],
    ['what has been used for the most part', true, { maxFee: 100n }, { maxFee: 100n }, used({ fee: 90n })],
    ['fees of which too little is left', false, { maxFee: 100n }, { maxFee: 100n }, used({ fee: 91n })],
    ['calls that are used up', false, { maxCalls: 3 }, { maxCalls: 3 }, used({ calls: 3 })],
    ['value that is used up', false, { maxValue: 3n }, { maxValue: 3n }, used({ value: 3n })],
    [
      'an allowance that is used up',
      false,
      { permissions: [capped] },
      { permissions: [capped] },
      used({ spent: { 0: 9n } }),
    ],
    [
      'calls that come back with the period',
      true,
      { period: 600, maxCalls: 3 },
      { period: 600, maxCalls: 3 },
      used({ calls: 3 }),
    ],
  ]
  for (const [what, expected, session, wanted, options] of table)
    it(`${expected ? 'is enough for' : 'does not give'} ${what}`, () => {
      expect(covers(aSession(session), aSession(wanted), { at: NOW, ...options })).to.equal(expected)
    })
})

function used(usage: Partial<UsageSnapshot>): Partial<CoversOptions> {
  return { usage: aUsage(usage) }
}

describe('sessionState', () => {
  const { validUntil } = aSession()
  const table: readonly (readonly [SessionState, Partial<UsageSnapshot>, number])[] = [
    ['live', {}, NOW],
    ['live', {}, validUntil],
    ['expired', {}, validUntil + 1],
    ['expired', { status: 'NotGranted', grantCounter: 0 }, validUntil + 1],
    ['notGranted', { status: 'NotGranted', grantCounter: 0 }, NOW],
    ['notGranted', { status: 'NotInstalled', grantCounter: 0 }, NOW],
    ['superseded', { status: 'NotInstalled' }, NOW],
    ['superseded', { status: 'OlderEpoch' }, validUntil + 1],
    ['revoked', { status: 'Revoked' }, validUntil + 1],
    ['renounced', { status: 'Renounced' }, NOW],
  ]
  for (const [state, usage, at] of table)
    it(`is ${state} where the module says ${usage.status ?? 'Live'}, ${at - validUntil} seconds from the end (T57)`, () => {
      expect(sessionState(aSession(), aUsage(usage), at)).to.equal(state)
    })

  it('is notStarted before the beginning', () => {
    expect(sessionState(aSession({ validAfter: NOW + 1 }), aUsage(), NOW)).to.equal('notStarted')
  })
})

describe('usageLeft', () => {
  it('is the limits less what is used, and nothing of an earlier period counts', () => {
    const session = aSession({
      validAfter: NOW - 600,
      period: 600,
      maxCalls: 9,
      maxValue: 8n,
      maxFee: 7n,
      permissions: [capped],
    })
    const usage = aUsage({ periodIndex: 0, calls: 1, value: 2n, fee: 3n, spent: { 0: 4n } })
    expect(usageLeft(session, usage, NOW - 1)).to.deep.equal({ calls: 8, value: 6n, fee: 4n, allowances: { 0: 5n } })
    expect(usageLeft(session, usage, NOW)).to.deep.equal({ calls: 9, value: 8n, fee: 7n, allowances: { 0: 9n } })
  })
})
