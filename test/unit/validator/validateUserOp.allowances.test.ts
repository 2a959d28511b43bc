// Allowances: amounts in arguments that add up to a cap, over every permission that names the same number, over a batch, over
// ops, by period, and over the life of a session. After each step, what getSpent says.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, keccak256, toBeHex, zeroPadValue, ZeroHash } from 'ethers'

import { sessionId, sessionPreimage, sessionStruct, UNLIMITED_CALLS, UNLIMITED_FEE } from '../../../src'
import { permissionProof, renounceDigest, type CallLike, type Permission, type Session } from '../../../src'
import { refusal, storageOf, usageSlot, writesOf } from './helpers/chain'
import { anOp, check, DEFAULT_FEE, header, SAME, USER_OP_HASH, validate, windowOf, type OpOptions } from './helpers/op'
import { aCharge, ruled } from './helpers/rules'
import { grant, installData, installModule, newAccount, type Scene } from './helpers/scene'
import { aPermission, aSession, anAddress, HOUR, inOrder, KEY, OTHER_KEY, PAYMASTER } from './helpers/session'
import { START, usageWord, word } from './helpers/session'

const WINDOW = windowOf(START, START + HOUR)
const MAX = 2n ** 256n - 1n
const CAP = 100n
const NUMBER = 3

async function granted(session: Session): Promise<Scene> {
  const scene = await loadFixture(installModule)
  await grant(scene, session)
  return scene
}

/** One permission that charges its first argument. */
const charging = (overrides: Partial<Session> = {}, cap = CAP, number = NUMBER): Session =>
  aSession({ ...ruled([aCharge(cap, number)]), ...overrides })

const callOf = ({ target, selector }: Permission, amount: bigint): CallLike => ({
  to: target,
  value: 0n,
  data: concat([selector, word(amount)]),
})

/** An op with one call for each amount, under the session's only permission. */
const opOf = (scene: Scene, session: Session, amounts: readonly bigint[], options: OpOptions = {}) =>
  anOp(scene, session, { calls: amounts.map((amount) => callOf(session.permissions[0]!, amount)), ...options })

const ask = async (scene: Scene, session: Session, amounts: readonly bigint[], options: OpOptions = {}) =>
  await refusal(check(scene, opOf(scene, session, amounts, options)))
const use = async (scene: Scene, session: Session, amounts: readonly bigint[], options: OpOptions = {}) =>
  await validate(scene, opOf(scene, session, amounts, options))

const over = (amount: bigint, cap = CAP, number = NUMBER): unknown[] => [
  'AllowanceOverCap',
  BigInt(number),
  amount,
  cap,
]

/** amount 192 | period index 32 | epoch counter of the grant 32. */
const spentWord = (amount: bigint, period = 0, epoch = 1): string =>
  concat([toBeHex(amount, 24), toBeHex(period, 4), toBeHex(epoch, 4)])

const spentOf = async ({ module, account }: Pick<Scene, 'module' | 'account'>, session: Session, number = NUMBER) =>
  await module.getSpent(account, sessionId(session), number)

/** Where `_spent[keccak(id ‖ number)][account]` lies. */
const spentSlot = (session: Session, account: string, number = NUMBER): string => {
  const allowance = keccak256(AbiCoder.defaultAbiCoder().encode(['bytes32', 'uint256'], [sessionId(session), number]))
  return keccak256(concat([zeroPadValue(account, 32), keccak256(concat([allowance, toBeHex(2, 32)]))]))
}

describe('validateUserOp: an allowance', () => {
  it('T86 is used up to its cap by ops, and not passed by one', async () => {
    const session = charging()
    const scene = await granted(session)
    expect(await spentOf(scene, session)).to.equal(ZeroHash)
    let spent = 0n
    for (const amount of [0n, 1n, 59n, 40n]) {
      expect(await use(scene, session, [amount])).to.equal(WINDOW)
      spent += amount
      expect(await spentOf(scene, session)).to.equal(spentWord(spent))
    }
    expect(await ask(scene, session, [1n])).to.deep.equal(over(101n))
    expect(await ask(scene, session, [0n])).to.deep.equal(['(not refused)', WINDOW])
    expect(await spentOf(scene, session)).to.equal(spentWord(CAP))
  })

  it('is refused one over the cap at once, and by the largest number there is', async () => {
    const session = charging()
    const scene = await granted(session)
    for (const amount of [CAP + 1n, 2n ** 192n, 2n ** 255n, MAX])
      expect(await ask(scene, session, [amount])).to.deep.equal(over(amount))
    expect(await ask(scene, session, [CAP])).to.deep.equal(['(not refused)', WINDOW])
  })

  it('T95 counts every call of a batch: what is charged is the sum', async () => {
    const session = charging()
    const scene = await granted(session)
    expect(await ask(scene, session, [50n, 30n, 21n])).to.deep.equal(over(101n))
    await use(scene, session, [50n, 30n, 20n])
    expect(await spentOf(scene, session)).to.equal(spentWord(CAP))
    expect(await ask(scene, session, [0n, 0n, 2n])).to.deep.equal(over(102n))
  })

  it('T99 does not overflow: not in a batch, and not on top of what is spent', async () => {
    const highest = 2n ** 192n - 1n
    for (const cap of [CAP, highest]) {
      const session = charging({}, cap)
      const scene = await granted(session)
      expect(await ask(scene, session, [MAX, 2n])).to.deep.equal(over(MAX, cap))
      expect(await ask(scene, session, [2n, MAX, 1n])).to.deep.equal(over(MAX, cap))
      expect(await ask(scene, session, [2n ** 255n, 2n ** 255n])).to.deep.equal(over(MAX, cap))
      await use(scene, session, [2n])
      expect(await ask(scene, session, [MAX])).to.deep.equal(over(MAX, cap))
      expect(await ask(scene, session, [MAX - 1n])).to.deep.equal(over(MAX, cap))
      expect(await spentOf(scene, session)).to.equal(spentWord(2n))
    }
  })

  it('T99 of the highest cap can be used up to it', async () => {
    const cap = 2n ** 192n - 1n
    const session = charging({}, cap)
    const scene = await granted(session)
    await use(scene, session, [cap - 1n, 1n])
    expect(await spentOf(scene, session)).to.equal(spentWord(cap))
    expect(await ask(scene, session, [1n])).to.deep.equal(over(cap + 1n, cap))
  })

  it('is neither written nor charged where the key did not sign', async () => {
    const session = charging()
    const scene = await granted(session)
    const op = opOf(scene, session, [CAP], { key: OTHER_KEY })
    expect(await check(scene, op)).to.equal(1n)
    expect(await writesOf(await scene.validator.validateUserOp(op, USER_OP_HASH))).to.deep.equal([])
    expect(await spentOf(scene, session)).to.equal(ZeroHash)
    expect(await ask(scene, session, [CAP + 1n], { key: OTHER_KEY })).to.deep.equal(['(not refused)', 1n])
  })
})

describe('validateUserOp: several allowances', () => {
  /** Charges word 0 to number 1 and word 1 to number 2. */
  const two = aSession(ruled([aCharge(100n, 1, 0), aCharge(50n, 2, 1)]))
  const callFor = (a: bigint, b: bigint): CallLike => ({
    ...callOf(two.permissions[0]!, a),
    data: concat([two.permissions[0]!.selector, word(a), word(b)]),
  })
  const opFor = (scene: Scene, ...amounts: (readonly [bigint, bigint])[]) =>
    anOp(scene, two, { calls: amounts.map(([a, b]) => callFor(a, b)) })
  const both = async (scene: Scene) => [await spentOf(scene, two, 1), await spentOf(scene, two, 2)]

  it('are each charged on their own, by one op', async () => {
    const scene = await granted(two)
    const sent = await scene.validator.validateUserOp(opFor(scene, [60n, 1n], [40n, 2n]), USER_OP_HASH)
    expect(await both(scene)).to.deep.equal([spentWord(100n), spentWord(3n)])
    const { account } = scene
    const slots = [usageSlot(sessionId(two), account), spentSlot(two, account, 1), spentSlot(two, account, 2)]
    expect([...(await writesOf(sent))].sort()).to.deep.equal([...slots].sort())
  })

  it('I9 T97 are all charged or none: one that is passed leaves the others, and all usage, as they were', async () => {
    const scene = await granted(two)
    await validate(scene, opFor(scene, [10n, 10n]))
    const before = [await both(scene), await storageOf(scene, sessionId(two))]
    for (const [op, number, amount, cap] of [
      [opFor(scene, [1n, 1n], [90n, 1n]), 1, 101n, 100n],
      [opFor(scene, [1n, 1n], [1n, 40n]), 2, 51n, 50n],
    ] as const) {
      expect(await refusal(check(scene, op))).to.deep.equal(over(amount, cap, number))
      await expect(scene.validator.validateUserOp(op, USER_OP_HASH))
        .to.be.revertedWithCustomError(scene.module, 'AllowanceOverCap')
        .withArgs(number, amount, cap)
      expect([await both(scene), await storageOf(scene, sessionId(two))]).to.deep.equal(before)
    }
  })

  it('of one number in one permission are one budget, charged by both words', async () => {
    const session = aSession(ruled([aCharge(100n, 1, 0), aCharge(100n, 1, 1)]))
    const scene = await granted(session)
    const [permission] = session.permissions
    const opFor = (a: bigint, b: bigint) =>
      anOp(scene, session, {
        calls: [{ ...callOf(permission!, a), data: concat([permission!.selector, word(a), word(b)]) }],
      })
    expect(await refusal(check(scene, opFor(50n, 51n)))).to.deep.equal(over(101n, 100n, 1))
    await validate(scene, opFor(50n, 49n))
    expect(await spentOf(scene, session, 1)).to.equal(spentWord(99n))
  })
})

describe('validateUserOp: one budget for a token', () => {
  const TOKEN = anAddress(0x7001)
  const functions = [
    ['transfer(address,uint256)', 1],
    ['approve(address,uint256)', 1],
    ['increaseAllowance(address,uint256)', 1],
    ['transferFrom(address,address,uint256)', 2],
  ] as const
  const permissions = inOrder(
    functions.map(([functionSignature, index]) =>
      aPermission({ target: TOKEN, functionSignature, rules: [aCharge(CAP, NUMBER, index)] }),
    ),
  )
  const session = aSession({ permissions })

  /** A call of the function with this amount, its other words some address. */
  function tokenCall(name: string, amount: bigint) {
    const index = permissions.findIndex(({ functionSignature }) => functionSignature.startsWith(`${name}(`))
    const { selector } = permissions[index]!
    const others = name === 'transferFrom' ? [word(1), word(2)] : [word(1)]
    const call: CallLike = { to: TOKEN, value: 0n, data: concat([selector, ...others, word(amount)]) }
    return { call, index }
  }
  const tokenOp = (scene: Scene, ...wanted: (readonly [string, bigint])[]) => {
    const made = wanted.map(([name, amount]) => tokenCall(name, amount))
    const headers = made.map(({ index }, i) =>
      made[i - 1]?.index === index ? SAME : header(permissions[index]!, permissionProof(permissions, index)),
    )
    return anOp(scene, session, { calls: made.map(({ call }) => call), wire: { headers } })
  }

  it('T88 T89 T90 is drawn on by transfer, transferFrom, approve and increaseAllowance alike', async () => {
    const scene = await granted(session)
    let spent = 0n
    for (const [name, amount] of [['approve', 40n], ['transfer', 30n], ['increaseAllowance', 20n], ['transferFrom', 9n]] as const) {
      await validate(scene, tokenOp(scene, [name, amount]))
      spent += amount
      expect(await spentOf(scene, session)).to.equal(spentWord(spent))
    } // prettier-ignore
    for (const name of ['transfer', 'approve', 'increaseAllowance', 'transferFrom'])
      expect(await refusal(check(scene, tokenOp(scene, [name, 2n])))).to.deep.equal(over(101n))
    expect(await check(scene, tokenOp(scene, ['transfer', 1n]))).to.equal(WINDOW)
  })

  it('T90 is drawn on by all of them in one batch', async () => {
    const scene = await granted(session)
    const batch = [['approve', 40n], ['transfer', 30n], ['transfer', 10n], ['transferFrom', 20n]] as const // prettier-ignore
    expect(await refusal(check(scene, tokenOp(scene, ...batch, ['approve', 1n])))).to.deep.equal(over(101n))
    await validate(scene, tokenOp(scene, ...batch))
    expect(await spentOf(scene, session)).to.equal(spentWord(CAP))
  })
})

describe('validateUserOp: whose allowance', () => {
  it('T105 is that of one session: another with the same number has its own', async () => {
    const [a, b] = [charging(), charging({ maxCalls: 99 })]
    const scene = await granted(a)
    await grant(scene, b)
    await use(scene, a, [CAP])
    expect([await spentOf(scene, a), await spentOf(scene, b)]).to.deep.equal([spentWord(CAP), ZeroHash])
    expect(await use(scene, b, [CAP])).to.equal(WINDOW)
  })

  it('is that of one account: the same session on another has its own', async () => {
    const session = charging()
    const scene = await granted(session)
    const other = { ...scene, ...(await newAccount(scene.module)) }
    await other.validator.onInstall(installData([session]))
    await use(scene, session, [CAP])
    expect(await spentOf(other, session)).to.equal(ZeroHash)
    expect(await use(other, session, [CAP])).to.equal(WINDOW)
    expect(await ask(scene, session, [1n])).to.deep.equal(over(101n))
  })

  it('T106 has the number that the rule says: no other number is written', async () => {
    const session = charging({}, CAP, 255)
    const scene = await granted(session)
    await use(scene, session, [7n])
    const numbers = [0, 1, 254, 255]
    const words = []
    for (const number of numbers) words.push(await spentOf(scene, session, number))
    expect(words).to.deep.equal([ZeroHash, ZeroHash, ZeroHash, spentWord(7n)])
  })
})

describe('validateUserOp: an allowance without other limits', () => {
  it('is all that an unmetered session writes', async () => {
    const session = charging({ paymaster: PAYMASTER, maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS })
    const scene = await granted(session)
    const pays = { sponsor: PAYMASTER }
    const sent = await scene.validator.validateUserOp(opOf(scene, session, [60n, 39n], pays), USER_OP_HASH)
    expect(await writesOf(sent)).to.deep.equal([spentSlot(session, scene.account)])
    expect(await spentOf(scene, session)).to.equal(spentWord(99n))
    expect((await storageOf(scene, sessionId(session))).usage).to.equal(usageWord({}))
    expect(await ask(scene, session, [2n], pays)).to.deep.equal(over(101n))
    expect(await ask(scene, session, [1n], pays)).to.deep.equal(['(not refused)', WINDOW])
  })

  it('leaves the refusal of native value to an unmetered session', async () => {
    const permission = { maxValue: 5n }
    const unmetered = { paymaster: PAYMASTER, maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS }
    const session = aSession({ ...unmetered, ...ruled([aCharge(CAP, NUMBER)], permission) })
    const scene = await granted(session)
    const calls = [{ ...callOf(session.permissions[0]!, 1n), value: 5n }]
    const said = await refusal(check(scene, anOp(scene, session, { sponsor: PAYMASTER, calls })))
    expect(said).to.deep.equal(['ValueOverLimit', 5n, 0n])
  })
})

describe('validateUserOp: an allowance by period', () => {
  const PERIOD = 600
  const session = charging({ period: PERIOD })
  const windowAt = (index: number) => windowOf(START + index * PERIOD, START + (index + 1) * PERIOD - 1)

  it('T52 starts again in a later period, and only for ops that are valid in that period', async () => {
    const scene = await granted(session)
    expect(await use(scene, session, [CAP], { periodIndex: 0 })).to.equal(windowAt(0))
    expect(await ask(scene, session, [1n], { periodIndex: 0 })).to.deep.equal(over(101n))
    for (const periodIndex of [1, 2, 5]) {
      expect(await use(scene, session, [60n], { periodIndex })).to.equal(windowAt(periodIndex))
      expect(await spentOf(scene, session)).to.equal(spentWord(60n, periodIndex))
      expect(await ask(scene, session, [41n], { periodIndex })).to.deep.equal(over(101n))
    }
  })

  it('T52 cannot be won back by a claim of an earlier period, nor of one after the end', async () => {
    const scene = await granted(session)
    await use(scene, session, [CAP], { periodIndex: 3 })
    for (const periodIndex of [0, 2])
      expect(await ask(scene, session, [1n], { periodIndex })).to.deep.equal(['PeriodOver', BigInt(periodIndex), 3n])
    const start = BigInt(START + 7 * PERIOD)
    const late = await ask(scene, session, [1n], { periodIndex: 7 })
    expect(late).to.deep.equal(['PeriodOutsideSession', start, BigInt(START + HOUR)])
    expect(await spentOf(scene, session)).to.equal(spentWord(CAP, 3))
  })

  it('T52 is not won back by an op of the next period that charges nothing', async () => {
    const scene = await granted(session)
    await use(scene, session, [CAP], { periodIndex: 0 })
    expect(await use(scene, session, [0n], { periodIndex: 1 })).to.equal(windowAt(1))
    expect(await ask(scene, session, [1n], { periodIndex: 0 })).to.deep.equal(['PeriodOver', 0n, 1n])
    expect(await spentOf(scene, session)).to.equal(spentWord(0n, 1))
  })

  it('can be all that a period counts', async () => {
    const uncounted = { paymaster: PAYMASTER, maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS, period: PERIOD }
    const alone = charging(uncounted)
    const scene = await granted(alone)
    const pays = { sponsor: PAYMASTER }
    await use(scene, alone, [CAP], { ...pays, periodIndex: 2 })
    expect((await storageOf(scene, sessionId(alone))).usage).to.equal(usageWord({ period: 2n }))
    expect(await ask(scene, alone, [1n], { ...pays, periodIndex: 2 })).to.deep.equal(over(101n))
    expect(await ask(scene, alone, [1n], { ...pays, periodIndex: 1 })).to.deep.equal(['PeriodOver', 1n, 2n])
    expect(await use(scene, alone, [CAP], { ...pays, periodIndex: 3 })).to.equal(windowAt(3))
    expect(await spentOf(scene, alone)).to.equal(spentWord(CAP, 3))
  })
})

describe('an allowance over the life of its session', () => {
  const session = charging()
  const renounceArgs = ({ address: module, account, chainId }: Scene) => {
    const digest = renounceDigest({ module, account, chainId, sessionId: sessionId(session) })
    return [sessionPreimage(session), account, KEY.sign(digest).compactSerialized] as const
  }

  it('is fresh in a new epoch, in which what was spent before does not count', async () => {
    const scene = await granted(session)
    await use(scene, session, [CAP])
    await scene.validator.revokeAll(ZeroHash)
    expect(await ask(scene, session, [0n])).to.deep.equal(['SessionNotLive', sessionId(session)])
    await grant(scene, session)
    expect(await spentOf(scene, session)).to.equal(spentWord(CAP, 0, 1))
    await use(scene, session, [30n])
    expect(await spentOf(scene, session)).to.equal(spentWord(30n, 0, 3))
    expect(await ask(scene, session, [71n])).to.deep.equal(over(101n))
  })

  it('is fresh in a new epoch also where the old one was in a later period', async () => {
    const periodic = charging({ period: 600 })
    const scene = await granted(periodic)
    await use(scene, periodic, [CAP], { periodIndex: 5 })
    await scene.validator.revokeAll(ZeroHash)
    await grant(scene, periodic)
    await use(scene, periodic, [CAP], { periodIndex: 0 })
    expect(await spentOf(scene, periodic)).to.equal(spentWord(CAP, 0, 3))
  })

  it('is not fresh when the session is granted while it lives, nor after its key renounced it', async () => {
    const scene = await granted(session)
    await use(scene, session, [90n])
    await scene.validator.grant(sessionStruct(session))
    expect(await ask(scene, session, [11n])).to.deep.equal(over(101n))
    await scene.module.renounce(...renounceArgs(scene))
    expect(await ask(scene, session, [1n])).to.deep.equal(['SessionNotLive', sessionId(session)])
    await scene.validator.grant(sessionStruct(session))
    expect(await spentOf(scene, session)).to.equal(spentWord(90n))
    expect(await ask(scene, session, [11n])).to.deep.equal(over(101n))
    await use(scene, session, [10n])
    expect((await storageOf(scene, sessionId(session))).usage).to.equal(usageWord({ fee: 2n * DEFAULT_FEE, calls: 2n }))
  })

  it('stays readable after a revocation, and is of no use any more', async () => {
    const scene = await granted(session)
    await use(scene, session, [90n])
    await scene.validator.revoke(sessionId(session))
    expect(await spentOf(scene, session)).to.equal(spentWord(90n))
    expect(await ask(scene, session, [1n])).to.deep.equal(['SessionNotLive', sessionId(session)])
  })
})
