// Rules on arguments in an op: each comparison at its edges, each type of word, data that are too short, and which rules are
// asked about which call. Paths deeper than a word are tested with ArgumentLib.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataSlice, keccak256, toBeHex } from 'ethers'

import { permissionLeaf, type CallLike, type Hex, type Permission, type Rule, type Session } from '../../../src'
import { refusal } from './helpers/chain'
import { anOp, check, header, SAME, windowOf } from './helpers/op'
import {
  ADDRESS,
  aRule,
  BETWEEN,
  BETWEEN_SIGNED,
  BOOL,
  bytesN,
  int,
  NONE_OF,
  ONE_OF,
  rulesInOrder,
} from './helpers/rules'
import { ruled, signed, uint, wordAt } from './helpers/rules'
import { grant, installModule, type Scene } from './helpers/scene'
import { aPermission, aSession, anAddress, HOUR, inOrder, START, word } from './helpers/session'

const ACCEPTED = ['(not refused)', windowOf(START, START + HOUR)]
const MAX = 2n ** 256n - 1n

async function granted(session: Session): Promise<Scene> {
  const scene = await loadFixture(installModule)
  await grant(scene, session)
  return scene
}

/** A call under the permission with these bytes as its arguments. */
const callWith = ({ target, selector }: Permission, args: string, value = 0n): CallLike => ({
  to: target,
  value,
  data: concat([selector, args]),
})

/** What the module says of one op with a call for each of these arguments, all under the session's only permission. */
async function askAll(scene: Scene, session: Session, args: readonly string[]): Promise<unknown[]> {
  const calls = args.map((one) => callWith(session.permissions[0]!, one))
  return await refusal(check(scene, anOp(scene, session, { calls })))
}

type Word = bigint | string
const wordOf = (value: Word): string => (typeof value === 'string' ? value : word(value))

const range = (wordType: number, comparison: number, ...values: readonly Word[]): Rule =>
  aRule({ wordType, comparison: comparison as 0, values: values.map((value) => wordOf(value) as Hex) })
const masked = (mask: bigint, comparison: number, ...values: readonly Word[]): Rule => ({
  ...range(uint(256), comparison, ...values),
  mask: word(mask),
})
const bytes4 = (value: bigint): bigint => value << 224n

/** Words that meet a rule, and words that do not. */
const CASES: readonly (readonly [what: string, rule: Rule, met: readonly Word[], unmet: readonly Word[]])[] = [
  ['one value', range(uint(256), ONE_OF, 7n), [7n], [0n, 6n, 8n, MAX]],
  ['three values', range(uint(256), ONE_OF, 3n, 5n, MAX), [3n, 5n, MAX], [0n, 2n, 4n, 6n, MAX - 1n]],
  ['none of three values', range(uint(256), NONE_OF, 0n, 5n, MAX), [1n, 4n, 6n, MAX - 1n], [0n, 5n, MAX]],
  ['a range', range(uint(256), BETWEEN, 10n, 20n), [10n, 11n, 19n, 20n], [0n, 9n, 21n, MAX]],
  ['a range of one', range(uint(256), BETWEEN, 7n, 7n), [7n], [6n, 8n]],
  ['a range up to the highest number', range(uint(256), BETWEEN, 2n ** 255n, MAX), [2n ** 255n, MAX], [2n ** 255n - 1n]],
  ['a range of bytes4', range(bytesN(4), BETWEEN, bytes4(5n), bytes4(6n)), [bytes4(5n), bytes4(6n)], [bytes4(4n), bytes4(7n)]],
  ['a signed range', range(int(256), BETWEEN_SIGNED, signed(-2n), 3n), [signed(-2n), signed(-1n), 0n, 3n], [signed(-3n), 4n, 2n ** 255n, 2n ** 255n - 1n]],
  ['all negative numbers', range(int(256), BETWEEN_SIGNED, 2n ** 255n, signed(-1n)), [2n ** 255n, signed(-1n)], [0n, 2n ** 255n - 1n]],
  ['a signed range of int8', range(int(8), BETWEEN_SIGNED, signed(-128n), signed(-127n)), [signed(-128n), signed(-127n)], [signed(-126n), 127n]],
  ['a masked value', masked(0xff00n, ONE_OF, 0x1200n), [0x1200n, 0x12ffn, (MAX << 16n) & MAX | 0x1234n], [0x1300n, 0x12n, 0n]],
  ['no odd number', masked(1n, NONE_OF, 1n), [0n, 2n, MAX - 1n], [1n, 3n, MAX]],
  ['true', range(BOOL, ONE_OF, 1n), [1n], [0n]],
  ['an address', range(ADDRESS, ONE_OF, BigInt(anAddress(7))), [BigInt(anAddress(7))], [BigInt(anAddress(8)), 0n]],
] // prettier-ignore

describe('validateUserOp: comparisons', () => {
  for (const [what, rule, met, unmet] of CASES)
    it(`holds the argument to ${what}`, async () => {
      const session = aSession(ruled([rule]))
      const scene = await granted(session)
      for (const one of met.map(wordOf)) expect(await askAll(scene, session, [one]), one).to.deep.equal(ACCEPTED)
      for (const one of unmet.map(wordOf))
        expect(await askAll(scene, session, [one])).to.deep.equal(['RuleNotMet', 0n, 0n, BigInt(one)])
    })
})

/** What the ABI would not encode, though the bits that the type has are those of an allowed value. */
const DIRTY: readonly (readonly [what: string, wordType: number, clean: Word, dirty: readonly Word[]])[] = [
  ['uint8', uint(8), 5n, [0x105n, 2n ** 255n + 5n]],
  ['uint248', uint(248), 5n, [2n ** 248n + 5n]],
  ['int8', int(8), signed(-1n), [0xffn, MAX ^ 0x100n]],
  ['int248', int(248), signed(-1n), [MAX ^ (1n << 255n), 2n ** 248n - 1n]],
  ['bytes4', bytesN(4), bytes4(5n), [bytes4(5n) + 1n, bytes4(5n) | (1n << 223n)]],
  ['bytes31', bytesN(31), 5n << 8n, [(5n << 8n) | 1n]],
  ['address', ADDRESS, 5n, [2n ** 160n + 5n, 2n ** 255n + 5n]],
  ['bool', BOOL, 1n, [2n, 0x101n, 2n ** 255n + 1n]],
]

describe('validateUserOp: types of words', () => {
  for (const [what, wordType, clean, dirty] of DIRTY)
    it(`T169 refuses a word with bits that ${what} does not have, before it is compared`, async () => {
      for (const comparison of [ONE_OF, NONE_OF] as const) {
        const session = aSession(ruled([range(wordType, comparison, clean)]))
        const scene = await granted(session)
        for (const one of dirty.map(wordOf))
          expect(await askAll(scene, session, [one])).to.deep.equal([
            'WordNotCanonical',
            ...[0n, 0n, BigInt(one), BigInt(wordType)],
          ])
      }
    })
})

describe('validateUserOp: arguments that are not there', () => {
  const any = range(uint(256), BETWEEN, 0n, MAX)

  for (const index of [0, 1, 2, 5])
    it(`T170 refuses data that end inside word ${index}, and takes those that end behind it`, async () => {
      const session = aSession(ruled([{ ...any, path: [wordAt(index)] }]))
      const scene = await granted(session)
      const size = 32 * (index + 1)
      const args = toBeHex(1, size + 64)
      for (const length of [size, size + 1, size + 32])
        expect(await askAll(scene, session, [dataSlice(args, 0, length)])).to.deep.equal(ACCEPTED)
      for (const length of new Set([0, 1, 31, size - 32, size - 1]))
        if (length < size)
          expect(await askAll(scene, session, [dataSlice(args, 0, length)])).to.deep.equal([
            'ArgumentNotReadable',
            0n,
            0n,
          ])
    })

  it('T170 refuses data that end inside a word behind a pointer, and takes those that end behind it', async () => {
    const followed = 1 << 24
    const session = aSession(ruled([{ ...any, path: [wordAt(0), followed, wordAt(1)] }]))
    const scene = await granted(session)
    const args = concat([word(32), word(1), word(2)])
    expect(await askAll(scene, session, [args])).to.deep.equal(ACCEPTED)
    for (const length of [64, 95])
      expect(await askAll(scene, session, [dataSlice(args, 0, length)])).to.deep.equal(['ArgumentNotReadable', 0n, 0n])
  })

  it('T12 T170 are refused whatever is asked of them, and though a call behind would fill them up', async () => {
    for (const rule of [range(uint(256), ONE_OF, 0n), range(uint(256), NONE_OF, 7n), any]) {
      const session = aSession(ruled([rule]))
      const scene = await granted(session)
      const said = await askAll(scene, session, ['0x', word(0), word(0)])
      expect(said).to.deep.equal(['ArgumentNotReadable', 0n, 0n])
    }
  })

  it('are not looked for in words of the highest index that can be named', async () => {
    const session = aSession(ruled([{ ...any, path: [wordAt(0xffffff)] }]))
    const scene = await granted(session)
    expect(await askAll(scene, session, [word(1)])).to.deep.equal(['ArgumentNotReadable', 0n, 0n])
  })
})

describe('validateUserOp: rules of a permission', () => {
  /** Of the words 0 to 3, each has to be its own number. */
  const four = rulesInOrder([0, 1, 2, 3].map((i) => aRule({ path: [wordAt(i)], values: [word(i)] })))
  const right = [0, 1, 2, 3].map((i) => word(i))

  it('must all hold, and the first that does not is named', async () => {
    const session = aSession(ruled(four))
    const scene = await granted(session)
    expect(await askAll(scene, session, [concat(right)])).to.deep.equal(ACCEPTED)
    for (const [index, { path }] of four.entries()) {
      const wrong = right.map((one, i) => (i === path[0] ? word(99) : one))
      expect(await askAll(scene, session, [concat(wrong)])).to.deep.equal(['RuleNotMet', 0n, BigInt(index), 99n])
    }
    const none = concat([99, 99, 99, 99].map((i) => word(i)))
    expect(await askAll(scene, session, [none])).to.deep.equal(['RuleNotMet', 0n, 0n, 99n])
  })

  it('T28 hold for every call of a batch, also where a header says "the same permission"', async () => {
    const session = aSession(ruled(four))
    const scene = await granted(session)
    const good = concat(right)
    const bad = concat([99, 1, 2, 3].map((i) => word(i)))
    const rule = BigInt(four.findIndex(({ path }) => path[0] === 0))
    expect(await askAll(scene, session, [good, good, good, good])).to.deep.equal(ACCEPTED)
    for (const at of [0, 1, 2, 3]) {
      const args = [0, 1, 2, 3].map((i) => (i === at ? bad : good))
      expect(await askAll(scene, session, args)).to.deep.equal(['RuleNotMet', BigInt(at), rule, 99n])
    }
  })

  it('twelve of them are all asked', async () => {
    const twelve = rulesInOrder(Array.from({ length: 12 }, (_, i) => aRule({ path: [wordAt(i)], values: [word(i)] })))
    const session = aSession(ruled(twelve))
    const scene = await granted(session)
    const args = Array.from({ length: 12 }, (_, i) => word(i))
    expect(await askAll(scene, session, [concat(args)])).to.deep.equal(ACCEPTED)
    for (const [index, { path }] of twelve.entries()) {
      const wrong = args.map((one, i) => (i === path[0] ? word(99) : one))
      expect(await askAll(scene, session, [concat(wrong)])).to.deep.equal(['RuleNotMet', 0n, BigInt(index), 99n])
    }
  })

  it('stand beside its cap of value', async () => {
    const session = aSession({ maxValue: 100n, ...ruled([aRule()], { maxValue: 5n }) })
    const scene = await granted(session)
    const ask = async (args: string, value: bigint) =>
      await refusal(check(scene, anOp(scene, session, { calls: [callWith(session.permissions[0]!, args, value)] })))
    expect(await ask(word(1), 5n)).to.deep.equal(ACCEPTED)
    expect(await ask(word(1), 6n)).to.deep.equal(['ValueOverCap', 0n, 6n, 5n])
    expect(await ask(word(2), 6n)).to.deep.equal(['RuleNotMet', 0n, 0n, 2n])
  })

  it('are those of the permission that each call claims, and of no other', async () => {
    const open = aPermission({ target: anAddress(0x2001) })
    const strict = aPermission({ target: anAddress(0x2002), rules: [aRule()] })
    const other = aPermission({ target: anAddress(0x2003), rules: [aRule({ values: [word(2)] })] })
    const permissions = inOrder([open, strict, other])
    const session = aSession({ permissions })
    const scene = await granted(session)
    const [a, b, c] = permissions.map(permissionLeaf) as [Hex, Hex, Hex]
    const proofs = new Map([
      [a, [b, c]],
      [b, [a, c]],
      // Leaves ascend, and so do the two that make a node.
      [c, [keccak256(concat([a, b]))]],
    ])
    const ask = async (order: readonly (readonly [Permission, number])[]) => {
      const headers = order.map(([one], i) =>
        i > 0 && order[i - 1]![0] === one ? SAME : header(one, proofs.get(permissionLeaf(one))),
      )
      const calls = order.map(([one, value]) => callWith(one, word(value)))
      return await refusal(check(scene, anOp(scene, session, { calls, wire: { headers } })))
    }
    expect(await ask([[strict, 1], [open, 9], [open, 8], [other, 2], [strict, 1]])).to.deep.equal(ACCEPTED) // prettier-ignore
    expect(await ask([[open, 9], [strict, 1], [other, 1]])).to.deep.equal(['RuleNotMet', 2n, 0n, 1n]) // prettier-ignore
    expect(await ask([[strict, 1], [other, 2], [other, 2], [strict, 2]])).to.deep.equal(['RuleNotMet', 3n, 0n, 2n]) // prettier-ignore
    expect(await ask([[other, 2], [other, 1]])).to.deep.equal(['RuleNotMet', 1n, 0n, 1n]) // prettier-ignore
  })

  it('T102 of two entries for one function count by the one that a call claims, alone', async () => {
    const permissions = inOrder([1, 2].map((value) => aPermission({ rules: [aRule({ values: [word(value)] })] })))
    const session = aSession({ permissions })
    const scene = await granted(session)
    const [a, b] = permissions as [Permission, Permission]
    const [ofA, ofB] = permissions.map(({ rules }) => BigInt(rules[0]!.values[0]!)) as [bigint, bigint]
    const [proofOfA, proofOfB] = [[permissionLeaf(b)], [permissionLeaf(a)]]
    const [claimA, claimB] = [header(a, proofOfA), header(b, proofOfB)]
    const ask = async (headers: readonly string[], ...args: readonly bigint[]) => {
      const calls = args.map((one) => callWith(a, word(one)))
      return await refusal(check(scene, anOp(scene, session, { calls, wire: { headers } })))
    }
    expect(await ask([claimA, claimB, SAME, claimA], ofA, ofB, ofB, ofA)).to.deep.equal(ACCEPTED)
    expect(await ask([claimA], ofB)).to.deep.equal(['RuleNotMet', 0n, 0n, ofB])
    expect(await ask([claimB], ofA)).to.deep.equal(['RuleNotMet', 0n, 0n, ofA])
    expect(await ask([claimA, claimB], ofA, ofA)).to.deep.equal(['RuleNotMet', 1n, 0n, ofA])
    expect(await ask([claimA, claimB, SAME], ofA, ofB, ofA)).to.deep.equal(['RuleNotMet', 2n, 0n, ofA])
    // The rules of one with the proof of the other are a permission that nobody granted.
    expect((await ask([header(a, proofOfB)], ofA))[0]).to.equal('SessionNotLive')
    expect((await ask([header({ ...a, rules: [] }, proofOfA)], ofA))[0]).to.equal('SessionNotLive')
  })
})
