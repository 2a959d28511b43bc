// One rule on one word: every comparison at its edges, every type at its end.
import { expect } from 'chai'
import { AbiCoder, concat, MaxUint256, toBeHex } from 'ethers'

import type { Comparison, Hex, Rule } from '../../../src'
import { decodeArguments } from '../../../src/verdict/ArgumentValue'
import { evaluateRule } from '../../../src/verdict/evaluateRule'
import { argumentsShape } from '../../../src/verdict/Shape'
import { aRule, the, word } from '../builders'

const [ONE_OF, NONE_OF, BETWEEN, BETWEEN_SIGNED, CHARGE] = [0, 1, 2, 3, 4] as const
const NEGATIVE = (value: bigint): bigint => 2n ** 256n - value

/** `accepted`, or the code of the error, for a word that is the argument of a function. */
function codeOf(rule: Rule, value: bigint): string {
  const data = concat(['0x12345678', AbiCoder.defaultAbiCoder().encode(['uint256'], [value])]) as Hex
  const args = the(decodeArguments(data, the(argumentsShape('f(uint256)'))))
  const ruling = evaluateRule(rule, args, { callIndex: 2n, ruleIndex: 1n })
  if ('word' in ruling) return `accepted ${ruling.word === value}`
  expect(ruling.error.args).to.include({ callIndex: 2n, ruleIndex: 1n })
  return ruling.error.code
}

const ruleOf = (comparison: Comparison, values: readonly bigint[], changed: Partial<Rule> = {}): Rule =>
  aRule({ comparison, values: values.map((value) => word(value)), ...changed })

describe('evaluateRule', () => {
  const table: readonly (readonly [string, Rule, readonly bigint[], readonly bigint[]])[] = [
    ['oneOf', ruleOf(ONE_OF, [3n, 7n]), [3n, 7n], [2n, 4n, 6n, 8n]],
    ['noneOf', ruleOf(NONE_OF, [3n, 7n]), [2n, 4n, 8n], [3n, 7n]],
    ['between', ruleOf(BETWEEN, [3n, 7n]), [3n, 5n, 7n], [2n, 8n, MaxUint256]],
    ['between of one word', ruleOf(BETWEEN, [3n, 3n]), [3n], [2n, 4n]],
    [
      'betweenSigned',
      ruleOf(BETWEEN_SIGNED, [NEGATIVE(2n), 3n], { wordType: 0x0120 }),
      [NEGATIVE(2n), NEGATIVE(1n), 0n, 3n],
      [NEGATIVE(3n), 4n, 2n ** 255n, 2n ** 255n - 1n],
    ],
    ['charge', ruleOf(CHARGE, [3n]), [0n, 3n, 4n, MaxUint256], []],
    ['oneOf under a mask', ruleOf(ONE_OF, [0x10n], { mask: word(0xf0) }), [0x10n, 0x1fn, 0x110n], [0x20n, 0x30n]],
    ['noneOf under a mask', ruleOf(NONE_OF, [0x10n], { mask: word(0xf0) }), [0x20n], [0x10n, 0x1fn]],
  ]
  for (const [name, rule, accepted, refused] of table)
    it(`compares by ${name}`, () => {
      for (const value of accepted) expect(codeOf(rule, value), toBeHex(value)).to.equal('accepted true')
      for (const value of refused) expect(codeOf(rule, value), toBeHex(value)).to.equal('RuleNotMet')
    })

  const types: readonly (readonly [string, number, readonly bigint[], readonly bigint[]])[] = [
    ['uint8', 0x0001, [0n, 255n], [256n, MaxUint256]],
    ['uint256', 0x0020, [0n, MaxUint256], []],
    ['int8', 0x0101, [127n, NEGATIVE(128n)], [128n, NEGATIVE(129n), 255n]],
    ['int256', 0x0120, [2n ** 255n, MaxUint256], []],
    ['bytes1', 0x0201, [0n, 1n << 248n], [1n, 1n << 247n]],
    ['bytes32', 0x0220, [1n, MaxUint256], []],
    ['address', 0x0314, [0n, 2n ** 160n - 1n], [2n ** 160n, MaxUint256]],
    ['bool', 0x0401, [0n, 1n], [2n, 256n]],
    ['no type', 0x0501, [], [0n, 1n]],
  ]
  for (const [name, wordType, accepted, refused] of types)
    it(`T12 knows the words of ${name}, and refuses others under every comparison`, () => {
      for (const comparison of [NONE_OF, CHARGE] as const) {
        // None of these is the word that noneOf leaves out.
        const rule = ruleOf(comparison, [0x77n], { wordType })
        for (const value of accepted) expect(codeOf(rule, value), toBeHex(value)).to.equal('accepted true')
        for (const value of refused) expect(codeOf(rule, value), toBeHex(value)).to.equal('WordNotCanonical')
      }
    })

  it('says that a path means nothing in the function, or leads to nothing in the call', () => {
    expect(codeOf(aRule({ path: [1] }), 1n)).to.equal('RuleNotOfFunction')
    const data = concat(['0x12345678', AbiCoder.defaultAbiCoder().encode(['uint256[]'], [[]])]) as Hex
    const args = the(decodeArguments(data, the(argumentsShape('f(uint256[])'))))
    const rule = aRule({ path: [0, 0x0100_0000, 0x0200_0001] })
    const ruling = evaluateRule(rule, args, { callIndex: 0n, ruleIndex: 0n })
    expect('error' in ruling && ruling.error.code).to.equal('ArgumentNotReadable')
  })
})
