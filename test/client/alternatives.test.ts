// Permissions made from demands that can be met in several ways, one by one; random demands: alternatives.truth.test.ts.
import { expect } from 'chai'
import { Interface } from 'ethers'

import {
  allow,
  allowAll,
  allowAny,
  ALTERNATIVES_MAX,
  and,
  atLeast,
  atMost,
  between,
  callOf,
  Condition,
  createSession,
  equals,
  every,
  findPermission,
  noneOf,
  not,
  oneOf,
  or,
  some,
  spend,
  type Demand,
  type Hex,
  type Permission,
} from '../../src'
import { brokenRule } from '../../src/session/brokenRule'
import { expectRefusal, KEY_ADDRESS, MODULE, NOW, PAYMASTER, SOCIO3, the, word } from './builders'

const permissionsOf = (inputs: string, demand: Demand): readonly Permission[] =>
  allowAny({ address: SOCIO3, abi: [`function f(${inputs})`] }, 'f', demand, { pin: false })

/** Of each permission each rule: comparison and values, as numbers. */
const rulesOf = (inputs: string, demand: Demand): (readonly (readonly [number, ...bigint[]])[])[] =>
  permissionsOf(inputs, demand).map(({ rules }) =>
    rules.map(({ comparison, values }) => [comparison, ...values.map((value) => BigInt(value))] as const),
  )

const [ONE_OF, NONE_OF, BETWEEN, SIGNED] = [0, 1, 2, 3] as const
const wordOf = (value: bigint): bigint => BigInt.asUintN(256, value)
const numbers = (count: number): bigint[] => Array.from({ length: count }, (_, i) => BigInt(i))
const refuses = (inputs: string, demand: Demand, argument: string): void =>
  expectRefusal(() => permissionsOf(inputs, demand), 'RuleNotPossible', { argument })

function titleOf(demand: Demand): string {
  if (!(demand instanceof Condition)) return `a length of ${Object.values(demand).map(titleOf).join()}`
  const { terms } = demand
  if (terms.kind === 'oneOf' || terms.kind === 'noneOf') return `${terms.kind}(${terms.values.join(', ')})`
  return terms.kind === 'between' ? `from ${terms.low ?? 'the least'} to ${terms.high ?? 'the most'}` : terms.kind
}

describe('not', () => {
  const opposites: readonly (readonly [string, Demand, readonly (readonly [number, ...bigint[]])[]])[] = [
    ['uint8', oneOf(1, 2), [[NONE_OF, 1n, 2n]]],
    ['uint8', noneOf(1, 2), [[ONE_OF, 1n, 2n]]],
    ['bool', equals(true), [[NONE_OF, 1n]]],
    [
      'uint8',
      between(5, 9),
      [
        [BETWEEN, 0n, 4n],
        [BETWEEN, 10n, 255n],
      ],
    ],
    ['uint8', between(0, 9), [[BETWEEN, 10n, 255n]]],
    ['uint8', atLeast(1), [[BETWEEN, 0n, 0n]]],
    ['uint256', atMost(2n ** 256n - 2n), [[BETWEEN, 2n ** 256n - 1n, 2n ** 256n - 1n]]],
    [
      'int8',
      between(0, 0),
      [
        [SIGNED, wordOf(-128n), wordOf(-1n)],
        [SIGNED, 1n, 127n],
      ],
    ],
    ['int8', atMost(-2), [[SIGNED, wordOf(-1n), 127n]]],
    ['int8', atLeast(-127), [[SIGNED, wordOf(-128n), wordOf(-128n)]]],
    ['int256', atMost(2n ** 255n - 2n), [[SIGNED, 2n ** 255n - 1n, 2n ** 255n - 1n]]],
    ['bytes2', atMost('0x00ff'), [[BETWEEN, 0x0100n << 240n, 0xffffn << 240n]]],
    ['bytes2', atLeast('0x0001'), [[BETWEEN, 0n, 0n]]],
    ['bytes32', atLeast(word(5)), [[BETWEEN, 0n, 4n]]],
    ['bytes', { length: atMost(4) }, [[BETWEEN, 5n, 2n ** 256n - 1n]]],
    ['bytes', equals('0x'), [[NONE_OF, 0n]]],
  ]
  for (const [type, demand, expected] of opposites)
    it(`turns ${titleOf(demand)} of ${type} around`, () => {
      expect(rulesOf(`${type} a`, { a: not(demand) })).to.have.deep.members(expected.map((rule) => [rule]))
      if (type !== 'bytes') {
        expect(rulesOf(`${type} a`, not({ a: demand }))).to.deep.equal(rulesOf(`${type} a`, { a: not(demand) }))
        expect(rulesOf(`${type} a`, not(not({ a: demand })))).to.deep.equal(rulesOf(`${type} a`, { a: demand }))
      }
    })

  it('refuses the opposite of what every call meets, and of spend', () => {
    refuses('uint8 a', { a: not(between(0, 255)) }, 'f')
    refuses('int8 a', { a: not(atLeast(-128)) }, 'f')
    refuses('uint8 a', not({}), 'f')
    refuses('uint8 a', { a: not(spend({ max: 1n })) }, 'f.a')
    refuses('uint8 a, uint8 b', not({ a: [spend({ max: 1n }), atLeast(1)], b: equals(1) }), 'f.a')
    expect(rulesOf('uint8 a', not({ a: not(spend({ max: 7n })) }))).to.deep.equal([[[4, 7n]]])
  })

  it('turns a call in bytes around: too short, another function, or other arguments', () => {
    const demand = { a: not(callOf('function g(uint8 x)', { x: equals(7) })) }
    const [short, other, arguments_] = [
      [[BETWEEN, 0n, 3n]],
      [[NONE_OF, BigInt(new Interface(['function g(uint8)']).getFunction('g')?.selector ?? 0) << 224n]],
      [[NONE_OF, 7n]],
    ]
    expect(rulesOf('bytes a', demand)).to.have.deep.members([short, other, arguments_])
  })
})

describe('or and and', () => {
  it('make one permission for each shape that a call may have', () => {
    const demand = or({ to: equals(PAYMASTER), amount: atMost(1n) }, { to: equals(MODULE) })
    const rules = rulesOf('address to, uint256 amount', demand).map((one) => [...one].sort((a, b) => a[0] - b[0]))
    expect(rules).to.have.deep.members([
      [
        [ONE_OF, BigInt(PAYMASTER)],
        [BETWEEN, 0n, 1n],
      ],
      [[ONE_OF, BigInt(MODULE)]],
    ])
  })

  it('need one permission where one list says it', () => {
    expect(rulesOf('uint8 a', { a: or(equals(1), equals(3), equals(1)) })).to.deep.equal([[[ONE_OF, 1n, 3n]]])
    expect(
      allow({ address: SOCIO3, abi: ['function f(uint8)'] }, 'f', { 0: or(equals(1), equals(3)) }).rules,
    ).to.have.length(1)
    const pairs = or({ a: equals(1), b: equals(1) }, { a: equals(2), b: equals(1) })
    expect(permissionsOf('uint8 a, uint8 b', pairs)).to.have.length(1)
    const crossed = or({ a: equals(1), b: equals(1) }, { a: equals(2), b: equals(2) })
    expect(permissionsOf('uint8 a, uint8 b', crossed)).to.have.length(2)
  })

  it('join lists only where nothing else is let in', () => {
    const pairs = [
      [1n, 1n],
      [2n, 1n],
      [1n, 2n],
    ] as const
    const list = permissionsOf('uint8 a, uint8 b', or(...pairs.map(([a, b]) => ({ a: equals(a), b: equals(b) }))))
    const f = new Interface(['function f(uint8 a, uint8 b)'])
    const allowed = [0n, 1n, 2n, 3n].flatMap((a) =>
      [0n, 1n, 2n, 3n].flatMap((b) => {
        const data = f.encodeFunctionData('f', [a, b]) as Hex
        return list.some(({ rules }) => brokenRule(rules, data) === undefined) ? [[a, b]] : []
      }),
    )
    expect(allowed).to.have.deep.members(pairs)
  })

  it('leave out what says no more than another, and what no call can meet', () => {
    const narrower = or({ a: equals(1) }, { a: equals(1), b: equals(2) }, { a: equals(1) })
    expect(rulesOf('uint8 a, uint8 b', narrower)).to.deep.equal([[[ONE_OF, 1n]]])
    const half = or({ a: and(equals(1), equals(2)) }, { a: and(atLeast(5), atMost(4)) }, { a: equals(9) })
    expect(rulesOf('uint8 a', half)).to.deep.equal([[[ONE_OF, 9n]]])
    refuses('uint8 a', { a: and(equals(1), not(1)) }, 'f')
    refuses('int8 a', { a: [atLeast(0), atMost(-1)] }, 'f')
    refuses('uint8 a', { a: or() }, 'f.a')
    refuses('uint8 a', equals(1), 'f')
  })

  it('leave out a word of which every value is banned', () => {
    refuses('bool a', { a: noneOf(true, false) }, 'f')
    refuses('bool a', not({ a: oneOf(true, false) }), 'f')
    refuses('uint8 a', { a: noneOf(...numbers(256)) }, 'f')
    refuses('int8 a', { a: [between(-1, 1), noneOf(-1, 0), not(1)] }, 'f')
    refuses('bytes2 a', { a: [between('0xfffe', '0xffff'), noneOf('0xfffe', '0xffff')] }, 'f')
    expect(permissionsOf('uint8 a', { a: noneOf(...numbers(255)) })).to.have.length(1)
    expect(permissionsOf('int8 a', { a: [between(-1, 1), noneOf(-1, 0, 2)] })).to.have.length(1)
    expect(permissionsOf('bytes2 a', { a: [atLeast('0xfffe'), not('0xffff')] })).to.have.length(1)
    // Of a selector only four bytes are compared.
    const other = not(callOf('function g()'))
    expect(permissionsOf('bytes a', { a: and(other, { length: atLeast(4) }) }).length).to.be.greaterThan(0)
  })

  it('narrow several conditions of one word to what they have in common', () => {
    const one = (...conditions: Parameters<typeof or>) => rulesOf('int8 a', { a: and(...conditions) })
    expect(one(atLeast(-5), atMost(5), between(-9, 3))).to.deep.equal([[[SIGNED, wordOf(-5n), 3n]]])
    expect(one(oneOf(-1, 1, 2, 9), atMost(3), not(1))).to.deep.equal([[[ONE_OF, 2n, wordOf(-1n)]]])
    expect(one(noneOf(1), noneOf(-3, 1))).to.deep.equal([[[NONE_OF, 1n, wordOf(-3n)]]])
    expect(one(atLeast(0), noneOf(-3))).to.deep.equal([[[SIGNED, 0n, 127n]]])
  })
})

describe('long enumerations', () => {
  it('become several permissions, or several rules where they are bans', () => {
    const counts = (demand: Demand): number[][] =>
      permissionsOf('uint16 a', demand).map(({ rules }) => rules.map(({ values }) => values.length))
    expect(counts({ a: oneOf(...numbers(64)) })).to.deep.equal([[64]])
    expect(counts({ a: oneOf(...numbers(65)) })).to.deep.equal([[64], [1]])
    expect(counts({ a: noneOf(...numbers(64)) })).to.deep.equal([[64]])
    expect(counts({ a: noneOf(...numbers(130)) }).map((one) => one.sort())).to.deep.equal([[2, 64, 64]])
    expect(counts({ a: noneOf(...numbers(768)) })).to.deep.equal([Array(12).fill(64)])
    expectRefusal(() => counts({ a: noneOf(...numbers(769)) }), 'RulesTooMany', { count: 13n })
  })

  it('are refused above the limit', () => {
    const abi = ['function f(uint16)']
    expect(allowAny({ address: SOCIO3, abi }, 'f', { 0: oneOf(...numbers(64 * ALTERNATIVES_MAX)) })).to.have.length(256)
    expectRefusal(
      () => allowAny({ address: SOCIO3, abi }, 'f', { 0: oneOf(...numbers(64 * ALTERNATIVES_MAX + 1)) }),
      'TooManyAlternatives',
      { count: 257, limit: 256 },
    )
  })
})

describe('every and some', () => {
  it('make one permission for each length', () => {
    const lengths = (demand: Demand): number[] =>
      permissionsOf('uint8[] a', { a: demand }).map(({ rules }) => rules.length)
    expect(lengths(every(atMost(9), { max: 3 }))).to.deep.equal([2, 3, 4])
    expect(lengths(some(atMost(9), { max: 3 }))).to.deep.equal([2, 2, 2])
    expect(lengths(not(some(not(atMost(9)), { max: 3 })))).to.deep.equal([2, 3, 4])
    expect(lengths(not(every(not(atMost(9)), { max: 3 })))).to.deep.equal([2, 2, 2])
    expectRefusal(() => lengths(every(atMost(9), { max: 12 })), 'RulesTooMany', { count: 13n })
  })

  it('look at all elements of an array of fixed length', () => {
    expect(rulesOf('uint8[3] a', { a: every(equals(1)) }).map((rules) => rules.length)).to.deep.equal([3])
    expect(rulesOf('uint8[3] a', { a: some(equals(1), { max: 3 }) }).map((rules) => rules.length)).to.deep.equal([
      1, 1, 1,
    ])
  })

  it('are refused where they cannot be', () => {
    for (const make of [every, some]) {
      refuses('uint8[] a', { a: make(equals(1)) }, 'f.a')
      for (const max of [0, -1, 1.5, NaN]) refuses('uint8[] a', { a: make(equals(1), { max }) }, 'f.a')
      refuses('uint8[3] a', { a: make(equals(1), { max: 2 }) }, 'f.a')
      refuses('uint8[0] a', { a: make(equals(1)) }, 'f.a')
      refuses('uint8 a', { a: make(equals(1), { max: 2 }) }, 'f.a')
      refuses('bytes a', { a: make(equals(1), { max: 2 }) }, 'f.a')
      expectRefusal(() => permissionsOf('uint8[] a', { a: make({}, { max: 257 }) }), 'TooManyAlternatives', {
        count: 257,
      })
    }
  })
})

describe('too many alternatives', () => {
  const outside = (count: number): Demand =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`a${i}`, not(between(5, 9))]))
  const inputs = Array.from({ length: 12 }, (_, i) => `uint8 a${i}`).join(', ')

  it('are refused with their number', () => {
    expect(permissionsOf(inputs, outside(8))).to.have.length(256)
    expectRefusal(() => permissionsOf(inputs, outside(9)), 'TooManyAlternatives', { count: 512, limit: 256 })
  })

  it('are refused before they are all made', () => {
    const hundred = or(...numbers(100).map((i) => ({ a0: equals(i), a1: equals(i) })))
    const other = or(...numbers(100).map((i) => ({ a2: equals(i), a3: equals(i) })))
    expectRefusal(() => permissionsOf(inputs, and(hundred, other)), 'TooManyAlternatives', {
      count: 10_000,
      limit: 256,
    })
  })

  it('are none for allow, which makes one permission', () => {
    const contract = { address: SOCIO3, abi: ['function f(uint8 a)'] }
    expectRefusal(() => allow(contract, 'f', { a: not(between(5, 9)) }), 'RuleNotPossible', { argument: 'f' })
  })
})

describe('a list of permissions', () => {
  const abi = [
    'function f(uint8 a) payable',
    'function g()',
    'function g(uint8) payable',
    'function h() view',
    'event E()',
  ]
  const contract = { address: SOCIO3, abi }
  const sessionOf = (list: Parameters<typeof createSession>[0]['allow']) =>
    createSession({ signer: KEY_ADDRESS, allow: list, expires: '1h', fees: { max: 1n }, value: 9n, now: NOW })
  const names = (list: readonly Permission[]): string[] => list.map((one) => one.functionSignature).sort()

  it('has a value for every shape', () => {
    const list = allowAny(contract, 'f', { a: not(between(5, 9)) }, { maxValue: 3n })
    expect(list.map(({ maxValue }) => maxValue)).to.deep.equal([3n, 3n])
    expectRefusal(() => allowAny(contract, 'g()', {}, { maxValue: 3n }), 'FunctionNotPayable', {})
  })

  it('is all that can change state, but for what is excepted', () => {
    expect(names(allowAll(contract))).to.deep.equal(['f(uint8)', 'g()', 'g(uint8)'])
    expect(allowAll(contract).every(({ maxValue, rules }) => maxValue === 0n && rules.length === 0)).to.equal(true)
    const paid = allowAll(contract, { maxValue: 3n, except: ['g(uint8)'] })
    expect(paid.map((one) => [one.functionSignature, one.maxValue])).to.have.deep.members([
      ['f(uint8)', 3n],
      ['g()', 0n],
    ])
    expectRefusal(() => allowAll(contract, { except: ['g'] }), 'FunctionAmbiguous', { name: 'g' })
    expectRefusal(() => allowAll(contract, { except: ['x'] }), 'FunctionUnknown', { name: 'x' })
    expectRefusal(() => allowAll({ ...contract, abi: ['function h() view'] }), 'FieldNotValid', {
      field: 'contract.abi',
    })
  })

  it('stands in a session beside single ones, and what lists share counts once', () => {
    const two = allowAny(contract, 'f', { a: not(between(5, 9)) })
    const single = allow(contract, 'g()')
    expect(sessionOf([two, single]).permissions).to.have.length(3)
    expect(sessionOf([two, two, single, allowAll(contract)]).permissions).to.have.length(5)
    expectRefusal(() => sessionOf([single, two, single]), 'PermissionDuplicate', {})
    expectRefusal(() => sessionOf([single, [single], single]), 'PermissionDuplicate', {})
    expectRefusal(
      () => createSession({ signer: KEY_ADDRESS, allow: [paid(two)], expires: '1h', fees: { max: 1n }, now: NOW }),
      'ValueMissing',
      {},
    )
  })
  const paid = (list: readonly Permission[]): readonly Permission[] => list.map((one) => ({ ...one, maxValue: 1n }))

  it('gives findPermission the first that accepts', () => {
    const f = new Interface(abi)
    const session = sessionOf([allowAny(contract, 'f', { a: or(atMost(9), between(5, 20), not(between(3, 200))) })])
    const accepts = (low: bigint, high: bigint) => (a: bigint) => a >= low && a <= high
    const ranges = session.permissions.map(({ rules }) => {
      const [low, high] = the(rules[0]).values
      return accepts(BigInt(the(low)), BigInt(the(high)))
    })
    for (const a of numbers(256)) {
      const call = { to: SOCIO3, data: f.encodeFunctionData('f', [a]) as Hex }
      const first = ranges.findIndex((range) => range(a))
      if (first >= 0) expect(findPermission(session, call)).to.equal(first)
      else expectRefusal(() => findPermission(session, call), 'RuleNotMet', { word: a })
    }
  })
})
