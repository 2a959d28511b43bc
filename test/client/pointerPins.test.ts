// Pins: where the ABI coder puts a pointer that rules follow, reckoned by hand; and that a call with another layout, which the
// rules alone accept since the module follows it, is refused with them.
import { expect } from 'chai'
import { concat, FunctionFragment, Interface } from 'ethers'

import {
  allow,
  allowAny,
  atLeast,
  callOf,
  equals,
  findPermission,
  oneOf,
  or,
  type Demands,
  type Hex,
  type Rule,
} from '../../src'
import { argumentRules } from '../../src/session/argumentRules'
import { brokenRule } from '../../src/session/brokenRule'
import { aSession, expectRefusal, SOCIO3, word } from './builders'

const FOLLOW = 0x0100_0000
const NESTED = 0x0500_0000
const element = (index: number): number => 0x0200_0000 + index * 256 + 1
const one = equals(1n)
const long = equals('x'.repeat(33))

const rulesOf = (signature: string, demands: unknown, pin: boolean): readonly Rule[] =>
  argumentRules(FunctionFragment.from(`function ${signature}`), demands as Demands, pin)

/** The rules that only pinning makes: path and value. */
function pinsOf(signature: string, demands: unknown): (readonly [readonly number[], number])[] {
  const without = rulesOf(signature, demands, false).map((rule) => JSON.stringify(rule))
  const pins = rulesOf(signature, demands, true).filter((rule) => !without.includes(JSON.stringify(rule)))
  for (const { comparison, wordType, values } of pins) {
    expect([comparison, wordType]).to.deep.equal([0, 0x20])
    expect(values).to.have.length(1)
  }
  return pins.map(({ path, values }) => [path, Number(values[0])] as const)
}

const cases: readonly (readonly [string, unknown, (readonly [readonly number[], number])[]])[] = [
  ['f(uint256 a)', { a: one }, []],
  ['f(uint256[2] a, bytes b)', { a: { 0: one } }, []],
  ['f(bytes a)', { a: { length: one } }, [[[0], 32]]],
  ['f(uint256[2] a, uint256 b, bytes c)', { c: { length: one } }, [[[3], 128]]],
  // A later one only if all before it has one size.
  ['f(bytes a, bytes b)', { b: { length: one } }, []],
  ['f(bytes a, bytes b)', { a: { length: atLeast(1n) }, b: { length: one } }, [[[0], 64]]],
  ['f(bytes a, bytes b)', { a: { length: oneOf(1n, 2n) }, b: { length: one } }, [[[0], 64]]],
  [
    'f(bytes a, bytes b)',
    { a: { length: equals(33) }, b: { length: one } },
    [
      [[0], 64],
      [[1], 160],
    ],
  ],
  [
    'f(bytes a, bytes b)',
    { a: { length: equals(0) }, b: { length: one } },
    [
      [[0], 64],
      [[1], 96],
    ],
  ],
  [
    'f(string a, bytes b)',
    { a: long, b: { length: one } },
    [
      [[0], 64],
      [[1], 160],
    ],
  ],
  [
    'f(uint256[] a, bytes b)',
    { a: { length: equals(3) }, b: { length: one } },
    [
      [[0], 64],
      [[1], 192],
    ],
  ],
  [
    'f((uint8, bool)[] a, bytes b)',
    { a: { length: equals(2) }, b: { length: one } },
    [
      [[0], 64],
      [[1], 224],
    ],
  ],
  // Into tuples, and arrays of fixed length.
  ['f((uint256 x, bytes y) a)', { a: { x: one } }, [[[0], 32]]],
  [
    'f((uint256 x, bytes y) a)',
    { a: { y: { length: one } } },
    [
      [[0], 32],
      [[0, FOLLOW, 1], 64],
    ],
  ],
  [
    'f(bytes[2] a)',
    { a: { 0: { length: one } } },
    [
      [[0], 32],
      [[0, FOLLOW, 0], 64],
    ],
  ],
  ['f(bytes[2] a)', { a: { 1: { length: one } } }, [[[0], 32]]],
  [
    'f((bytes x, bytes[2] y) a, bytes b)',
    { a: { x: { length: one }, y: { 0: { length: one }, 1: { length: equals(32) } } }, b: { length: one } },
    [
      [[0], 64],
      [[0, FOLLOW, 0], 64],
      [[0, FOLLOW, 1], 128],
      [[0, FOLLOW, 1, FOLLOW, 0], 64],
      [[0, FOLLOW, 1, FOLLOW, 1], 128],
      // 64, and behind it the tuple: its heads 64, x 64, the heads of y 64, and its two elements 64 each.
      [[1], 64 + 64 + 64 + 64 + 128],
    ],
  ],
  // Into arrays of any length: how many elements there are decides where the first stands.
  ['f(bytes[] a)', { a: { 0: { length: one } } }, [[[0], 32]]],
  [
    'f(bytes[] a)',
    { a: { length: equals(3), 0: { length: one } } },
    [
      [[0], 32],
      [[0, FOLLOW, element(0)], 96],
    ],
  ],
  [
    'f(bytes[] a)',
    { a: { length: equals(2), 0: { length: one }, 1: { length: one } } },
    [
      [[0], 32],
      [[0, FOLLOW, element(0)], 64],
      [[0, FOLLOW, element(1)], 128],
    ],
  ],
  // Also where it is not known where an element stands, what is inside it is.
  [
    'f((bytes x)[] a)',
    { a: { 1: { x: { length: one } } } },
    [
      [[0], 32],
      [[0, FOLLOW, element(1), FOLLOW, 0], 32],
    ],
  ],
  // Also behind more elements than rules could speak of.
  [
    'f(bytes[] a)',
    { a: { length: equals(70), 0: { length: one } } },
    [
      [[0], 32],
      [[0, FOLLOW, element(0)], 70 * 32],
    ],
  ],
  [
    'f(bytes[70] a)',
    { a: { 0: { length: one }, 1: { length: one } } },
    [
      [[0], 32],
      [[0, FOLLOW, 0], 70 * 32],
      [[0, FOLLOW, 1], 70 * 32 + 64],
    ],
  ],
  [
    'f(bytes[] a)',
    { a: { length: equals(3), 0: { length: one }, 2: { length: one } } },
    [
      [[0], 32],
      [[0, FOLLOW, element(0)], 96],
    ],
  ],
  [
    'f((bytes x)[] a)',
    { a: { 65535: { x: { length: one } } } },
    [
      [[0], 32],
      [[0, FOLLOW, element(65535), FOLLOW, 0], 32],
    ],
  ],
  // Into calls in bytes, behind the selector.
  [
    'f(bytes a, bytes b)',
    { a: callOf('function g(uint256 x)', { x: one }), b: { length: one } },
    [
      [[0], 64],
      [[1], 64 + 32 + 64],
    ],
  ],
  [
    'f(bytes a, bytes b)',
    { a: callOf('function g(bool x, bytes y)', { y: { length: one } }), b: { length: one } },
    [
      [[0], 64],
      [[0, FOLLOW, NESTED, 1], 64],
    ],
  ],
]

describe('pins of pointers', () => {
  for (const [signature, demands, pins] of cases)
    it(`stand in ${signature} ${pins.length} times for ${JSON.stringify(demands, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)).slice(0, 120)}`, () =>
      expect(pinsOf(signature, demands)).to.have.deep.members([...pins]))

  const abi = ['function post(uint256 id, string text)', 'function tag(bytes pin)']
  const contract = { address: SOCIO3, abi }
  const pinned = allow(contract, 'post', { text: equals('hi') })
  const free = allow(contract, 'post', { text: equals('hi'), pin: false })
  const hi = concat([word(2), `0x6869${'00'.repeat(30)}`])
  const canonical = { to: SOCIO3, data: concat([pinned.selector, word(7), word(64), hi]) as Hex }
  // A callee that reads the text at its usual place finds 'no' here.
  const no = concat([word(2), `0x6e6f${'00'.repeat(30)}`])
  const relocated = { to: SOCIO3, data: concat([pinned.selector, word(7), word(128), no, hi]) as Hex }

  it('refuse a text that stands elsewhere than the coder puts it', () => {
    expect(findPermission(aSession({ permissions: [pinned] }), canonical)).to.equal(0)
    expect(findPermission(aSession({ permissions: [free] }), canonical)).to.equal(0)
    expectRefusal(() => findPermission(aSession({ permissions: [pinned] }), relocated), 'RuleNotMet', { word: 128n })
    expect(findPermission(aSession({ permissions: [free] }), relocated)).to.equal(0)
  })

  // Alternatives of which one list of selectors could speak: with pins for each function, or they are two.
  const relay = { address: SOCIO3, abi: ['function run(bytes data)'] }
  const hello = { s: equals('hi') }
  const either = (g: string) =>
    allowAny(relay, 'run', { data: or(callOf('function f(string s)', hello), callOf(g, hello)) })
  const run = (inside: string): { to: Hex; data: Hex } => {
    const data = new Interface(relay.abi).encodeFunctionData('run', [inside]) as Hex
    return { to: SOCIO3, data }
  }
  const selectorOf = (text: string): string => FunctionFragment.from(`function ${text}`).selector
  const inside = (text: string, pointer: number, ...words: string[]): string =>
    concat([selectorOf(text), word(pointer), ...words, hi])

  it('stand in each of several calls in bytes', () => {
    const one = either('function g(string s)')
    expect(one).to.have.length(1)
    const session = aSession({ permissions: one })
    for (const text of ['f(string)', 'g(string)']) {
      expect(findPermission(session, run(inside(text, 32)))).to.equal(0)
      expectRefusal(() => findPermission(session, run(inside(text, 96, no))), 'RuleNotMet', { word: 96n })
    }
  })

  it('part calls in bytes that have theirs at different places', () => {
    const two = either('function g(string s, uint256 x)')
    expect(two).to.have.length(2)
    const accepts = (call: { to: Hex; data: Hex }): boolean =>
      two.some(({ rules }) => brokenRule(rules, call.data) === undefined)
    expect(accepts(run(inside('f(string)', 32)))).to.equal(true)
    expect(accepts(run(inside('g(string,uint256)', 64, word(7))))).to.equal(true)
    // f with the layout of g, and g with that of f.
    expect(accepts(run(inside('f(string)', 64, word(7))))).to.equal(false)
    expect(accepts(run(inside('g(string,uint256)', 32)))).to.equal(false)
  })

  it('count as rules, and can be left out', () => {
    const text = (length: number, pin: boolean): number =>
      allow(contract, 'post', { text: equals('x'.repeat(length)), pin }).rules.length
    expect([text(320, true), text(352, false)]).to.deep.equal([12, 12])
    expectRefusal(() => text(352, true), 'RulesTooMany', { count: 13n, maximum: 12n })
  })

  it('leave an argument called pin alone', () => {
    expect(allow(contract, 'tag', { pin: { length: one } }).rules).to.have.length(2)
    expect(allow(contract, 'tag', { pin: false, 0: { length: one } }).rules).to.have.length(1)
  })
})
