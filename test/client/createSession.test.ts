import { expect } from 'chai'
import { concat, ZeroAddress } from 'ethers'
import fc from 'fast-check'

import {
  allow,
  allowErc20,
  allowTransfer,
  checkSession,
  createSession,
  parseDuration,
  permissionLeaf,
  periodIndexAt,
  permissionsRoot,
  UNLIMITED_CALLS,
  UNLIMITED_FEE,
  UNLIMITED_VALUE,
  type Duration,
  type Fees,
  type Moment,
  type SessionOptions,
} from '../../src'
import { permissions, runs } from './arbitraries'
import { ACCOUNT, aPermission, expectRefusal, KEY_ADDRESS, NOW, PAYMASTER, SOCIO3, word } from './builders'

const socio3 = { address: SOCIO3, abi: ['function upvotePost(uint256)', 'function tip(uint256) payable'] } as const

const options = (overrides: Partial<SessionOptions> = {}): SessionOptions => ({
  signer: KEY_ADDRESS,
  allow: [allow(socio3, 'upvotePost')],
  expires: '1h',
  fees: { max: 10n ** 15n },
  now: NOW,
  ...overrides,
})

describe('createSession', () => {
  it('denies by default: no value, no paymaster, only what is named', () => {
    expect(createSession(options())).to.deep.equal({
      signerKind: 0,
      signer: KEY_ADDRESS,
      validAfter: 0,
      validUntil: NOW + 3_600,
      paymaster: ZeroAddress,
      period: 0,
      maxCalls: UNLIMITED_CALLS,
      maxValue: 0n,
      maxFee: 10n ** 15n,
      permissions: [aPermission()],
    })
  })

  it('gives only sessions that the module would take', () => {
    const session = createSession(options({ period: '1d', calls: 3 }))
    checkSession(session, { account: ACCOUNT, module: PAYMASTER })
  })

  describe('time', () => {
    const ends: readonly [string, Moment, number][] = [
      ['a duration counts from now', '90s', NOW + 90],
      ['a Date is a moment', new Date((NOW + 5) * 1000 + 999), NOW + 5],
      ['a number is seconds since 1970', NOW + 7, NOW + 7],
    ]
    for (const [title, expires, validUntil] of ends)
      it(title, () => expect(createSession(options({ expires })).validUntil).to.equal(validUntil))

    it('starts when told, as an end is told', () => {
      expect(createSession(options({ starts: '10s' })).validAfter).to.equal(NOW + 10)
      expect(createSession(options({ starts: new Date(NOW * 1000) })).validAfter).to.equal(NOW)
      expect(createSession(options({ starts: 5 })).validAfter).to.equal(5)
    })

    it('starts a minute before now if usage is counted by periods', () => {
      expect(createSession(options({ period: '1h' })).validAfter).to.equal(NOW - 60)
      expect(createSession(options({ period: '1h', now: 5 })).validAfter).to.equal(0)
    })

    it('refuses a session without expiry', () => {
      for (const expires of [undefined, null])
        expectRefusal(() => createSession({ ...options(), expires } as never), 'ExpiryMissing', {})
    })

    it('refuses an expiry that has passed, such as a duration given as a number', () => {
      expectRefusal(() => createSession(options({ expires: 3_600 })), 'ExpiryPassed', { validUntil: 3_600, now: NOW })
      expectRefusal(() => createSession(options({ expires: NOW })), 'ExpiryPassed', { validUntil: NOW, now: NOW })
    })

    it('refuses milliseconds and what is no time', () => {
      expectRefusal(() => createSession(options({ expires: NOW * 1000 })), 'FieldNotValid', { field: 'expires' })
      expectRefusal(() => createSession(options({ now: NOW * 1000 })), 'FieldNotValid', { field: 'now' })
      expectRefusal(() => createSession(options({ expires: NOW + 0.5 })), 'FieldNotValid', { field: 'expires' })
      expectRefusal(() => createSession(options({ expires: new Date('x') })), 'FieldNotValid', { field: 'expires' })
    })

    it('refuses an end before the start, and one beyond 2^47', () => {
      expectRefusal(() => createSession(options({ starts: '1h' })), 'WindowEmpty', {
        validAfter: BigInt(NOW + 3_600),
        validUntil: BigInt(NOW + 3_600),
      })
      const expires: Duration = `${Math.floor((2 ** 47 - 1) / 86_400)}d`
      expectRefusal(() => createSession(options({ expires })), 'ValidUntilTooLate', { end: 2n ** 47n })
    })
  })

  describe('fees', () => {
    it('a sponsor alone pays without limit', () => {
      const { paymaster, maxFee } = createSession(options({ fees: { sponsor: PAYMASTER } }))
      expect([paymaster, maxFee]).to.deep.equal([PAYMASTER, UNLIMITED_FEE])
    })

    it('a maximum and a sponsor share one budget', () => {
      const { paymaster, maxFee } = createSession(options({ fees: { max: 7n, sponsor: PAYMASTER } }))
      expect([paymaster, maxFee]).to.deep.equal([PAYMASTER, 7n])
    })

    it('refuses a session without a bound on fees', () => {
      for (const fees of [undefined, {}])
        expectRefusal(() => createSession(options({ fees: fees as never })), 'FeesMissing', {})
    })

    it('refuses unlimited fees that the account would pay', () => {
      expectRefusal(() => createSession(options({ fees: { max: UNLIMITED_FEE } })), 'PaymasterRequired', {})
      const fees: Fees = { sponsor: ZeroAddress as `0x${string}` }
      expectRefusal(() => createSession(options({ fees })), 'PaymasterRequired', {})
    })
  })

  describe('value and calls', () => {
    const withValue = [allow(socio3, 'tip', { maxValue: 3n }), allowTransfer(ACCOUNT, { maxValue: 4n })]

    it('refuses a permission with a cap where no value is stated', () => {
      expectRefusal(() => createSession(options({ allow: withValue })), 'ValueMissing', {
        functions: [`tip(uint256) on ${SOCIO3}`, `transfer on ${ACCOUNT}`],
      })
    })

    it('asks for it from the first wei', () => {
      const one = [allow(socio3, 'tip', { maxValue: 1n })]
      expectRefusal(() => createSession(options({ allow: one })), 'ValueMissing', {
        functions: [`tip(uint256) on ${SOCIO3}`],
      })
    })

    it('takes the stated value, also none and no limit', () => {
      for (const value of [0n, 5n, UNLIMITED_VALUE])
        expect(createSession(options({ allow: withValue, value })).maxValue).to.equal(value)
    })

    it('refuses zero calls and numbers that do not fit', () => {
      expectRefusal(() => createSession(options({ calls: 0 })), 'MaxCallsZero', {})
      expectRefusal(() => createSession(options({ calls: 1.5 })), 'FieldNotValid', { field: 'maxCalls', value: '1.5' })
      expectRefusal(() => createSession(options({ calls: 2 ** 32 })), 'FieldNotValid', { field: 'maxCalls' })
      expectRefusal(() => createSession(options({ value: 1n << 80n })), 'FieldNotValid', { field: 'maxValue' })
    })
  })

  describe('period', () => {
    it('takes a duration or seconds', () => {
      expect(createSession(options({ period: '1d' })).period).to.equal(86_400)
      expect(createSession(options({ period: 60 })).period).to.equal(60)
    })

    it('refuses one under a minute, and one in which nothing is counted', () => {
      expectRefusal(() => createSession(options({ period: '59s' })), 'PeriodTooShort', { period: 59n, minimum: 60n })
      const fees: Fees = { sponsor: PAYMASTER }
      expectRefusal(() => createSession(options({ period: '1h', fees })), 'PeriodWithoutLimit', { period: 3_600n })
    })
  })

  describe('permissions', () => {
    it('refuses none, and the same one twice', () => {
      expectRefusal(() => createSession(options({ allow: [] })), 'PermissionsEmpty', {})
      const twice = [allow(socio3, 'upvotePost'), allowTransfer(ACCOUNT, { maxValue: 1n }), allow(socio3, 'upvotePost')]
      expectRefusal(() => createSession(options({ allow: twice, value: 0n })), 'PermissionDuplicate', {
        permission: `upvotePost(uint256) on ${SOCIO3}`,
        leaf: permissionLeaf(aPermission()),
      })
    })

    it('refuses what is no permission, such as a template whole', () => {
      const template = allowErc20({ token: SOCIO3, account: ACCOUNT, budget: { max: 1n }, recipients: [ACCOUNT] })
      for (const item of [template, 'upvotePost', undefined, [template]])
        expectRefusal(() => createSession(options({ allow: [item as never] })), 'FieldNotValid', {
          field: 'allow',
          expected: 'what allow() and its like make, and of a template its `permissions`',
        })
      expect(createSession(options({ allow: [template.permissions] })).permissions).to.have.length(2)
    })

    it('has one root for every order of the list', () => {
      fc.assert(
        fc.property(permissions(1, 12), fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (all, order) => {
          const shuffled = all.map((one, i) => ({ one, key: order[i] as number })).sort((a, b) => a.key - b.key)
          const first = createSession(options({ allow: all, value: 0n }))
          const second = createSession(options({ allow: shuffled.map(({ one }) => one), value: 0n }))
          expect(second).to.deep.equal(first)
          expect(permissionsRoot(second.permissions)).to.equal(permissionsRoot(first.permissions))
        }),
        runs(50),
      )
    })
  })

  describe('signer', () => {
    it('takes every kind of key', () => {
      // The generator of the curve.
      const x = '0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'
      const y = '0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'
      const p256 = createSession(options({ signer: { kind: 'P-256', x, y } }))
      expect([p256.signerKind, p256.signer]).to.deep.equal([1, concat([x, y])])
      const erc7913 = createSession(options({ signer: { kind: 'ERC-7913', verifier: PAYMASTER, key: '0x00' } }))
      expect([erc7913.signerKind, erc7913.signer]).to.deep.equal([2, `${PAYMASTER}00`])
      expect(createSession(options({ signer: { kind: 'secp256k1', address: KEY_ADDRESS } }))).to.deep.equal(
        createSession(options()),
      )
    })

    it('refuses zero keys, an empty key of a verifier, and wrong lengths', () => {
      const zero = ZeroAddress as `0x${string}`
      expectRefusal(() => createSession(options({ signer: zero })), 'SignerNotValid', { signerKind: 0n, signer: zero })
      const point = { kind: 'P-256', x: word(0), y: word(0) } as const
      expectRefusal(() => createSession(options({ signer: point })), 'SignerNotValid', { signerKind: 1n })
      const empty = { kind: 'ERC-7913', verifier: PAYMASTER, key: '0x' } as const
      expectRefusal(() => createSession(options({ signer: empty })), 'SignerNotValid', { signer: PAYMASTER })
      const short = { kind: 'P-256', x: '0x01', y: word(1) } as const
      expectRefusal(() => createSession(options({ signer: short })), 'FieldNotValid', { field: 'signer.x' })
    })
  })
})

describe('parseDuration', () => {
  const durations: readonly [string, number][] = [
    ['90s', 90],
    ['15m', 900],
    ['1h', 3_600],
    ['7d', 604_800],
  ]
  for (const [text, seconds] of durations)
    it(`${text} is ${seconds} seconds`, () => expect(parseDuration(text)).to.equal(seconds))

  for (const text of ['', '1', 'h', '0s', '01h', '-1h', '1.5h', '1H', '1 h', '1h30m', '1w', '99999999999999d', '1h\n'])
    it(`refuses ${JSON.stringify(text)}`, () => expectRefusal(() => parseDuration(text), 'DurationNotValid', { text }))
})

describe('periodIndexAt', () => {
  it('counts from the start of the session', () => {
    const session = { validAfter: 1_000, period: 60 }
    expect([1_000, 1_059, 1_060, 1_120].map((seconds) => periodIndexAt(session, seconds))).to.deep.equal([0, 0, 1, 2])
  })

  it('knows no period where there is none, and none before the start', () => {
    expect(periodIndexAt({ validAfter: 1_000, period: 0 }, 5)).to.equal(undefined)
    expectRefusal(() => periodIndexAt({ validAfter: 1_000, period: 60 }, 999), 'SessionNotStarted', {
      validAfter: 1_000,
      seconds: 999,
    })
  })
})
