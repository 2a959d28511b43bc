// Demands that no rules can enforce are refused where they are written, with the reason; none is dropped in silence.
import { runInNewContext } from 'node:vm'

import { expect } from 'chai'
import { FunctionFragment } from 'ethers'

import {
  allow,
  allowAny,
  and,
  atLeast,
  atMost,
  between,
  callOf,
  createSession,
  equals,
  every,
  noneOf,
  not,
  oneOf,
  or,
  spend,
  type Demands,
  type Rule,
} from '../../src'
import { argumentRules } from '../../src/session/argumentRules'
import { ACCOUNT, expectRefusal, KEY_ADDRESS, NOW, SOCIO3, the, word } from './builders'

const rulesOf = (signature: string, demands: unknown): readonly Rule[] =>
  argumentRules(FunctionFragment.from(`function ${signature}`), demands as Demands)
const one = equals(1n)
/** A text that the compiler does not read. */
const UNTYPED: string = 'function g(bool b)'
const LIMIT = 1n << 192n
const many = (count: number): bigint[] => Array.from({ length: count }, (_, i) => BigInt(i))

/** A function's type, what is demanded of its argument `a`, and why that cannot be. */
const words: readonly (readonly [string, unknown, string])[] = [
  ['uint8', equals(-1), '-1 is no uint8'],
  ['uint8', atLeast(-1n), '-1 is no uint8'],
  ['uint8', equals(256n), '256 is no uint8'],
  ['uint8', between(1, 256), '256 is no uint8'],
  ['uint8', noneOf(1, 256), '256 is no uint8'],
  ['int8', atMost(128), '128 is no int8'],
  ['int8', atLeast(-129), '-129 is no int8'],
  ['uint256', equals(1.5), '1.5 is no uint256'],
  ['uint256', equals(2 ** 53), '9007199254740992 is no uint256'],
  ['uint256', equals('1'), '"1" is no uint256'],
  ['uint256', equals(true), 'true is no uint256'],
  ['uint256', equals(undefined as never), 'undefined is no uint256'],
  ['uint256', atMost(undefined as never), 'undefined is no uint256'],
  ['uint256', atLeast(undefined as never), 'undefined is no uint256'],
  ['int8', between(1, undefined as never), 'undefined is no int8'],
  ['bytes4', between(undefined as never, '0x12345678'), 'undefined is no bytes4'],
  ['bool', equals('false'), '"false" is no bool'],
  ['bool', equals(1n), '1 is no bool'],
  ['bool', between(false, true), 'bool has no order'],
  ['bool', spend({ max: 1n }), 'an allowance counts unsigned numbers, not bool'],
  ['address', equals(1n), '1 is no address'],
  ['address', equals('vitalik.eth'), '"vitalik.eth" is no address'],
  ['address', equals(`${ACCOUNT}00`), `"${ACCOUNT}00" is no address`],
  ['address', equals(ACCOUNT.slice(2)), `"${ACCOUNT.slice(2)}" is no address`],
  [
    'address',
    equals('0x52908400098527886E0F7030069857D2E4169Ee7'),
    '"0x52908400098527886E0F7030069857D2E4169Ee7" is no address',
  ],
  ['address', atLeast(ACCOUNT), 'address has no order'],
  ['address', callOf('function f()'), 'a call is in bytes, not in address'],
  ['bytes4', equals('0x123456'), '"0x123456" is no bytes4'],
  ['bytes4', equals('0x1234567890'), '"0x1234567890" is no bytes4'],
  ['bytes4', equals(1n), '1 is no bytes4'],
  ['bytes4', spend({ max: 1n }), 'an allowance counts unsigned numbers, not bytes4'],
  ['int256', spend({ max: 1n }), 'an allowance counts unsigned numbers, not int256'],
  ['uint8', between(2, 1), 'the range ends before it starts'],
  ['int8', between(1, -1), 'the range ends before it starts'],
  ['uint8', oneOf(), 'oneOf needs a value'],
  ['uint8', noneOf(), 'noneOf needs a value'],
  ['uint256', spend({ max: 0n }), 'the max of an allowance is a bigint from 1 to 2^192 - 1, not 0'],
  ['uint256', spend({ max: -1n }), 'the max of an allowance is a bigint from 1 to 2^192 - 1, not -1'],
  ['uint256', spend({ max: LIMIT }), `the max of an allowance is a bigint from 1 to 2^192 - 1, not ${LIMIT}`],
  ['uint256', spend({ max: 5 as never }), 'the max of an allowance is a bigint from 1 to 2^192 - 1, not 5'],
  ['uint8', spend({ max: 256n }), '256 is no uint8'],
  ['uint256', 1n, 'a demand is made by equals(...) and its like'],
  ['uint256', undefined, 'a demand is made by equals(...) and its like'],
  ['uint256', null, 'a demand is made by equals(...) and its like'],
  ['uint256', [], 'nothing is demanded of it: leave it out'],
  ['uint256', and(), 'and() needs a demand'],
  ['uint256', not(and()), 'and() needs a demand'],
  ['uint256[]', new Map([['length', one]]), 'a demand is made by equals(...) and its like'],
  ['uint256', {}, 'nothing is demanded of it: leave it out'],
  ['(uint256 x)', {}, 'nothing is demanded of it: leave it out'],
  ['uint256[]', {}, 'nothing is demanded of it: leave it out'],
  ['bytes', {}, 'nothing is demanded of it: leave it out'],
  ['uint256', { 0: one }, 'uint256 has no parts'],
  ['uint256[]', one, 'a demand of uint256[] is one of its parts'],
  ['(uint256 x)', one, 'a demand of tuple(uint256) is one of its parts'],
  ['bytes', equals('0x123'), '"0x123" is no bytes'],
  ['bytes', equals('hello'), '"hello" is no bytes'],
  ['bytes', callOf('transfer'), `"transfer" is no function; write it like 'function transfer(address to)'`],
  ['string', equals('\ud800'), 'it is no valid text'],
  ['string', equals(1n), '1 is no string'],
  ['string', oneOf(), 'oneOf and noneOf need a value'],
]

const OF_TEXT = 'of string rules can demand values, parts by { length, 0: ... }, or a call in bytes'
const texts = [atMost('a'), between('a', 'b'), spend({ max: 1n }), callOf('function f()')]

describe('RuleNotPossible', () => {
  for (const [type, demand, reason] of words)
    it(`refuses of ${type}: ${reason.slice(0, 100)}`, () =>
      expectRefusal(() => rulesOf(`f(${type} a)`, { a: demand }), 'RuleNotPossible', { argument: 'f.a', reason }))

  it('refuses of one permission what takes several', () => {
    for (const a of [oneOf('a', 'bc'), not('a'), noneOf('a', 'b')])
      expectRefusal(() => rulesOf('f(string a)', { a }), 'RuleNotPossible', { argument: 'f' })
    expectRefusal(() => rulesOf('f(uint256 a)', { a: oneOf(...many(65)) }), 'RuleNotPossible', {
      argument: 'f',
      reason: 'this takes 2 permissions, which allowAny() makes',
    })
    expect(rulesOf('f(uint256 a)', { a: noneOf(...many(65)) })).to.have.length(2)
    const ofSeveral = or({ a: equals(1n) }, { a: equals(2n) }) as never
    const contract = { address: SOCIO3, abi: ['function f(uint256 a)'] }
    expectRefusal(() => allow(contract, 'f', ofSeveral), 'RuleNotPossible', {
      argument: 'f',
      reason: 'what or, and, not join of several arguments goes to allowAny()',
    })
    expect(rulesOf('f(string a)', { a: oneOf('a', 'b') })).to.have.length(2)
  })

  it('refuses demands of all arguments that came out empty, or that nobody would see', () => {
    const contract = { address: SOCIO3, abi: ['function f(address to, uint256 amount)'].slice() }
    const to = equals(ACCOUNT)
    class Named {
      readonly to = to
    }
    for (const demand of [[], and(), or(and()), new Map([['to', to]]), new Named()])
      expectRefusal(() => allowAny(contract, 'f', demand as never), 'RuleNotPossible', { argument: 'f' })
    for (const demands of [[], [{ to }], new Map([['to', to]]), new Named()])
      expectRefusal(() => allow(contract, 'f', demands as never), 'RuleNotPossible', {
        argument: 'f',
        reason: 'what is demanded of arguments is said by their names',
      })
    expectRefusal(() => rulesOf('f(bytes a)', { a: callOf(UNTYPED, [] as never) }), 'RuleNotPossible', {
      argument: 'f.a.g',
      reason: 'nothing is demanded of it: leave it out',
    })
    // Of another realm, or without a prototype, it is an object like any other.
    const bare = Object.assign(Object.create(null) as Record<string, unknown>, { to })
    expect(allow(contract, 'f', bare as never).rules).to.have.length(1)
    expect(allow(contract, 'f', runInNewContext('({ to })', { to }) as never).rules).to.have.length(1)
  })

  it('refuses of text all but equality', () => {
    for (const a of texts)
      expectRefusal(() => rulesOf('f(string a)', { a }), 'RuleNotPossible', { argument: 'f.a', reason: OF_TEXT })
  })

  const parts: readonly (readonly [string, unknown, string, string])[] = [
    ['f(uint256 a, uint256 a)', { a: one }, 'f.a', '2 parts have this name: give a position'],
    ['f(uint256, uint256 b)', { a: one }, 'f.a', 'there is no such part; there are 0, b'],
    ['f(uint256)', { 1: one }, 'f.1', 'there is no such part; there are 0'],
    ['f()', { a: one }, 'f.a', 'there is no such part; there are none'],
    ['f((uint256 x) a)', { a: { y: one } }, 'f.a.y', 'there is no such part; there are x'],
    ['f(bytes a)', { a: callOf(UNTYPED, { c: one }) }, 'f.a.g.c', 'there is no such part; there are b'],
    ['f(uint256[3] a)', { a: { 3: one } }, 'f.a.3', 'parts are named by an index up to 2, or length'],
    ['f(uint256[3] a)', { a: { length: one } }, 'f.a.length', 'parts are named by an index up to 2, or length'],
    ['f(uint256[] a)', { a: { x: one } }, 'f.a.x', 'parts are named by an index up to 65535, or length'],
    ['f(uint256[] a)', { a: { '01': one } }, 'f.a.01', 'parts are named by an index up to 65535, or length'],
    ['f(uint256[] a)', { a: { 65536: one } }, 'f.a.65536', 'parts are named by an index up to 65535, or length'],
    ['f(bytes a)', { a: { x: one } }, 'f.a.x', 'parts are named by an index up to 16777215, or length'],
    ['f(uint256[] a)', { a: every(and(), { max: 2 }) }, 'f.a[0]', 'and() needs a demand'],
    ['f(bytes a)', { a: { length: [] } }, 'f.a.length', 'nothing is demanded of it: leave it out'],
    ['f(bytes a)', { a: { length: { 0: one } } }, 'f.a.length', 'uint256 has no parts'],
    ['f(bytes a)', { a: { 0: equals('0x12') } }, 'f.a[0]', '"0x12" is no bytes32'],
    [
      'f(uint256[256][] a)',
      { a: { 0: { 0: one } } },
      'f.a',
      'an element has 256 words; rules reach into those of 1 to 255',
    ],
    ['f(uint256[16777216] a, bool b)', { b: equals(true) }, 'f.b', 'it starts at word 16777216; rules reach 16777215'],
    [
      'f(uint256[50331648] a, uint256[] b)',
      { b: { length: one } },
      'f.b',
      'it starts at word 50331648; rules reach 16777215',
    ],
    [
      'f(uint256[][][][] a)',
      { a: { 0: { 0: { 0: { 0: one } } } } },
      'f.a[0][0][0][0]',
      'it is 9 steps deep; a path has at most 8',
    ],
  ]
  for (const [signature, demands, argument, reason] of parts)
    it(`refuses in ${signature} ${argument}`, () =>
      expectRefusal(() => rulesOf(signature, demands), 'RuleNotPossible', { argument, reason }))

  it('takes what stands at the edge of each', () => {
    const a = (type: string, demand: unknown): readonly Rule[] => rulesOf(`f(${type} a)`, { a: demand })
    expect(the(a('uint256', spend({ max: LIMIT - 1n }))[0]).values).to.deep.equal([word(LIMIT - 1n)])
    expect(the(a('uint8', spend({ max: 255n }))[0]).values).to.deep.equal([word(255n)])
    expect(the(a('uint256', oneOf(...many(64), 0n))[0]).values).to.have.length(64)
    expect(the(a('int8', between(-128, 127))[0]).values).to.deep.equal([word((1n << 256n) - 128n), word(127)])
    expect(the(a('uint256', equals(Number.MAX_SAFE_INTEGER))[0]).values).to.deep.equal([word((1n << 53n) - 1n)])
    expect(the(rulesOf('f(uint256[16777215] a, bool b)', { b: equals(true) })[0]).path).to.deep.equal([0xffffff])
    expect(the(rulesOf('f(uint256[] a)', { a: { 65535: one } })[0]).path[2]).to.equal(0x02ffff01)
    expect(rulesOf('f(uint256 a, uint256 a)', { 1: one }).map(({ path }) => path)).to.deep.equal([[1]])
  })
})

describe('allow', () => {
  const abi = ['function pay(uint256 maxValue, uint256 amount) payable', 'function set(uint256 maxValue)'] as const
  const contract = { address: SOCIO3, abi }

  it('takes maxValue as wei where it is a number, as an argument where it is a condition', () => {
    const wei = allow(contract, 'pay', { maxValue: 5n, 0: atMost(7n) })
    expect(wei).to.deep.include({ maxValue: 5n })
    expect(wei.rules.map(({ path }) => path)).to.deep.equal([[0]])
    const argument = allow(contract, 'set', { maxValue: atMost(7n) })
    expect(argument).to.deep.include({ maxValue: 0n })
    expect(argument.rules.map(({ values }) => values)).to.deep.equal([[word(0), word(7)]])
    expectRefusal(() => allow(contract, 'set', { maxValue: 5n }), 'FunctionNotPayable', {})
  })

  it('refuses a condition of wei', () => {
    const plain = { address: SOCIO3, abi: ['function tip(uint256 id) payable'].slice() }
    expectRefusal(() => allow(plain, 'tip', { maxValue: atMost(5n) }), 'RuleNotPossible', {
      argument: 'tip.maxValue',
      reason: 'there is no such part; there are id',
    })
  })

  it('refuses one allowance with two maxima, in a permission and in a session', () => {
    const caps = { allowance: 3n }
    const spending = (first: bigint, second: bigint) => ({
      maxValue: spend({ max: first, allowance: 3 }),
      amount: spend({ max: second, allowance: 3 }),
    })
    expect(allow(contract, 'pay', spending(5n, 5n)).rules).to.have.length(2)
    expectRefusal(() => allow(contract, 'pay', spending(5n, 6n)), 'AllowanceCapsDiffer', caps)
    const session = (max: bigint) =>
      createSession({
        signer: KEY_ADDRESS,
        allow: [
          allow(contract, 'pay', { amount: spend({ max: 5n, allowance: 3 }) }),
          allow(contract, 'set', { maxValue: spend({ max, allowance: 3 }) }),
        ],
        expires: '1h',
        fees: { max: 1n },
        now: NOW,
      })
    expect(session(5n).permissions).to.have.length(2)
    expectRefusal(() => session(6n), 'AllowanceCapsDiffer', caps)
  })

  it('demands of a call in bytes, if its arguments have one length, this length', () => {
    const length = (text: string): Partial<Rule> | undefined =>
      rulesOf('f(bytes a)', { a: callOf(text) }).find(({ path }) => path[2] === 0x0300_0000)
    expect(the(length('function g(uint256 a, (bool, address) b)')).values).to.deep.equal([word(100)])
    expect(the(length('function g()')).values).to.deep.equal([word(4)])
    expect(the(length('function g(uint256 a, bytes b)')).values).to.deep.equal([word(4), word((1n << 256n) - 1n)])
  })
})
