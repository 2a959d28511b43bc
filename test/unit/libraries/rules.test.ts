// Types, comparisons and allowances of rules, each at the value where its answer changes. The Lens must give the same answer.
import { expect } from 'chai'

import type { Hex, Rule } from '../../../src'
import { aRule } from '../../client/builders'
import { at, callData, checkBoth, FOLLOW, LENGTH, spendsOf, wordOf } from '../../helpers/readerHarness'

const [ONE_OF, NONE_OF, BETWEEN, BETWEEN_SIGNED, CHARGE] = [0, 1, 2, 3, 4] as const
const MAX = 2n ** 256n - 1n
const MIN_INT = 2n ** 255n

const words = (...values: readonly (bigint | number)[]): Hex[] => values.map(wordOf)
const rule = (
  comparison: Rule['comparison'],
  values: readonly (bigint | number)[],
  changed: Partial<Rule> = {},
): Rule => aRule({ comparison, values: words(...values), ...changed })

const charge = (cap: bigint, allowance: number, index = 0): Rule =>
  rule(CHARGE, [cap], { allowance, path: [at(index)] })

const notMet = (word: bigint, ruleIndex = 0n, callIndex = 0n) => ['RuleNotMet', callIndex, ruleIndex, word]

/** Types with words at their edges: such as the ABI has, and such as it has not. */
const TYPES: readonly (readonly [
  name: string,
  wordType: number,
  canonical: readonly bigint[],
  other: readonly bigint[],
])[] = [
  ['uint8', 0x0001, [0n, 255n], [256n, MIN_INT, MAX]],
  ['uint128', 0x0010, [0n, 2n ** 128n - 1n], [2n ** 128n, MAX]],
  ['uint256', 0x0020, [0n, MIN_INT, MAX], []],
  ['int8', 0x0101, [0n, 127n, MAX, MAX - 127n], [128n, 255n, 256n, MAX - 128n, MIN_INT, MAX - 2n ** 8n]],
  [
    'int128',
    0x0110,
    [2n ** 127n - 1n, MAX - 2n ** 127n + 1n],
    [2n ** 127n, 2n ** 128n - 1n, MAX - 2n ** 127n, MIN_INT],
  ],
  ['int256', 0x0120, [0n, MIN_INT, MIN_INT - 1n, MAX], []],
  ['bytes1', 0x0201, [0n, 1n << 248n, 255n << 248n], [1n, 1n << 247n, MAX]],
  ['bytes31', 0x021f, [MAX - 255n], [1n, 128n, MAX]],
  ['bytes32', 0x0220, [0n, 1n, MAX], []],
  ['address', 0x0314, [0n, 2n ** 160n - 1n], [2n ** 160n, MIN_INT, MAX]],
  ['bool', 0x0401, [0n, 1n], [2n, 255n, 256n, MIN_INT, MAX]],
]

describe('RuleLib', () => {
  for (const [name, wordType, canonical, other] of TYPES)
    it(`T169 takes a word as ${name} only as the ABI encodes it, whatever the comparison`, async () => {
      for (const word of canonical) {
        expect(await checkBoth([rule(ONE_OF, [word], { wordType })], callData(word))).to.deep.equal([])
        expect(await checkBoth([rule(NONE_OF, [word], { wordType })], callData(word))).to.deep.equal(notMet(word))
      }
      const all = [
        rule(ONE_OF, [0n], { wordType }),
        rule(NONE_OF, [0n], { wordType }),
        rule(BETWEEN, [0n, MAX], { wordType }),
        rule(BETWEEN_SIGNED, [MIN_INT, MIN_INT - 1n], { wordType }),
        rule(CHARGE, [1n], { wordType }),
      ]
      for (const word of other)
        for (const one of all)
          expect(await checkBoth([one], callData(word), 2)).to.deep.equal([
            'WordNotCanonical',
            2n,
            0n,
            word,
            BigInt(wordType),
          ])
    })

  it('oneOf holds for each of its values and for no other, noneOf the other way round', async () => {
    const values = [0n, 5n, 7n, MIN_INT, MAX]
    for (const word of [0n, 1n, 4n, 5n, 6n, 7n, 8n, MIN_INT - 1n, MIN_INT, MAX - 1n, MAX]) {
      const isAmong = values.includes(word)
      expect(await checkBoth([rule(ONE_OF, values)], callData(word))).to.deep.equal(isAmong ? [] : notMet(word))
      expect(await checkBoth([rule(NONE_OF, values)], callData(word))).to.deep.equal(isAmong ? notMet(word) : [])
    }
  })

  it('oneOf and noneOf look at all of 64 values', async () => {
    const values = Array.from({ length: 64 }, (_, i) => BigInt(3 * i))
    for (const [word, isAmong] of [
      [0n, true],
      [189n, true],
      [188n, false],
      [192n, false],
    ] as const) {
      expect(await checkBoth([rule(ONE_OF, values)], callData(word))).to.deep.equal(isAmong ? [] : notMet(word))
      expect(await checkBoth([rule(NONE_OF, values)], callData(word))).to.deep.equal(isAmong ? notMet(word) : [])
    }
  })

  it('between holds from its first value to its second, both inclusive', async () => {
    const of = async (word: bigint, low: bigint, high: bigint) =>
      await checkBoth([rule(BETWEEN, [low, high])], callData(word))
    for (const word of [10n, 11n, 20n]) expect(await of(word, 10n, 20n)).to.deep.equal([])
    for (const word of [0n, 9n, 21n, MIN_INT, MAX]) expect(await of(word, 10n, 20n)).to.deep.equal(notMet(word))
    expect(await of(MAX, 0n, MAX)).to.deep.equal([])
    expect(await of(MIN_INT, MIN_INT - 1n, MIN_INT)).to.deep.equal([])
    expect(await of(7n, 7n, 7n)).to.deep.equal([])
    expect(await of(8n, 7n, 7n)).to.deep.equal(notMet(8n))
  })

  it('T15 betweenSigned compares numbers below zero as such', async () => {
    const of = async (word: bigint, low: bigint, high: bigint) =>
      await checkBoth([rule(BETWEEN_SIGNED, [low, high], { wordType: 0x0120 })], callData(word))
    const signed = (value: bigint): bigint => BigInt.asUintN(256, value)
    for (const word of [-10n, -1n, 0n, 5n]) expect(await of(word, -10n, 5n)).to.deep.equal([])
    for (const word of [-11n, 6n, -MIN_INT, MIN_INT - 1n])
      expect(await of(word, -10n, 5n)).to.deep.equal(notMet(signed(word)))
    expect(await of(-MIN_INT, -MIN_INT, MIN_INT - 1n)).to.deep.equal([])
    expect(await of(-3n, -5n, -3n)).to.deep.equal([])
    expect(await of(-2n, -5n, -3n)).to.deep.equal(notMet(signed(-2n)))
  })

  it('a mask leaves out bits of the word, and of no value', async () => {
    const mask = wordOf(0xff00n)
    expect(await checkBoth([rule(ONE_OF, [0x1200n], { mask })], callData(0x991234n))).to.deep.equal([])
    expect(await checkBoth([rule(ONE_OF, [0x1200n], { mask })], callData(0x1300n))).to.deep.equal(notMet(0x1300n))
    expect(await checkBoth([rule(NONE_OF, [0x1200n], { mask })], callData(0x991234n))).to.deep.equal(notMet(0x991234n))
    expect(await checkBoth([rule(NONE_OF, [0x1200n], { mask })], callData(0x1300n))).to.deep.equal([])
    // The word must be canonical with all of its bits.
    const narrow = rule(ONE_OF, [0n], { mask: wordOf(1n), wordType: 0x0001 })
    expect(await checkBoth([narrow], callData(0x100n))).to.deep.equal(['WordNotCanonical', 0n, 0n, 0x100n, 1n])
  })

  it('all rules must hold, and the first that does not is named, with its call', async () => {
    const all = [0, 1, 2].map((index) => rule(ONE_OF, [BigInt(index + 1)], { path: [at(index)] }))
    expect(await checkBoth(all, callData(1, 2, 3))).to.deep.equal([])
    expect(await checkBoth(all, callData(9, 9, 3), 4)).to.deep.equal(notMet(9n, 0n, 4n))
    expect(await checkBoth(all, callData(1, 9, 9), 4)).to.deep.equal(notMet(9n, 1n, 4n))
    expect(await checkBoth(all, callData(1, 2, 9), 255)).to.deep.equal(notMet(9n, 2n, 255n))
    expect(await checkBoth(all, callData(1, 2), 300)).to.deep.equal(['ArgumentNotReadable', 300n, 2n])
  })

  it('reads on behind rules of every form', async () => {
    const forms = [
      rule(ONE_OF, [1n]),
      rule(NONE_OF, [7n, 8n, 9n], { mask: wordOf(0xffn) }),
      rule(BETWEEN, [1n, 1n]),
      rule(BETWEEN_SIGNED, [1n, 1n], { wordType: 0x0120 }),
      charge(5n, 3),
      rule(ONE_OF, [0x40n], { path: [at(1)] }),
      rule(ONE_OF, [6n], { path: [at(1), FOLLOW, LENGTH] }),
    ]
    for (let first = 0; first < forms.length; first++) {
      const rules = [...forms.slice(first), ...forms.slice(0, first), rule(ONE_OF, [2n])]
      expect(await checkBoth(rules, callData(1, 0x40, 6))).to.deep.equal(notMet(1n, BigInt(forms.length)))
      expect(await checkBoth(rules.slice(0, -1), callData(1, 0x40, 6))).to.deep.equal([])
    }
  })

  it('T170 what cannot be read meets no comparison, not even a negated one', async () => {
    const wordTypes = { [ONE_OF]: 0x20, [NONE_OF]: 0x20, [BETWEEN]: 0x20, [BETWEEN_SIGNED]: 0x0120, [CHARGE]: 0x20 }
    const all = [
      rule(ONE_OF, [0n]),
      rule(NONE_OF, [1n]),
      rule(NONE_OF, [1n], { mask: wordOf(1n) }),
      rule(BETWEEN, [0n, MAX]),
      rule(BETWEEN_SIGNED, [MIN_INT, MIN_INT - 1n]),
      rule(CHARGE, [1n]),
    ].map((one) => ({ ...one, path: [at(1)], wordType: wordTypes[one.comparison] }))
    for (const one of all) {
      expect(await checkBoth([one], callData(0, 0))).to.deep.equal([])
      for (const data of [callData(), callData(0), callData(0, `0x${'00'.repeat(31)}`)])
        expect(await checkBoth([one], data)).to.deep.equal(['ArgumentNotReadable', 0n, 0n])
    }
  })
})

describe('RuleLib, charges', () => {
  it('are the amounts of the call, added up for each allowance', async () => {
    const rules = [charge(10n, 1), charge(20n, 2, 1), charge(10n, 1, 2)]
    expect(await spendsOf(rules, callData(3, 4, 5))).to.deep.equal([
      [2n, 20n, 4n],
      [1n, 10n, 8n],
    ])
    expect(await spendsOf([rule(ONE_OF, [3n])], callData(3))).to.deep.equal([])
    expect(await spendsOf([charge(10n, 255)], callData(0))).to.deep.equal([[255n, 10n, 0n]])
  })

  it('that do not fit are the largest number, over every cap', async () => {
    const rules = [charge(10n, 1), charge(10n, 1, 1)]
    expect(await spendsOf(rules, callData(MAX - 1n, 1))).to.deep.equal([[1n, 10n, MAX]])
    for (const [first, second] of [
      [MAX, 1n],
      [MIN_INT, MIN_INT],
      [MAX, MAX],
    ] as const)
      expect(await spendsOf(rules, callData(first, second))).to.deep.equal([[1n, 10n, MAX]])
  })

  it('are not compared with the cap call by call: the op is judged as a whole', async () => {
    expect(await spendsOf([charge(1n, 0)], callData(MAX))).to.deep.equal([[0n, 1n, MAX]])
  })
})
