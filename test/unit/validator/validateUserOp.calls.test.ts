// Which calls a session permits: the target, the function or transfer, and the value of each; alone and in batches.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataLength } from 'ethers'

import {
  permissionLeaf,
  permissionsRoot,
  rootOf,
  sessionId,
  UNLIMITED_VALUE,
  type Permission,
  type Session,
} from '../../../src'
import { refusal } from './helpers/chain'
import { anOp, callOf, check, header, headOf, SAME, windowOf, type Op } from './helpers/op'
import { grant, installModule, type Scene } from './helpers/scene'
import { aPermission, aSession, aTransfer, anAddress, HOUR, inOrder, SOCIO3, START } from './helpers/session'

const WINDOW = windowOf(START, START + HOUR)
const OTHER = anAddress(0x2001)
const create = aPermission({ functionSignature: 'createPost(string)' })
const plain = aPermission()
const paid = aPermission({ maxValue: 5n })

const sessionFor = (permission: Permission): Session =>
  aSession({ maxValue: UNLIMITED_VALUE, permissions: [permission] })

/** The session that would permit what this op does: what the module looks for. */
const needed = (permission: Permission): unknown[] => ['SessionNotLive', sessionId(sessionFor(permission))]

async function granted(permission: Permission): Promise<{ scene: Scene; session: Session }> {
  const scene = await loadFixture(installModule)
  const session = sessionFor(permission)
  await grant(scene, session)
  return { scene, session }
}

describe('validateUserOp: a call', () => {
  it('I2 is permitted to its target, with its selector, whatever the arguments', async () => {
    const { scene, session } = await granted(plain)
    for (const tail of ['0x', '0xff', `0x${'ff'.repeat(32)}`, `0x${'00'.repeat(1000)}`]) {
      const calls = [{ to: SOCIO3, data: concat([plain.selector, tail]) }]
      expect(await check(scene, anOp(scene, session, { calls }))).to.equal(WINDOW)
    }
  })

  it('I2 is refused to another target', async () => {
    const { scene, session } = await granted(plain)
    const calls = [callOf(aPermission({ target: OTHER }))]
    expect(await refusal(check(scene, anOp(scene, session, { calls })))).to.deep.equal(
      needed(aPermission({ target: OTHER })),
    )
  })

  it('I2 is refused with another selector', async () => {
    const { scene, session } = await granted(plain)
    expect(await refusal(check(scene, anOp(scene, session, { calls: [callOf(create)] })))).to.deep.equal(needed(create))
  })

  it('T29 is refused with value where its permission has no cap', async () => {
    const { scene, session } = await granted(plain)
    const calls = [callOf(plain, 1n)]
    expect(await refusal(check(scene, anOp(scene, session, { calls })))).to.deep.equal(['ValueOverCap', 0n, 1n, 0n])
  })

  it('is permitted value up to its cap, and not a wei more', async () => {
    const { scene, session } = await granted(paid)
    const op = (value: bigint): Op => anOp(scene, session, { calls: [callOf(paid, value)] })
    for (const value of [0n, 4n, 5n]) expect(await check(scene, op(value))).to.equal(WINDOW)
    for (const value of [6n, (1n << 80n) + 5n, 2n ** 256n - 1n])
      expect(await refusal(check(scene, op(value)))).to.deep.equal(['ValueOverCap', 0n, value, 5n])
  })

  it('is compared with the largest cap too: it is a number', async () => {
    const cap = 2n ** 80n - 1n
    const { scene, session } = await granted(aPermission({ maxValue: cap }))
    const op = (value: bigint): Op => anOp(scene, session, { calls: [callOf(plain, value)] })
    expect(await check(scene, op(cap))).to.equal(WINDOW)
    expect(await refusal(check(scene, op(cap + 1n)))).to.deep.equal(['ValueOverCap', 0n, cap + 1n, cap])
  })

  it('T151 is refused under a cap that was not granted: higher, lower or none', async () => {
    const { scene, session } = await granted(paid)
    for (const maxValue of [0n, 4n, 6n, 2n ** 80n - 1n]) {
      const op = anOp(scene, session, { wire: { headers: [header(aPermission({ maxValue }))] } })
      expect(await refusal(check(scene, op))).to.deep.equal(needed(aPermission({ maxValue })))
    }
  })
})

describe('validateUserOp: a transfer', () => {
  it('I3 is permitted with empty data, up to its cap', async () => {
    const transfer = aTransfer(OTHER, 5n)
    const { scene, session } = await granted(transfer)
    expect(await check(scene, anOp(scene, session, { calls: [callOf(transfer, 5n)] }))).to.equal(WINDOW)
    expect(await refusal(check(scene, anOp(scene, session, { calls: [callOf(transfer, 6n)] })))).to.deep.equal([
      'ValueOverCap',
      0n,
      6n,
      5n,
    ])
  })

  it('T30 permits no call of its target', async () => {
    const transfer = aTransfer(SOCIO3, 5n)
    const { scene, session } = await granted(transfer)
    expect(await refusal(check(scene, anOp(scene, session, { calls: [callOf(paid)] })))).to.deep.equal(needed(paid))
  })

  it('T10 permits no call with selector zero, one or all ones', async () => {
    const transfer = aTransfer(SOCIO3)
    const { scene, session } = await granted(transfer)
    for (const data of ['0x00000000', '0x00000001', '0xffffffff', `0x${'00'.repeat(36)}`] as const) {
      const op = anOp(scene, session, { calls: [{ to: SOCIO3, data }] })
      const selector = data.slice(0, 10) as `0x${string}`
      expect(await refusal(check(scene, op))).to.deep.equal(needed(aPermission({ selector })))
    }
  })

  it('is not permitted by a permission for a function of that target', async () => {
    const { scene, session } = await granted(paid)
    const calls = [{ to: SOCIO3, value: 5n }]
    expect(await refusal(check(scene, anOp(scene, session, { calls })))).to.deep.equal(needed(aTransfer(SOCIO3, 5n)))
  })
})

describe('validateUserOp: targets that no session has', () => {
  const targets: readonly (readonly [string, (scene: Scene) => string])[] = [
    ['T26 address zero', () => anAddress(0)],
    ['T33 the account', ({ account }) => account],
    ['T34 the module', ({ address }) => address],
  ]
  for (const [what, targetOf] of targets)
    it(`I5 refuses ${what}, by call and by transfer`, async () => {
      const { scene, session } = await granted(plain)
      const target = targetOf(scene) as `0x${string}`
      for (const permission of [aPermission({ target }), aTransfer(target)]) {
        const op = anOp(scene, session, { calls: [callOf(permission)] })
        expect(await refusal(check(scene, op))).to.deep.equal(needed(permission))
      }
      const second = anOp(scene, session, { calls: [callOf(plain), callOf(aTransfer(target))] })
      expect(await refusal(check(scene, second))).to.deep.equal([
        'PermissionNotSame',
        1n,
        headOf(aTransfer(target)),
        headOf(plain),
      ])
    })
})

describe('validateUserOp: a batch', () => {
  const [first, second] = inOrder([paid, aTransfer(OTHER, 7n)]) as [Permission, Permission]
  const session = aSession({ maxValue: UNLIMITED_VALUE, permissions: [first, second] })
  const headers = {
    first: header(first, [permissionLeaf(second)]),
    second: header(second, [permissionLeaf(first)]),
  }

  const orders: readonly (readonly [string, readonly (readonly [Permission, string])[]])[] = [
    ['each permission once', [[first, headers.first], [second, headers.second]]],
    ['in any order', [[second, headers.second], [first, headers.first]]],
    ['one permission again and again', [[first, headers.first], [first, SAME], [first, SAME], [first, SAME]]],
    ['to and fro', [[first, headers.first], [second, headers.second], [first, headers.first], [first, SAME]]],
  ] // prettier-ignore
  for (const [what, steps] of orders)
    it(`takes ${what}`, async () => {
      const scene = await loadFixture(installModule)
      await grant(scene, session)
      const calls = steps.map(([permission]) => callOf(permission, permission.maxValue))
      const op = anOp(scene, session, { calls, wire: { headers: steps.map(([, one]) => one) } })
      expect(await check(scene, op)).to.equal(WINDOW)
    })

  it('T28 I2 refuses a call under no permission, wherever it stands', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, session)
    const foreign = { ...first, target: anAddress(0x3001) }
    const right = [callOf(first), callOf(second), callOf(first)]
    const root = permissionsRoot([first, second])
    const wrong = rootOf(permissionLeaf(foreign), [permissionLeaf(second)])
    const wrongSecond = rootOf(permissionLeaf({ ...foreign, maxValue: second.maxValue }), [permissionLeaf(first)])
    const reasons = [
      ['RootsDiffer', 1n, root, wrong],
      ['RootsDiffer', 1n, wrongSecond, root],
      ['RootsDiffer', 2n, wrong, root],
    ]
    for (const [i, reason] of reasons.entries()) {
      const calls = right.map((call, at) => (at === i ? callOf(foreign) : call))
      const wire = { headers: [headers.first, headers.second, headers.first] }
      expect(await refusal(check(scene, anOp(scene, session, { calls, wire })))).to.deep.equal(reason)
    }
  })

  it('T28 refuses more headers than calls', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, session)
    const wire = { headers: [headers.first, SAME, SAME] }
    const op = anOp(scene, session, { calls: [callOf(first), callOf(first)], wire })
    const length = BigInt(dataLength(op.signature))
    expect(await refusal(check(scene, op))).to.deep.equal(['AuthorizationLengthMismatch', length, length - 1n])
  })

  it('T28 refuses more calls than headers: the signature is read as a header', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, session)
    const calls = [callOf(first), callOf(first)]
    const wire = { headers: [headers.first] }
    // A signature that starts with "same permission".
    const op = anOp(scene, session, { calls, wire, signature: concat([SAME, `0x${'11'.repeat(63)}`]) })
    const length = BigInt(dataLength(op.signature))
    expect(await refusal(check(scene, op))).to.deep.equal(['AuthorizationLengthMismatch', length, length + 1n])
  })

  it('compares the value of every call with the cap of its own permission', async () => {
    const scene = await loadFixture(installModule)
    await grant(scene, session)
    const wire = { headers: [headers.first, SAME, headers.second, SAME] }
    const caps = [first.maxValue, first.maxValue, second.maxValue, second.maxValue]
    const calls = [first, first, second, second].map((one) => callOf(one, one.maxValue))
    expect(await check(scene, anOp(scene, session, { calls, wire }))).to.equal(WINDOW)
    for (const [i, cap] of caps.entries()) {
      const more = calls.map((call, at) => (at === i ? { ...call, value: cap + 1n } : call))
      expect(await refusal(check(scene, anOp(scene, session, { calls: more, wire })))).to.deep.equal([
        'ValueOverCap',
        BigInt(i),
        cap + 1n,
        cap,
      ])
    }
  })
})
