// What a rule may compare a word with, at grant: comparisons, masks, values and allowances, on both sides of each edge.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'

import { sessionId, type Comparison, type Hex, type Rule } from '../../../src'
import { ADDRESS, aCharge, ALL_ONES, aRule, BETWEEN, BETWEEN_SIGNED, BOOL, bytesN, CHARGE, int } from './helpers/rules'
import { NONE_OF, ONE_OF, rulesInOrder, signed, uint } from './helpers/rules'
import { installModule } from './helpers/scene'
import { aPermission, aSession, anAddress, inOrder, word } from './helpers/session'
import { GRANTED, grantVerdict } from './helpers/verdicts'

async function grantOf(rules: readonly Rule[]): Promise<unknown[]> {
  const scene = await loadFixture(installModule)
  return await grantVerdict(scene, aSession({ permissions: [aPermission({ rules })] }))
}

const nameOf = async (rule: Rule): Promise<unknown> => (await grantOf([rule]))[0]
const values = (...list: (bigint | number | string)[]): Hex[] =>
  list.map((value) => (typeof value === 'string' ? (value as Hex) : word(value)))
const upTo = (count: number): Hex[] => Array.from({ length: count }, (_, i) => word(i))

const TYPES = [
  ['uint256', uint(256)],
  ['uint8', uint(8)],
  ['int256', int(256)],
  ['int8', int(8)],
  ['bytes32', bytesN(32)],
  ['bytes4', bytesN(4)],
  ['address', ADDRESS],
  ['bool', BOOL],
] as const
const MAX = 2n ** 256n - 1n
const MIN_SIGNED = signed(-(2n ** 255n))
const MAX_SIGNED = word(2n ** 255n - 1n)
/** Right but for its comparison: a value that is canonical for every type. */
const comparing = (comparison: number, wordType: number = uint(256), list = values(0)): Rule =>
  aRule({ comparison: comparison as Comparison, wordType, values: list })

describe('grant: comparisons', () => {
  const between = { uint256: true, uint8: true, bytes32: true, bytes4: true }
  const takes: Readonly<Record<number, Readonly<Record<string, boolean>>>> = {
    [ONE_OF]: Object.fromEntries(TYPES.map(([name]) => [name, true])),
    [NONE_OF]: Object.fromEntries(TYPES.map(([name]) => [name, true])),
    [BETWEEN]: between,
    [BETWEEN_SIGNED]: { int256: true, int8: true },
    [CHARGE]: { uint256: true, uint8: true },
  }
  for (const [name, wordType] of TYPES)
    it(`T100 of ${name} are those that make sense`, async () => {
      for (const comparison of [0, 1, 2, 3, 4, 5, 6, 0x7f, 0x80, 0x82, 0x84, 0xff]) {
        const two = comparison === BETWEEN || comparison === BETWEEN_SIGNED
        const list = two ? values(0, 0) : values(comparison === CHARGE ? 1 : 0)
        const said = await grantOf([comparing(comparison, wordType, list)])
        if (takes[comparison]?.[name] === true) expect(said[0], String(comparison)).to.equal(GRANTED)
        else expect(said).to.deep.equal(['ComparisonNotValid', 0n, BigInt(comparison), BigInt(wordType)])
      }
    })
})

describe('grant: masks', () => {
  const partial = [word(1), word(MAX - 1n), word(2n ** 255n), word(0xff00)]

  for (const comparison of [ONE_OF, NONE_OF])
    it(`are taken with comparison ${comparison}, whatever their bits, but for none`, async () => {
      for (const mask of [ALL_ONES, ...partial])
        expect(await nameOf({ ...comparing(comparison), mask }), mask).to.equal(GRANTED)
      const zero = word(0)
      expect(await grantOf([{ ...comparing(comparison), mask: zero }])).to.deep.equal(['MaskNotValid', 0n, zero])
    })

  const others: readonly Rule[] = [
    comparing(BETWEEN, uint(256), values(0, 0)),
    comparing(BETWEEN_SIGNED, int(256), values(0, 0)),
    aCharge(1n),
  ]
  for (const rule of others)
    it(`are refused with comparison ${rule.comparison}`, async () => {
      for (const mask of [...partial, word(0)])
        expect(await grantOf([{ ...rule, mask }])).to.deep.equal(['MaskNotValid', 0n, mask])
      expect(await nameOf(rule)).to.equal(GRANTED)
    })
})

describe('grant: the number of values', () => {
  const cases: readonly (readonly [number, number, readonly number[]])[] = [
    [ONE_OF, uint(256), [1, 2, 3, 63, 64]],
    [NONE_OF, uint(256), [1, 2, 3, 63, 64]],
    [BETWEEN, uint(256), [2]],
    [BETWEEN_SIGNED, int(256), [2]],
    [CHARGE, uint(256), [1]],
  ]
  for (const [comparison, wordType, right] of cases)
    it(`of comparison ${comparison} is from ${right.at(0)} to ${right.at(-1)}`, async () => {
      for (const count of [0, 1, 2, 3, 63, 64, 65, 255, 256, 257, 258]) {
        const list = comparison === CHARGE ? upTo(count + 1).slice(1) : upTo(count)
        const said = await grantOf([comparing(comparison, wordType, list)])
        if (right.includes(count)) expect(said[0], String(count)).to.equal(GRANTED)
        else expect(said).to.deep.equal(['ValueCountNotValid', 0n, BigInt(count)])
      }
    })
})

/** A list, and which of it is refused. */
type Refused = readonly [what: string, rule: Rule, valueIndex: number]

const ranged = (comparison: number, wordType: number, ...list: (bigint | number | string)[]): Rule =>
  comparing(comparison, wordType, values(...list))
const masked = (mask: bigint, ...list: (bigint | number)[]): Rule =>
  aRule({ wordType: uint(256), mask: word(mask), values: values(...list) })

const accepted: readonly (readonly [string, Rule])[] = [
  ['the highest uint8', ranged(ONE_OF, uint(8), 255)],
  ['the highest uint248', ranged(ONE_OF, uint(248), 2n ** 248n - 1n)],
  ['the highest uint256', ranged(ONE_OF, uint(256), MAX)],
  ['the lowest and highest int8, as words', ranged(ONE_OF, int(8), 127, signed(-128n))],
  ['the lowest int256', ranged(NONE_OF, int(256), MIN_SIGNED)],
  ['any bytes32', ranged(ONE_OF, bytesN(32), 1, MAX)],
  ['the highest bytes4', ranged(ONE_OF, bytesN(4), 0xffffffffn << 224n)],
  ['the highest address', ranged(ONE_OF, ADDRESS, 2n ** 160n - 1n)],
  ['both bools', ranged(ONE_OF, BOOL, 0, 1)],
  ['values inside a mask', masked(0xf0n, 0x10, 0xf0)],
  ['a range of one', ranged(BETWEEN, uint(256), 7, 7)],
  ['all numbers', ranged(BETWEEN, uint(256), 0, MAX)],
  ['a signed range of one', ranged(BETWEEN_SIGNED, int(256), signed(-7n), signed(-7n))],
  ['a signed range over zero', ranged(BETWEEN_SIGNED, int(256), signed(-1n), 1)],
  ['all signed numbers', ranged(BETWEEN_SIGNED, int(256), MIN_SIGNED, MAX_SIGNED)],
  ['a range of negative numbers', ranged(BETWEEN_SIGNED, int(8), signed(-128n), signed(-1n))],
  ['signed values in the order of words', ranged(ONE_OF, int(256), 1, signed(-1n))],
  ['the lowest cap', aCharge(1n)],
  ['the highest cap', aCharge(2n ** 192n - 1n)],
  ['the highest cap of a uint8', { ...aCharge(255n), wordType: uint(8) }],
]

const refused: readonly Refused[] = [
  ['uint8 256', ranged(ONE_OF, uint(8), 256), 0],
  ['uint248 2^248', ranged(NONE_OF, uint(248), 0, 2n ** 248n), 1],
  ['uint8 2^255', ranged(ONE_OF, uint(8), 2n ** 255n), 0],
  ['int8 128', ranged(ONE_OF, int(8), 128), 0],
  ['int8 -129', ranged(ONE_OF, int(8), signed(-129n)), 0],
  ['int8 255, which a word of -1 is not', ranged(ONE_OF, int(8), 255), 0],
  ['int248 -2^255', ranged(ONE_OF, int(248), MIN_SIGNED), 0],
  ['bytes4 of five bytes', ranged(ONE_OF, bytesN(4), 1n << 216n), 0],
  ['bytes31 with a last byte', ranged(ONE_OF, bytesN(31), 1), 0],
  ['bytes1 that is a number', ranged(ONE_OF, bytesN(1), 0x42), 0],
  ['an address of 161 bits', ranged(ONE_OF, ADDRESS, 2n ** 160n), 0],
  ['bool 2', ranged(ONE_OF, BOOL, 0, 1, 2), 2],
  ['a lower bound that is not canonical', ranged(BETWEEN, uint(8), 256, 257), 0],
  ['an upper bound that is not canonical', ranged(BETWEEN, uint(8), 0, 256), 1],
  ['a signed bound that is not canonical', ranged(BETWEEN_SIGNED, int(8), signed(-1n), 128), 1],
  ['a cap that is not canonical', { ...aCharge(256n), wordType: uint(8) }, 0],
  ['a value outside the mask', masked(0xf0n, 0x10, 0x21), 1],
  ['a value above the mask', masked(0xf0n, 0x100), 0],
  ['a value twice', ranged(ONE_OF, uint(256), 1, 1), 1],
  ['a value twice, of noneOf', ranged(NONE_OF, uint(256), 0, 5, 5), 2],
  ['falling values', ranged(ONE_OF, uint(256), 1, 3, 2), 2],
  ['signed values in the order of numbers', ranged(ONE_OF, int(256), signed(-1n), 1), 1],
  ['T15 a range the wrong way round', ranged(BETWEEN, uint(256), 8, 7), 1],
  ['a range of bytes the wrong way round', ranged(BETWEEN, bytesN(1), 2n << 248n, 1n << 248n), 1],
  ['T15 a signed range the wrong way round', ranged(BETWEEN_SIGNED, int(256), 1, signed(-1n)), 1],
  ['a signed range from 2^255 - 1 to -2^255', ranged(BETWEEN_SIGNED, int(256), MAX_SIGNED, MIN_SIGNED), 1],
  ['a range of falling negative numbers', ranged(BETWEEN_SIGNED, int(256), signed(-1n), signed(-2n)), 1],
  ['a cap of zero', aCharge(0n), 0],
  ['a cap of 2^192', aCharge(2n ** 192n), 0],
  ['a cap of 2^256 - 1', aCharge(MAX), 0],
]

describe('grant: values', () => {
  for (const [what, rule] of accepted)
    it(`takes ${what}`, async () => {
      expect(await nameOf(rule)).to.equal(GRANTED)
    })

  for (const [what, rule, index] of refused)
    it(`refuses ${what}`, async () => {
      expect(await grantOf([rule])).to.deep.equal(['ValueNotValid', 0n, BigInt(index), rule.values[index]])
    })
})

describe('grant: allowances', () => {
  for (const [comparison, rule] of [
    [ONE_OF, comparing(ONE_OF)],
    [NONE_OF, comparing(NONE_OF)],
    [BETWEEN, comparing(BETWEEN, uint(256), values(0, 0))],
    [BETWEEN_SIGNED, comparing(BETWEEN_SIGNED, int(256), values(0, 0))],
  ] as const)
    it(`have no number with comparison ${comparison}`, async () => {
      for (const allowance of [1, 255])
        expect(await grantOf([{ ...rule, allowance }])).to.deep.equal(['AllowanceNotValid', 0n, BigInt(allowance)])
    })

  it('have any number with charge', async () => {
    for (const allowance of [0, 1, 128, 255]) expect(await nameOf(aCharge(1n, allowance))).to.equal(GRANTED)
  })

  it('have one cap for each number in a permission', async () => {
    const differ = rulesInOrder([aCharge(8n, 3, 0), aCharge(9n, 3, 1)])
    const [other, cap] = differ.map((rule) => BigInt(rule.values[0]!))
    expect(await grantOf(differ)).to.deep.equal(['AllowanceCapsDiffer', 3n, cap, other])
    const same = rulesInOrder([aCharge(8n, 3, 0), aCharge(8n, 3, 1), aCharge(9n, 4, 2)])
    expect((await grantOf(same))[0]).to.equal(GRANTED)
  })

  it('T102 have one cap for each number in a session, however far apart', async () => {
    const scene = await loadFixture(installModule)
    const between = [anAddress(0x2001), anAddress(0x2002), anAddress(0x2003)].map((target) => aPermission({ target }))
    const permissions = inOrder([
      ...between,
      aPermission({ target: anAddress(0x3001), rules: [aCharge(8n, 255)] }),
      aPermission({ target: anAddress(0x3002), rules: rulesInOrder([aCharge(9n, 255), aCharge(8n, 254, 1)]) }),
    ])
    const caps = permissions.flatMap(({ rules }) => rules.filter(({ allowance }) => allowance === 255))
    const [other, cap] = caps.map((rule) => BigInt(rule.values[0]!))
    const said = await grantVerdict(scene, aSession({ permissions }))
    expect(said).to.deep.equal(['AllowanceCapsDiffer', 255n, cap, other])
  })

  it('are shared by permissions that give one number one cap', async () => {
    const scene = await loadFixture(installModule)
    const targets = [anAddress(0x3001), anAddress(0x3002)]
    const permissions = inOrder(targets.map((target) => aPermission({ target, rules: [aCharge(8n, 255)] })))
    const session = aSession({ permissions })
    expect(await grantVerdict(scene, session)).to.deep.equal([GRANTED, sessionId(session)])
  })

  it('are something that a period counts', async () => {
    const scene = await loadFixture(installModule)
    const uncounted = { period: 60, maxCalls: 2 ** 32 - 1, maxFee: 0n, maxValue: 0n }
    const session = aSession({ ...uncounted, permissions: [aPermission({ rules: [aCharge(1n)] })] })
    expect(await grantVerdict(scene, session)).to.deep.equal([GRANTED, sessionId(session)])
    const other = aSession({ ...uncounted, permissions: [aPermission({ rules: [aRule()] })] })
    const said = await grantVerdict(scene, other)
    expect(said).to.deep.equal(['PeriodWithoutLimit', 60n])
  })
})
