// Which rules may be granted: how many, in which order, along which paths, and on which types of words. What they compare
// with is in grant.ruleValues.test.ts.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { keccak256, toBeHex } from 'ethers'

import { sessionId, type Hex, type Rule } from '../../../src'
import { ADDRESS, aRule, BOOL, bytesN, bytesWordAt, elementAt, FOLLOW, int, LENGTH, NESTED } from './helpers/rules'
import { packRule, ruled, rulesInOrder, uint, wordAt } from './helpers/rules'
import { installModule } from './helpers/scene'
import { aPermission, aSession, aTransfer, anAddress, inOrder, SOCIO3, word } from './helpers/session'
import { GRANTED, grantVerdict } from './helpers/verdicts'

/** Grants one permission with these rules, in this order: the id, or why not. */
async function grantOf(rules: readonly Rule[]): Promise<unknown[]> {
  const scene = await loadFixture(installModule)
  return await grantVerdict(scene, aSession({ permissions: [aPermission({ rules })] }))
}

const idOf = (rules: readonly Rule[]): Hex => sessionId(aSession({ permissions: [aPermission({ rules })] }))

/** `count` rules on different words, in order. */
const many = (count: number, overrides: Partial<Rule> = {}): Rule[] =>
  rulesInOrder(Array.from({ length: count }, (_, i) => aRule({ path: [wordAt(i)], ...overrides })))

describe('grant: the number and the order of rules', () => {
  it('takes twelve', async () => {
    expect(await grantOf(many(12))).to.deep.equal([GRANTED, idOf(many(12))])
  })

  for (const count of [13, 14, 100])
    it(`refuses ${count}`, async () => {
      expect(await grantOf(many(count))).to.deep.equal(['RulesTooMany', BigInt(count), 12n])
    })

  it('counts them for each permission alone', async () => {
    const scene = await loadFixture(installModule)
    const permissions = inOrder([1, 2, 3].map((i) => aPermission({ target: anAddress(i), rules: many(12) })))
    const session = aSession({ permissions })
    expect(await grantVerdict(scene, session)).to.deep.equal([GRANTED, sessionId(session)])
  })

  it('takes the most of everything: twelve rules of eight steps and sixty-four values, masked', async () => {
    const values = Array.from({ length: 64 }, (_, i) => word(2 * i))
    const rules = rulesInOrder(
      Array.from({ length: 12 }, (_, i) => {
        const path = [wordAt(i), FOLLOW, elementAt(1), FOLLOW, NESTED, wordAt(2), FOLLOW, bytesWordAt(3)]
        return aRule({ path, values, mask: word(0xfffe) })
      }),
    )
    expect(await grantOf(rules)).to.deep.equal([GRANTED, idOf(rules)])
  })

  it('refuses falling order, and names the rule and both hashes', async () => {
    const [low, high] = many(2).map((rule) => keccak256(packRule(rule)))
    expect(await grantOf(many(2).reverse())).to.deep.equal(['RulesNotAscending', 1n, low, high])
  })

  it('T102 refuses one rule twice, also apart', async () => {
    const [a, b] = many(2) as [Rule, Rule]
    const [low, high] = [a, b].map((rule) => keccak256(packRule(rule)))
    expect(await grantOf([a, a])).to.deep.equal(['RulesNotAscending', 1n, low, low])
    expect(await grantOf([a, b, b])).to.deep.equal(['RulesNotAscending', 2n, high, high])
    expect(await grantOf([a, b, a])).to.deep.equal(['RulesNotAscending', 2n, low, high])
  })

  it('refuses any on a plain transfer', async () => {
    const scene = await loadFixture(installModule)
    for (const rules of [[aRule()], many(13), [aRule({ path: [] })]]) {
      const session = aSession({ permissions: [{ ...aTransfer(SOCIO3), rules }] })
      expect(await grantVerdict(scene, session)).to.deep.equal(['RulesOnTransfer', SOCIO3])
    }
  })

  it('makes another session of every other rule', async () => {
    const variants: Rule[][] = [
      ...[[], [aRule()], [aRule({ comparison: 1 })], [aRule({ values: [word(2)] })], [aRule({ wordType: uint(8) })]],
      ...[[aRule({ path: [wordAt(1)] })], [aRule({ mask: word(1) })], many(2)],
    ]
    const ids: unknown[] = []
    for (const rules of variants) ids.push((await grantOf(rules))[1])
    expect(ids).to.deep.equal(variants.map(idOf))
    expect(new Set(ids).size).to.equal(variants.length)
  })
})

const ONE = elementAt(0)
const TWO = elementAt(0, 2)
const BYTES_WORD = bytesWordAt(0)
const deep = (...steps: number[]): number[] => [wordAt(0), FOLLOW, ...steps]

const goodPaths: readonly (readonly [string, number[]])[] = [
  ['a word', [wordAt(0)]],
  ['the last word that can be named', [wordAt(0xffffff)]],
  ['a word of a tuple', deep(wordAt(5))],
  ['an element', deep(elementAt(3))],
  ['the last element that can be named', deep(elementAt(0xffff))],
  ['a word of the longest element', deep(elementAt(0, 255), wordAt(254))],
  ['a length', deep(LENGTH)],
  ['the last word of bytes that can be named', deep(bytesWordAt(0xffffff))],
  ['an argument of a call in bytes', deep(NESTED, wordAt(1))],
  ['what an element points to', deep(ONE, FOLLOW, wordAt(0))],
  ['what a word of an element points to', deep(TWO, wordAt(1), FOLLOW, LENGTH)],
  ['an array in an array in an array', deep(ONE, FOLLOW, ONE, FOLLOW, TWO, wordAt(0))],
  ['a call in a call', deep(NESTED, wordAt(0), FOLLOW, NESTED, wordAt(0))],
  ['eight steps', deep(NESTED, wordAt(0), FOLLOW, ONE, FOLLOW, BYTES_WORD)],
]

/** Path, and the step that is refused. */
const badPaths: readonly (readonly [string, number[], number])[] = [
  ['that begins with a pointer', [FOLLOW, wordAt(0)], 0],
  ['that begins with an element', [ONE], 0],
  ['that begins with a length', [LENGTH], 0],
  ['that begins with a word of bytes', [BYTES_WORD], 0],
  ['that begins with a nested call', [NESTED, wordAt(0)], 0],
  ['that ends with a pointer', [wordAt(0), FOLLOW], 1],
  ['that ends with a nested call', deep(NESTED), 2],
  ['that ends with an element of two words', deep(TWO), 2],
  ['with a word after a word', [wordAt(0), wordAt(0)], 1],
  ['with an element of what is not followed', [wordAt(0), ONE], 1],
  ['with a length of what is not followed', [wordAt(0), LENGTH], 1],
  ['with bytes that are not followed', [wordAt(0), BYTES_WORD], 1],
  ['with a nested call that is not followed', [wordAt(0), NESTED, wordAt(0)], 1],
  ['that follows a structure', deep(FOLLOW, wordAt(0)), 2],
  ['with a word of an element of one word', deep(ONE, wordAt(0)), 3],
  ['with an element of an element of one word', deep(ONE, ONE), 3],
  ['that follows an element of two words', deep(TWO, FOLLOW, wordAt(0)), 3],
  ['with a length of an element of two words', deep(TWO, LENGTH), 3],
  ['with an element of no words', deep(elementAt(7, 0)), 2],
  ['with an element of no words, of which a word is named', deep(elementAt(7, 0), wordAt(0)), 2],
  ['with more after a length', deep(LENGTH, wordAt(0)), 3],
  ['that follows a length', deep(LENGTH, FOLLOW, wordAt(0)), 3],
  ['with more after a word of bytes', deep(BYTES_WORD, wordAt(0)), 3],
  ['that follows a word of bytes', deep(BYTES_WORD, FOLLOW, wordAt(0)), 3],
  ['that follows a nested call', deep(NESTED, FOLLOW, wordAt(0)), 3],
  ['with an element of a nested call', deep(NESTED, ONE), 3],
  ['with a nested call of a nested call', deep(NESTED, NESTED, wordAt(0)), 3],
  ['with a length of a nested call', deep(NESTED, LENGTH), 3],
  ['with an operand for a pointer', [wordAt(0), FOLLOW | 1, wordAt(0)], 1],
  ['with the highest operand bit for a pointer', [wordAt(0), FOLLOW | 0x800000, wordAt(0)], 1],
  ['with an operand for a length', deep(LENGTH | 1), 2],
  ['with an operand for a nested call', deep(NESTED | 0x100, wordAt(0)), 2],
  ['with kind 6', [0x06000000], 0],
  ['with kind 6 after a pointer', deep(0x06000000), 2],
  ['with kind 255', deep(0xff000000), 2],
  ['whose last of eight steps is a pointer', deep(ONE, FOLLOW, ONE, FOLLOW, ONE, FOLLOW), 7],
]

describe('grant: paths', () => {
  for (const [what, path] of goodPaths)
    it(`takes ${what}`, async () => {
      const rules = [aRule({ path })]
      expect(await grantOf(rules)).to.deep.equal([GRANTED, idOf(rules)])
    })

  for (const [what, path, step] of badPaths)
    it(`refuses one ${what}`, async () => {
      const reason = ['PathStepNotValid', 0n, BigInt(step), BigInt(path[step]!)]
      expect(await grantOf([aRule({ path })])).to.deep.equal(reason)
    })

  it('have one to eight steps', async () => {
    const long = (pairs: number, last: number) => [...Array.from({ length: pairs }, () => [0, FOLLOW]).flat(), last]
    for (const path of [[], long(4, 0), [...long(4, 0), FOLLOW], long(127, 0), long(128, 0)])
      expect(await grantOf([aRule({ path })])).to.deep.equal(['PathLengthNotValid', 0n, BigInt(path.length), 8n])
    expect((await grantOf([aRule({ path: [...long(3, wordAt(0))] })]))[0]).to.equal(GRANTED)
  })

  it('alternate between structures and what is found in them: all of up to three steps', async () => {
    const steps = { w: 0, F: FOLLOW, e: ONE, E: TWO, l: LENGTH, b: BYTES_WORD, n: NESTED } as const
    const letters = Object.keys(steps) as (keyof typeof steps)[]
    const texts = letters.flatMap((a) => [a, ...letters.flatMap((b) => [a + b, ...letters.map((c) => a + b + c)])])
    const grammar = /^w(F(w|e|Ew|nw))*(F[lb])?$/
    for (const text of texts) {
      const path = Array.from(text, (letter) => steps[letter as keyof typeof steps])
      const [name] = await grantOf([aRule({ path })])
      expect([text, name]).to.deep.equal([text, grammar.test(text) ? GRANTED : 'PathStepNotValid'])
    }
    expect(texts.filter((text) => grammar.test(text)).length).to.equal(5)
  })

  it('names the rule whose path it is', async () => {
    const [first] = many(1)
    const said = await grantOf([first!, aRule({ path: [FOLLOW] })])
    expect(said).to.deep.equal(['PathStepNotValid', 1n, 0n, BigInt(FOLLOW)])
  })
})

describe('grant: types of words', () => {
  it('are those of the ABI that fit one word, and no others', async () => {
    const sizes = Array.from({ length: 32 }, (_, i) => i + 1)
    const types = [...sizes.map((size) => uint(8 * size)), ...sizes.map((size) => int(8 * size)), ...sizes.map(bytesN)]
    const valid = new Set([...types, ADDRESS, BOOL])
    for (let kind = 0; kind < 7; kind++)
      for (const size of [0, ...sizes, 33, 64, 255]) {
        const wordType = (kind << 8) | size
        const said = await grantOf([aRule({ wordType, values: [word(0)] })])
        if (valid.has(wordType)) expect(said[0], toBeHex(wordType, 2)).to.equal(GRANTED)
        else expect(said).to.deep.equal(['WordTypeNotValid', 0n, BigInt(wordType)])
      }
  })

  it('are named with their rule', async () => {
    const [first] = many(1)
    expect(await grantOf([first!, aRule({ wordType: 0xffff })])).to.deep.equal(['WordTypeNotValid', 1n, 0xffffn])
  })

  it('have their place in the one session that is granted', async () => {
    const scene = await loadFixture(installModule)
    const session = aSession(ruled([aRule({ wordType: ADDRESS }), aRule({ wordType: BOOL })]))
    expect(await grantVerdict(scene, session)).to.deep.equal([GRANTED, sessionId(session)])
  })
})
