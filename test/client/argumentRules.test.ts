import { expect } from 'chai'
import { FunctionFragment, id, Interface } from 'ethers'

import {
  allow,
  atLeast,
  atMost,
  between,
  callOf,
  checkPermission,
  equals,
  findPermission,
  noneOf,
  not,
  oneOf,
  p256Signature,
  spend,
  type Demands,
  type Hex,
  type Rule,
} from '../../src'
import { argumentRules } from '../../src/session/argumentRules'
import { brokenRule } from '../../src/session/brokenRule'
import { ACCOUNT, ALL_ONES, aSession, expectRefusal, MODULE, PAYMASTER, SOCIO3, the, word } from './builders'

const FOLLOW = 0x0100_0000
const element = (index: number, size: number): number => 0x0200_0000 + index * 256 + size
const LENGTH = 0x0300_0000
const BYTES_WORD = 0x0400_0000
const NESTED = 0x0500_0000

const rulesOf = (signature: string, demands: Demands): readonly Rule[] =>
  argumentRules(FunctionFragment.from(`function ${signature}`), demands)
const pathOf = (signature: string, demands: Demands): readonly number[] => the(rulesOf(signature, demands)[0]).path

const textOf = (demands: Demands): string =>
  JSON.stringify(demands, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))

describe('argumentRules', () => {
  const one = equals(1n)
  const paths: readonly (readonly [string, Demands, readonly number[]])[] = [
    ['f(uint256 a, uint256 b)', { b: one }, [1]],
    ['f(uint256, uint256)', { 1: one }, [1]],
    ['f((uint256 x, uint256 y) t, uint256 b)', { b: one }, [2]],
    ['f(uint256[3] t, uint256 b)', { b: one }, [3]],
    ['f(uint256 a, (uint256 x, uint256[2] y) t)', { t: { y: { 1: one } } }, [3]],
    ['f(bytes a, uint256 b)', { b: one }, [1]],
    ['f(uint256 a, (uint256 x, bytes y) t)', { t: { x: one } }, [1, FOLLOW, 0]],
    ['f(uint256 a, (uint256 x, bytes y) t)', { t: { y: { length: one } } }, [1, FOLLOW, 1, FOLLOW, LENGTH]],
    ['f(uint256 a, uint256[] b)', { b: { 5: one } }, [1, FOLLOW, element(5, 1)]],
    ['f(uint256 a, uint256[] b)', { b: { length: one } }, [1, FOLLOW, LENGTH]],
    ['f((uint256 x, uint256 y)[] b)', { b: { 5: { y: one } } }, [0, FOLLOW, element(5, 2), 1]],
    ['f((uint256 x)[] b)', { b: { 5: { x: one } } }, [0, FOLLOW, element(5, 1)]],
    ['f((uint256 x, bytes y)[] b)', { b: { 5: { x: one } } }, [0, FOLLOW, element(5, 1), FOLLOW, 0]],
    ['f(uint256[][] b)', { b: { 5: { 6: one } } }, [0, FOLLOW, element(5, 1), FOLLOW, element(6, 1)]],
    ['f(uint256[2][] b)', { b: { 5: { 1: one } } }, [0, FOLLOW, element(5, 2), 1]],
    ['f(uint256[][2] b)', { b: { 1: { 6: one } } }, [0, FOLLOW, 1, FOLLOW, element(6, 1)]],
    ['f(bytes b)', { b: { 3: equals(word(1)) } }, [0, FOLLOW, BYTES_WORD + 3]],
  ]
  for (const [signature, demands, path] of paths)
    it(`finds ${textOf(demands)} in ${signature}`, () => expect(pathOf(signature, demands)).to.deep.equal(path))

  it('finds the arguments of a call in bytes, behind its selector', () => {
    const rules = rulesOf('f(bytes a)', { a: callOf('function g(uint256 x, uint256 y)', { y: one }) })
    expect(rules.map(({ path }) => path)).to.have.deep.members([
      [0, FOLLOW, BYTES_WORD],
      [0, FOLLOW, LENGTH],
      [0, FOLLOW, NESTED, 1],
    ])
  })

  it('sorts values as words, once each, and takes what each type can be compared by', () => {
    const rule = (type: string, condition: Demands[string]): Partial<Rule> =>
      the(rulesOf(`f(${type} a)`, { a: condition })[0])
    expect(rule('uint8', oneOf(3, 1n, 3))).to.deep.include({ wordType: 1, comparison: 0, values: [word(1), word(3)] })
    expect(rule('address', noneOf(MODULE, ACCOUNT)).values).to.deep.equal(
      [ACCOUNT, MODULE].map((address) => word(BigInt(address))).sort(),
    )
    expect(rule('int8', oneOf(-1, 1)).values).to.deep.equal([word(1), ALL_ONES])
    expect(rule('bool', not(true))).to.deep.include({ wordType: 0x0401, comparison: 1, values: [word(1)] })
    expect(rule('int8', atMost(1))).to.deep.include({
      wordType: 0x0101,
      comparison: 3,
      values: [word((1n << 256n) - 128n), word(1)],
    })
    expect(rule('uint16', atLeast(7))).to.deep.include({ comparison: 2, values: [word(7), word(65_535)] })
    expect(rule('bytes4', between('0x00000001', '0x00000002')).values).to.deep.equal(
      [1n, 2n].map((value) => word(value << 224n)),
    )
    expect(rule('uint128', spend({ max: 9n, allowance: 3 }))).to.deep.include({
      comparison: 4,
      values: [word(9)],
      allowance: 3,
    })
  })

  const signature = 'f(address to, (uint256 id, string text)[] posts, bytes data, int64 n)'
  const inner = 'function transfer(address to, uint256 amount)'
  const abi = new Interface([`function ${signature}`, inner])
  const call = (data: string, text = 'x'.repeat(33), to: Hex = PAYMASTER, n = -5n): Hex =>
    abi.encodeFunctionData('f', [to, [[7n, text]], data, n]) as Hex
  const transfer = (amount: bigint): string => abi.encodeFunctionData('transfer', [ACCOUNT, amount])
  const rules = rulesOf(signature, {
    to: oneOf(PAYMASTER, MODULE),
    posts: { length: one, 0: { id: [atLeast(5n), not(6n)], text: equals('x'.repeat(33)) } },
    data: callOf(inner, { amount: atMost(100n) }),
    n: between(-5, 5),
  })

  it('makes rules that the call meets, and no other', () => {
    checkPermission({ ...allow({ address: SOCIO3, abi }, 'f'), rules })
    expect(brokenRule(rules, call(transfer(100n)))).to.equal(undefined)
    const others = [
      call(transfer(101n)),
      call(transfer(1n).replace(id('transfer(address,uint256)').slice(2, 10), '12345678')),
      call(transfer(1n), 'x'.repeat(32)),
      call(transfer(1n), `${'x'.repeat(32)}y`),
      call(transfer(1n), undefined, ACCOUNT),
      call(transfer(1n), undefined, MODULE, 6n),
      abi.encodeFunctionData('f', [PAYMASTER, [], transfer(1n), 0n]) as Hex,
    ]
    for (const data of others) expect(the(brokenRule(rules, data)).code).to.match(/^RuleNotMet|^ArgumentNotReadable/)
  })

  const refused: readonly (readonly [string, Demands, string])[] = [
    ['f(uint256 a)', { b: one }, 'f.b'],
    ['f(uint256 a)', { 1: one }, 'f.1'],
    ['f(uint256 a)', { a: { length: one } }, 'f.a'],
    ['f(uint8 a)', { a: equals(256) }, 'f.a'],
    ['f(uint8 a)', { a: oneOf() }, 'f.a'],
    ['f(uint8 a)', { a: between(2, 1) }, 'f.a'],
    ['f(address a)', { a: atMost(PAYMASTER) }, 'f.a'],
    ['f(int256 a)', { a: spend({ max: 1n }) }, 'f.a'],
    ['f(string a)', { a: atMost('x') }, 'f.a'],
    ['f(string a)', { a: oneOf() }, 'f.a'],
    ['f(bytes a)', { a: oneOf('x') }, 'f.a'],
    ['f(bytes a)', { a: callOf('transfer') }, 'f.a'],
    ['f(string a)', { a: not('x') }, 'f'],
    ['f(uint256[] a)', { a: one }, 'f.a'],
    ['f(uint256[2] a)', { a: { 2: one } }, 'f.a.2'],
    ['f(uint256[] a)', { a: { 65536: one } }, 'f.a.65536'],
    ['f(uint256[256][] a)', { a: { 0: { 0: one } } }, 'f.a'],
    ['f(uint256[][][][] a)', { a: { 0: { 0: { 0: { 0: one } } } } }, 'f.a[0][0][0][0]'],
  ]
  for (const [text, demands, argument] of refused)
    it(`refuses ${textOf(demands)} of ${text}`, () =>
      expectRefusal(() => rulesOf(text, demands), 'RuleNotPossible', { argument }))

  it('refuses more than a permission can have', () => {
    expectRefusal(() => rulesOf('f(string a)', { a: equals('x'.repeat(353)) }), 'RulesTooMany', { count: 13n })
    expect(rulesOf('f(string a)', { a: equals('x'.repeat(352)) })).to.have.length(12)
  })
})

describe('allow with demands', () => {
  const token = { address: SOCIO3, abi: ['function transfer(address to, uint256 amount)'] as const }
  const permission = allow(token, 'transfer', { to: oneOf(PAYMASTER), amount: spend({ max: 9n }) })
  const data = (to: Hex, amount: bigint): string =>
    new Interface(token.abi).encodeFunctionData('transfer', [to, amount])

  it('puts them into the permission, and findPermission claims it for the calls that meet them', () => {
    expect(permission.rules).to.have.length(2)
    checkPermission(permission)
    const session = aSession({ permissions: [permission] })
    expect(findPermission(session, { to: SOCIO3, data: data(PAYMASTER, 9n) })).to.equal(0)
    expectRefusal(() => findPermission(session, { to: SOCIO3, data: data(ACCOUNT, 9n) }), 'RuleNotMet', {
      word: BigInt(ACCOUNT),
    })
    expectRefusal(() => findPermission(session, { to: SOCIO3, data: data(PAYMASTER, 10n) }), 'AllowanceOverCap', {
      amount: 10n,
      cap: 9n,
    })
  })
})

describe('p256Signature', () => {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const signature = (r: bigint, s: bigint): Hex => `${word(r)}${word(s).slice(2)}`

  it('puts s into the lower half, and leaves it where it is there', () => {
    expect(p256Signature(signature(5n, order - 7n))).to.equal(signature(5n, 7n))
    for (const s of [7n, order / 2n]) expect(p256Signature(signature(5n, s))).to.equal(signature(5n, s))
    expect(p256Signature(signature(5n, order / 2n + 1n))).to.equal(signature(5n, order / 2n))
  })

  it('refuses what no key signs', () => {
    for (const wrong of [
      signature(0n, 1n),
      signature(1n, 0n),
      signature(order, 1n),
      signature(1n, order),
      '0x12',
    ] as const)
      expectRefusal(() => p256Signature(wrong), 'FieldNotValid', { field: 'signature' })
  })
})
