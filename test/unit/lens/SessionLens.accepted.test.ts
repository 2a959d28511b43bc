// Ops of every shape that the Lens accepts.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataLength, dataSlice, toBeHex } from 'ethers'

import { deployLens, expectAccepted, liveScene } from './helpers/fixture'
import { batch, callOf, execute, grantWith, MODE_BATCH, paymasterAndData } from './helpers/op'
import { addressOf, manyPermissions, sessionOf, transferTo } from './helpers/session'
import { UNLIMITED, UNLIMITED_CALLS } from './helpers/types'

const PAYMASTER = addressOf(5)

describe('SessionLens, accepted ops', () => {
  it('accepts the smallest op there is: sponsored, unmetered, one permission', async () => {
    const fixture = await loadFixture(deployLens)
    const unmetered = { maxCalls: UNLIMITED_CALLS, maxFee: UNLIMITED, maxValue: 0n, paymaster: PAYMASTER }
    const session = sessionOf(fixture.key.address, unmetered)
    const op = { paymasterAndData: paymasterAndData(PAYMASTER, 30_000n, 0n) }
    const scene = await liveScene(fixture, session, { op })
    const authorization = concat(['0x00', '0x0000000003e8', '0x00000000270f', fixture.key.address, '0x00'])
    expect(dataSlice(scene.userOp.signature, 0, -64)).to.equal(authorization)
    expect(dataLength(authorization)).to.equal(34)
    await expectAccepted(fixture, scene)
  })

  it('accepts a self-paid op with limits, a named paymaster, a period and a cap', async () => {
    const fixture = await loadFixture(deployLens)
    const session = sessionOf(fixture.key.address, {
      paymaster: PAYMASTER,
      period: 1_000,
      permissions: [transferTo(addressOf(2), 9n)],
    })
    const scene = await liveScene(fixture, session, { periodIndex: 1, calls: [callOf(session, 0, 9n)] })
    const head = ['0x0c', '0x0000000003e8', '0x00000000270f']
    const limits = [toBeHex(10n ** 18n, 10), toBeHex(10n ** 18n, 10), '0x00000064', '0x000003e8']
    const rest = ['0x00000001', PAYMASTER, fixture.key.address, '0x01', toBeHex(9, 10)]
    expect(dataSlice(scene.userOp.signature, 0, -64)).to.equal(concat([...head, ...limits, ...rest]))
    await expectAccepted(fixture, scene, { validAfter: 2_000, validUntil: 2_999 })
  })

  for (const count of [1, 2, 3, 5, 7]) {
    it(`accepts each of ${count} permissions alone, and all of them in one batch`, async () => {
      const fixture = await loadFixture(deployLens)
      const session = sessionOf(fixture.key.address, { permissions: manyPermissions(count) })
      const all = Array.from({ length: count }, (_, i) => i)
      for (const index of all) {
        const alone = { calls: [callOf(session, index)], permissions: [index] }
        await expectAccepted(fixture, await liveScene(fixture, session, alone))
      }
      const calls = all.map((index) => callOf(session, index, 0n, toBeHex(index, 32)))
      await expectAccepted(fixture, await liveScene(fixture, session, { calls }))
    })
  }

  it('accepts a batch that uses permissions again, at once and later', async () => {
    const fixture = await loadFixture(deployLens)
    const session = sessionOf(fixture.key.address, { permissions: manyPermissions(3) })
    const permissions = [0, 0, 0, 2, 0, 2, 2, 1]
    const calls = permissions.map((index) => callOf(session, index))
    await expectAccepted(fixture, await liveScene(fixture, session, { calls, permissions }))
  })

  it('accepts a batch of one call', async () => {
    const fixture = await loadFixture(deployLens)
    const session = sessionOf(fixture.key.address)
    const callData = execute(MODE_BATCH, batch([callOf(session, 0)]))
    await expectAccepted(fixture, await liveScene(fixture, session, { op: { callData } }))
  })

  it('ignores siblings and replaces where no owner signature is attached', async () => {
    const fixture = await loadFixture(deployLens)
    const scene = await liveScene(fixture, sessionOf(fixture.key.address))
    scene.claim.grant = { ...grantWith('0x'), replaces: '0x' + '11'.repeat(32) }
    await expectAccepted(fixture, scene)
  })
})
