// Generators of demands of one function's arguments, and of its calls: from small domains, so that they meet often.
import { concat, id, Interface, toBeHex } from 'ethers'
import fc from 'fast-check'

import type { ArgumentValue, Hex } from '../../src'
import { anAddress } from './builders'
import { INNER, type Tree, type Value } from './demandTrees'

export const FUNCTION =
  'function f(uint8 u, int8 i, bytes1 b, bool o, address a, uint8[] l, int8[2] p, (uint8 x, bool y)[] t, bytes d, string s)'

const U = [0n, 1n, 2n, 5n, 127n, 128n, 254n, 255n]
const I = [-128n, -127n, -1n, 0n, 1n, 126n, 127n]
const B = ['0x00', '0x01', '0x7f', '0x80', '0xfe', '0xff']
const O = [true, false]
const A = [anAddress(0x11), anAddress(0xa2), anAddress(0xf3)]
const S = ['', 'a', 'b', 'x'.repeat(32), 'x'.repeat(33), `${'x'.repeat(32)}y`]
const SELECTOR = new Interface([INNER]).getFunction('g')?.selector ?? '0x'
const inner = (...words: readonly number[]): string => concat([SELECTOR, ...words.map((word) => toBeHex(word, 32))])
const D = [
  ...['0x', '0x00', SELECTOR.slice(0, 8), SELECTOR, `${SELECTOR}00`, inner(1), inner(0, 0), inner(1, 1), inner(5, 0)],
  ...[inner(255, 1), inner(256, 1), inner(1, 2), inner(1, 0, 0), concat([id('h()').slice(0, 10), inner(1, 1)])],
]

/** Arguments by name. */
export const values: fc.Arbitrary<Readonly<Record<string, Value>>> = fc.record({
  u: fc.constantFrom(...U),
  i: fc.constantFrom(...I),
  b: fc.constantFrom(...B),
  o: fc.constantFrom(...O),
  a: fc.constantFrom(...A),
  l: fc.array(fc.constantFrom(...U), { maxLength: 3 }),
  p: fc.array(fc.constantFrom(...I), { minLength: 2, maxLength: 2 }),
  t: fc.array(fc.record({ x: fc.constantFrom(...U), y: fc.constantFrom(...O) }), { maxLength: 3 }),
  d: fc.constantFrom(...D),
  s: fc.constantFrom(...S),
})

const abi = new Interface([FUNCTION])

/** The call with these arguments. */
export const encoded = (args: Readonly<Record<string, Value>>): Hex =>
  abi.encodeFunctionData('f', Object.values(args)) as Hex

// Demands of the same thing, joined.
function joinedOf(leaf: fc.Arbitrary<Tree>, listed: boolean): fc.Arbitrary<Tree> {
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => {
    const many = fc.array(tie('tree'), { minLength: 1, maxLength: 3 })
    return {
      tree: fc.oneof(
        { maxDepth: 2, withCrossShrink: true },
        { weight: 4, arbitrary: leaf },
        { weight: 2, arbitrary: fc.record({ is: fc.constantFrom('any', 'all'), of: many }) },
        { weight: 2, arbitrary: fc.record({ is: fc.constant('not'), of: tie('tree') }) },
        { weight: listed ? 1 : 0, arbitrary: fc.record({ is: fc.constant('list' as const), of: many }) },
      ),
    }
  })
  return tree
}

const membership = (domain: readonly ArgumentValue[]): fc.Arbitrary<Tree> => {
  const some = fc.uniqueArray(fc.constantFrom(...domain), { minLength: 1, maxLength: 4 })
  const one = fc.constantFrom(...domain)
  return fc.oneof(
    fc.record({ is: fc.constantFrom('oneOf' as const, 'noneOf' as const), values: some }),
    fc.record({ is: fc.constantFrom('equals' as const, 'not equals' as const), value: one }),
  )
}

// The domain is in its order.
function range(domain: readonly ArgumentValue[]): fc.Arbitrary<Tree> {
  const last = domain.length - 1
  return fc.oneof(
    fc.record({ is: fc.constantFrom('atMost' as const, 'atLeast' as const), value: fc.constantFrom(...domain) }),
    fc.tuple(fc.nat(last), fc.nat(last)).map(([one, other]): Tree => {
      const [low, high] = [domain[Math.min(one, other)] ?? 0n, domain[Math.max(one, other)] ?? 0n]
      return { is: 'between', low, high }
    }),
  )
}

const ordered = (domain: readonly ArgumentValue[]): fc.Arbitrary<Tree> => fc.oneof(membership(domain), range(domain))
const word = (domain: readonly ArgumentValue[]): fc.Arbitrary<Tree> => joinedOf(ordered(domain), true)
const spend = fc.record({ is: fc.constant('spend' as const), max: fc.constant(100n) })

// By name, some of these.
const parts = (trees: Readonly<Record<string, fc.Arbitrary<Tree>>>, maxLength = 2): fc.Arbitrary<Tree> =>
  fc
    .subarray(Object.keys(trees), { minLength: 1, maxLength: Math.min(maxLength, Object.keys(trees).length) })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, trees[name] ?? spend]))))
    .map((of): Tree => ({ is: 'parts', of }))

function elements(element: fc.Arbitrary<Tree>, max: fc.Arbitrary<number | undefined>): fc.Arbitrary<Tree> {
  return fc.record({ is: fc.constantFrom('every' as const, 'some' as const), of: element, max })
}

const length = word([0n, 1n, 2n, 3n])
const upToFour = fc.integer({ min: 1, max: 4 })
const pair = joinedOf(parts({ x: word(U), y: joinedOf(membership(O), true) }), false)
const list = parts({ length, 0: ordered(U), 1: ordered(U), 2: ordered(U) })
const pairs = parts({ length, 0: pair, 1: pair })
const call = fc.record({ is: fc.constant('inner' as const), of: parts({ x: word(U), y: membership(O) }) })
const bytes = fc.oneof(membership(D), call, parts({ length: word([0n, 3n, 4n, 36n, 68n]) }))

/** Demands of arguments. */
export const demands: fc.Arbitrary<Tree> = joinedOf(
  parts(
    {
      u: fc.oneof({ weight: 3, arbitrary: word(U) }, { weight: 1, arbitrary: joinedOf(spend, true) }),
      i: word(I),
      b: word(B),
      o: joinedOf(membership(O), true),
      a: joinedOf(membership(A), true),
      l: joinedOf(fc.oneof(list, elements(ordered(U), upToFour)), false),
      p: joinedOf(fc.oneof(elements(word(I), fc.constant(undefined)), parts({ 0: word(I), 1: word(I) })), false),
      t: joinedOf(fc.oneof(pairs, elements(pair, upToFour)), false),
      d: joinedOf(bytes, false),
      s: joinedOf(membership(S), true),
    },
    3,
  ),
  false,
)
