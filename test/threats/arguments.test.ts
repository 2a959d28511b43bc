// Arguments that say one thing to a rule and another to the contract that is called, and rules that could be fooled by the
// way they are written. The law over many calls is in test/property/arguments.test.ts.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataSlice, Interface, keccak256, zeroPadBytes, ZeroHash } from 'ethers'

import { sessionId, sessionStruct, type Hex, type Permission, type Rule } from '../../src'
import { aRule, anAddress } from '../client/builders'
import {
  ACCEPTED,
  argumentsOf,
  ask,
  ascending,
  between,
  callUnder,
  charged,
  equal,
  noneOf,
  ruled,
  ruledOp,
  ruledSession,
  use,
} from '../helpers/ruledOps'
import { bytesWord, element, FOLLOW, LENGTH, wordOf } from '../helpers/readerHarness'
import { refusal } from '../unit/validator/helpers/chain'
import { anOp, check, USER_OP_HASH } from '../unit/validator/helpers/op'
import { grant, installModule } from '../unit/validator/helpers/scene'

const FRIEND = anAddress(0x2001)
const THIEF = anAddress(0x2002)
const ADDRESS = 0x0314
const INT128 = 0x0110
const MAX = 2n ** 256n - 1n
const NOT_READABLE = ['ArgumentNotReadable', 0n, 0n]
const execute = new Interface(['function execute(bytes32 mode, bytes executionCalldata)'])
const TRANSFER = 'transfer(address,uint256)'

async function openWith(...permissions: Permission[]) {
  const scene = await loadFixture(installModule)
  const session = ruledSession(permissions)
  await grant(scene, session)
  return { scene, session, id: sessionId(session) }
}

/** Why the module does not grant these rules. */
async function grantWith(...rules: Rule[]): Promise<unknown[]> {
  const scene = await loadFixture(installModule)
  const session = ruledSession([ruled(TRANSFER, [])])
  const permissions = session.permissions.map((permission) => ({ ...permission, rules }))
  return await refusal(scene.validator.grant.staticCall({ ...sessionStruct(session), permissions } as never))
}

describe('Arguments that are not there', () => {
  it('T12 T170 do not read as zero: an amount that is cut off meets no rule, of any comparison', async () => {
    const rules = [equal(0n), noneOf(5n), between(0n, 100n), charged(100n, 0)].map((one) => ({ ...one, path: [1] }))
    for (const one of rules) {
      const permission = ruled(TRANSFER, [one])
      const { scene, session } = await openWith(permission)
      const whole = argumentsOf(permission, [FRIEND, 0n])
      expect(await ask(scene, session, [permission, whole])).to.deep.equal(ACCEPTED)
      for (const length of [0, 31, 32, 33, 63])
        expect(await ask(scene, session, [permission, dataSlice(whole, 0, length) as Hex])).to.deep.equal(NOT_READABLE)
    }
  })

  it('T18 are refused with a reason at every length of the data', async () => {
    const permission = ruled(TRANSFER, [equal(FRIEND, { wordType: ADDRESS }), charged(100n)])
    const { scene, session } = await openWith(permission)
    const { to, data } = callUnder([permission, [FRIEND, 1n]])
    const { signature } = ruledOp(scene, session, [[permission, '0x']])
    for (let length = 1; length < 68; length++) {
      const execution = concat([to, ZeroHash, dataSlice(data!, 0, length)])
      const callData = execute.encodeFunctionData('execute', [ZeroHash, execution])
      const op = anOp(scene, session, { op: { callData, signature } })
      const answer = await refusal(check(scene, op))
      if (length < 4) expect(answer).to.deep.equal(['SelectorIncomplete', 0n, BigInt(length)])
      else expect(answer[0]).to.equal('ArgumentNotReadable')
    }
    expect(await ask(scene, session, [permission, [FRIEND, 1n]])).to.deep.equal(ACCEPTED)
  })

  it('T170 an element that the array does not have meets no negated rule', async () => {
    const permission = ruled('pay(address[])', [noneOf(THIEF, { path: [0, FOLLOW, element(1)], wordType: ADDRESS })])
    const { scene, session } = await openWith(permission)
    const [name] = await ask(scene, session, [permission, [[FRIEND]]])
    expect(name).to.equal('ArgumentNotReadable')
  })
})

describe('Arguments that move', () => {
  const data = `0x${'11'.repeat(32)}`
  const words = (...values: readonly (bigint | string)[]): Hex =>
    concat(values.map((value) => (typeof value === 'string' ? value : wordOf(value)))) as Hex
  const stored = (rule: Partial<Rule>) =>
    ruled('store(uint256,bytes)', [equal(data, { path: [1, FOLLOW, bytesWord(0)], wordType: 0x0220, ...rule })])

  it('T13 a rule follows the pointer of a dynamic argument to where its content is', async () => {
    const permission = stored({})
    const { scene, session } = await openWith(permission)
    const evil = `0x${'22'.repeat(32)}`
    expect(await ask(scene, session, [permission, [1n, data]])).to.deep.equal(ACCEPTED)
    // The permitted content stays where it was, and the pointer leads to another behind it.
    const moved = words(1n, 0x80n, 32n, data, 32n, evil)
    expect(await ask(scene, session, [permission, moved])).to.deep.equal(['RuleNotMet', 0n, 0n, BigInt(evil)])
    // The same content elsewhere is the same argument.
    expect(await ask(scene, session, [permission, words(1n, 0x80n, 32n, evil, 32n, data)])).to.deep.equal(ACCEPTED)
    for (const pointer of [0xa0n, 2n ** 64n, MAX - 31n, 2n ** 255n])
      expect(await ask(scene, session, [permission, words(1n, pointer, 32n, data)])).to.deep.equal(NOT_READABLE)
  })

  it('T13 a rule can pin the pointer too', async () => {
    const permission = ruled('store(uint256,bytes)', [equal(0x40n, { path: [1] })])
    const { scene, session } = await openWith(permission)
    expect(await ask(scene, session, [permission, [1n, data]])).to.deep.equal(ACCEPTED)
    const moved = words(1n, 0x60n, 0n, 32n, data)
    expect(await ask(scene, session, [permission, moved])).to.deep.equal(['RuleNotMet', 0n, 0n, 0x60n])
  })

  it('T14 a hash of the content does not pass for the content, nor content for its start', async () => {
    const long = concat([data, data])
    const path = [1, FOLLOW]
    const permission = ruled('store(uint256,bytes)', [
      equal(64n, { path: [...path, LENGTH] }),
      ...[0, 1].map((i) => equal(data, { path: [...path, bytesWord(i)], wordType: 0x0220 })),
    ])
    const { scene, session } = await openWith(permission)
    expect(await ask(scene, session, [permission, [1n, long]])).to.deep.equal(ACCEPTED)
    for (const other of [keccak256(long), data, dataSlice(long, 0, 63), concat([long, '0x00'])]) {
      const [name] = await ask(scene, session, [permission, [1n, other]])
      expect(name).to.be.oneOf(['RuleNotMet', 'ArgumentNotReadable'])
    }
  })

  it('T14 short bytes do not pass for longer ones that end in zeros', async () => {
    const short = stored({ values: [zeroPadBytes('0xaabb', 32) as Hex] })
    const length = equal(2n, { path: [1, FOLLOW, LENGTH] })
    const permission = ruled('store(uint256,bytes)', [...short.rules, length])
    const { scene, session } = await openWith(permission)
    expect(await ask(scene, session, [permission, [1n, '0xaabb']])).to.deep.equal(ACCEPTED)
    const [name, , , word] = await ask(scene, session, [permission, [1n, '0xaabb00']])
    expect([name, word]).to.deep.equal(['RuleNotMet', 3n])
  })

  it('T106 other values and other amounts are under the same permission', async () => {
    const permission = ruled(TRANSFER, [charged(100n)], { maxValue: 5n })
    const { scene, session } = await openWith(permission)
    for (const args of [
      [FRIEND, 1n],
      [THIEF, 99n],
    ])
      expect(await ask(scene, session, [permission, args])).to.deep.equal(ACCEPTED)
  })
})

describe('Ranges', () => {
  it('T15 with their ends exchanged are not granted, signed or not', async () => {
    const signed = { comparison: 3, path: [0], wordType: 0x0120 } as const
    const one = wordOf(-1n)
    expect(await grantWith(between(10n, 9n))).to.deep.equal(['ValueNotValid', 0n, 1n, wordOf(9n)])
    const swapped = aRule({ ...signed, values: [wordOf(10n), wordOf(-10n)] })
    expect(await grantWith(swapped)).to.deep.equal(['ValueNotValid', 0n, 1n, wordOf(-10n)])
    expect((await grantWith(aRule({ ...signed, values: [wordOf(-10n), one] })))[0]).to.equal('(not refused)')
  })

  it('T15 are of the kind that the type has', async () => {
    for (const [comparison, wordType] of [
      [2, 0x0120],
      [3, 0x0020],
      [2, ADDRESS],
      [3, 0x0220],
      [2, 0x0401],
    ] as const) {
      const values = [wordOf(0n), wordOf(0n)]
      const refused = ['ComparisonNotValid', 0n, BigInt(comparison), BigInt(wordType)]
      expect(await grantWith(aRule({ comparison, wordType, values }))).to.deep.equal(refused)
    }
  })

  it('T15 do not compare a short value from the left', async () => {
    // 0x64 at the start of a word is no uint8; as a number it is far above 255.
    const left = zeroPadBytes('0x64', 32)
    expect(await grantWith(equal(left, { wordType: 0x0001 }))).to.deep.equal(['ValueNotValid', 0n, 0n, left])
  })

  it('T169 a negative number is below the least, and a narrow one has no bits above it', async () => {
    const above = aRule({ comparison: 3, wordType: INT128, values: [wordOf(-99n), wordOf(2n ** 127n - 1n)] })
    const permission = ruled('move(int128)', [above])
    const { scene, session } = await openWith(permission)
    const move = async (word: bigint) => await ask(scene, session, [permission, wordOf(word)])
    expect(await move(-99n)).to.deep.equal(ACCEPTED)
    expect(await move(-1000n)).to.deep.equal(['RuleNotMet', 0n, 0n, BigInt(wordOf(-1000n))])
    const cut = BigInt.asUintN(128, -1000n)
    expect(await move(cut)).to.deep.equal(['WordNotCanonical', 0n, 0n, cut, BigInt(INT128)])
  })

  it('T169 bits above a narrow number do not get it past a list of what is forbidden', async () => {
    const permission = ruled('set(uint8)', [noneOf(7n, { wordType: 1 })])
    const { scene, session } = await openWith(permission)
    expect(await ask(scene, session, [permission, wordOf(8n)])).to.deep.equal(ACCEPTED)
    expect(await ask(scene, session, [permission, wordOf(7n)])).to.deep.equal(['RuleNotMet', 0n, 0n, 7n])
    expect(await ask(scene, session, [permission, wordOf(0x107n)])).to.deep.equal([
      'WordNotCanonical',
      0n,
      0n,
      0x107n,
      1n,
    ])
  })
})

describe('Alternatives', () => {
  it('T16 a call passes by one that it meets in full, and no other is charged', async () => {
    const [toFriend, small] = [
      ruled(TRANSFER, [equal(FRIEND, { wordType: ADDRESS }), charged(1000n, 1, 1)]),
      ruled(TRANSFER, [charged(10n, 1, 2)]),
    ]
    const { scene, session, id } = await openWith(toFriend, small)
    const spent = async (allowance: number) => BigInt(await scene.module.getSpent(scene.account, id, allowance)) >> 64n
    expect(await ask(scene, session, [toFriend, [THIEF, 5n]])).to.include('RuleNotMet')
    expect(await ask(scene, session, [small, [THIEF, 11n]])).to.deep.equal(['AllowanceOverCap', 2n, 11n, 10n])
    await use(scene, session, [small, [THIEF, 5n]])
    expect([await spent(1), await spent(2)]).to.deep.equal([0n, 5n])
    await use(scene, session, [toFriend, [FRIEND, 900n]])
    expect([await spent(1), await spent(2)]).to.deep.equal([900n, 5n])
  })

  it('T16 an op of which one call is refused charges nothing for the others', async () => {
    const permission = ruled(TRANSFER, [charged(100n)])
    const { scene, session, id } = await openWith(permission)
    const over = await ask(scene, session, [permission, [FRIEND, 60n]], [permission, [FRIEND, 41n]])
    expect(over).to.deep.equal(['AllowanceOverCap', 0n, 101n, 100n])
    const op = ruledOp(scene, session, [
      [permission, [FRIEND, 60n]],
      [permission, [FRIEND, 41n]],
    ])
    expect((await refusal(scene.validator.validateUserOp(op, USER_OP_HASH)))[0]).to.equal('AllowanceOverCap')
    expect(BigInt(await scene.module.getSpent(scene.account, id, 0)) >> 64n).to.equal(0n)
  })

  it('T171 the rules run again for a call that says "the same permission"', async () => {
    const permission = ruled(TRANSFER, [equal(FRIEND, { wordType: ADDRESS })])
    const { scene, session } = await openWith(permission)
    expect(await ask(scene, session, [permission, [FRIEND, 1n]], [permission, [FRIEND, 2n]])).to.deep.equal(ACCEPTED)
    const second = await ask(scene, session, [permission, [FRIEND, 1n]], [permission, [THIEF, 2n]])
    expect(second).to.deep.equal(['RuleNotMet', 1n, 0n, BigInt(THIEF)])
    const short = await ask(scene, session, [permission, [FRIEND, 1n]], [permission, '0x'])
    expect(short).to.deep.equal(['ArgumentNotReadable', 1n, 0n])
  })
})

describe('Numbers of things', () => {
  it('T17 more rules, steps or values than a byte could count are refused, not wrapped around', async () => {
    const many = (count: number): Rule[] => ascending(Array.from({ length: count }, (_, i) => equal(BigInt(i))))
    for (const count of [13, 256, 257, 268])
      expect(await grantWith(...many(count))).to.deep.equal(['RulesTooMany', BigInt(count), 12n])
    expect((await grantWith(...many(12)))[0]).to.equal('(not refused)')

    for (const count of [9, 257, 264]) {
      const path = Array.from({ length: count }, (_, i) => (i % 2 === 0 ? 0 : FOLLOW))
      expect(await grantWith(equal(1n, { path }))).to.deep.equal(['PathLengthNotValid', 0n, BigInt(count), 8n])
    }
    for (const count of [65, 256, 257, 320]) {
      const values = Array.from({ length: count }, (_, i) => wordOf(BigInt(i)))
      expect(await grantWith(aRule({ values }))).to.deep.equal(['ValueCountNotValid', 0n, BigInt(count)])
    }
  })
})
