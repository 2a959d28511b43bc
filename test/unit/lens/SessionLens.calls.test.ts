// What the Lens says of an op whose claim or calls are outside the session.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { MaxUint256, toBeHex, ZeroAddress } from 'ethers'

import { deployLens, expectAccepted, expectRefused, liveScene } from './helpers/fixture'
import { callOf } from './helpers/op'
import { addressOf, permissionFor, sessionOf, transferTo } from './helpers/session'
import { type Permission } from './helpers/types'

const TARGET = addressOf(1)

async function deployWithTwo() {
  const fixture = await deployLens()
  const session = sessionOf(fixture.key.address, {
    permissions: [permissionFor(TARGET, 'upvotePost(uint256)', 5n), transferTo(TARGET, 7n)],
  })
  const index = session.permissions.findIndex((permission) => permission.functionSignature !== '')
  return { fixture, session, vote: index, transfer: 1 - index }
}

/** A permission whose text hashes to selector zero, as far as the Lens is concerned: it does not read the text. */
const selectorZero: Permission = { ...permissionFor(TARGET, 'mined()'), selector: '0x00000000' }

describe('SessionLens, claim and calls', () => {
  it('refuses a claim with more or fewer permissions than calls', async () => {
    const { fixture, session } = await loadFixture(deployWithTwo)
    for (const permissions of [[], [0, 0]]) {
      const scene = await liveScene(fixture, session, { permissions })
      await expectRefused(fixture, scene, 'ClaimNotOnePerCall', [BigInt(permissions.length), 1n])
    }
  })

  it('refuses a period index where the session has no period', async () => {
    const { fixture, session } = await loadFixture(deployWithTwo)
    const scene = await liveScene(fixture, session, { periodIndex: 1 })
    await expectRefused(fixture, scene, 'PeriodIndexNotExpected', [1n])
  })

  it('refuses address zero, the account and the module as targets, also where a permission names them', async () => {
    const { fixture } = await loadFixture(deployWithTwo)
    for (const target of [ZeroAddress, fixture.account, fixture.moduleAddress]) {
      const permissions = [permissionFor(target, 'upvotePost(uint256)')]
      const scene = await liveScene(fixture, sessionOf(fixture.key.address, { permissions }))
      await expectRefused(fixture, scene, 'TargetNotAllowed', [target])
    }
  })

  it('refuses a call to a target the claimed permission does not name', async () => {
    const { fixture, session, vote } = await loadFixture(deployWithTwo)
    const call = { ...callOf(session, vote), target: addressOf(3) }
    const scene = await liveScene(fixture, session, { calls: [call], permissions: [vote] })
    await expectRefused(fixture, scene, 'CallNotPermitted', [0n, addressOf(3), session.permissions[vote]!.selector])
  })

  it('refuses a function the claimed permission does not name, and tells which call of the batch it was', async () => {
    const { fixture, session, vote } = await loadFixture(deployWithTwo)
    const calls = [callOf(session, vote), { ...callOf(session, vote), data: '0x11223344' }]
    const scene = await liveScene(fixture, session, { calls, permissions: [vote, vote] })
    await expectRefused(fixture, scene, 'CallNotPermitted', [1n, TARGET, '0x11223344'])
  })

  it('refuses a permission that the session does not have', async () => {
    const { fixture, session, vote } = await loadFixture(deployWithTwo)
    const scene = await liveScene(fixture, session, { calls: [callOf(session, vote)], permissions: [2] })
    await expectRefused(fixture, scene, 'CallNotPermitted', [0n, TARGET, session.permissions[vote]!.selector])
  })

  it('refuses every call of a session without permissions', async () => {
    const { fixture, session } = await loadFixture(deployWithTwo)
    const scene = await liveScene(fixture, session, { calls: [callOf(session, 0)] })
    scene.session = { ...session, permissions: [] }
    const selector = session.permissions[0]!.selector
    await expectRefused(fixture, scene, 'CallNotPermitted', [0n, TARGET, selector])
  })

  it('tells a plain transfer from a call of a function whose selector is zero', async () => {
    const { fixture } = await loadFixture(deployWithTwo)
    const session = sessionOf(fixture.key.address, { permissions: [selectorZero, transferTo(TARGET, 7n)] })
    const transfer = session.permissions.findIndex((permission) => permission.functionSignature === '')
    const zeroSelector = 1 - transfer
    const calls = [
      { target: TARGET, value: 0n, data: '0x' },
      { target: TARGET, value: 0n, data: '0x00000000' },
    ]
    await expectAccepted(fixture, await liveScene(fixture, session, { calls, permissions: [transfer, zeroSelector] }))

    const asFunction = await liveScene(fixture, session, { calls, permissions: [zeroSelector, zeroSelector] })
    await expectRefused(fixture, asFunction, 'CallNotPermitted', [0n, TARGET, '0x00000000'])

    const asTransfer = await liveScene(fixture, session, { calls, permissions: [transfer, transfer] })
    await expectRefused(fixture, asTransfer, 'CallNotPermitted', [1n, TARGET, '0x00000000'])
  })

  it('refuses more value than the permission has per call, and accepts as much', async () => {
    const { fixture, session, vote, transfer } = await loadFixture(deployWithTwo)
    const scene = (value: bigint) =>
      liveScene(fixture, session, {
        calls: [callOf(session, vote, 5n, toBeHex(42, 32)), callOf(session, transfer, value)],
        permissions: [vote, transfer],
      })
    await expectAccepted(fixture, await scene(7n))
    await expectRefused(fixture, await scene(8n), 'ValueOverCap', [1n, 8n, 7n])
    await expectRefused(fixture, await scene(MaxUint256), 'ValueOverCap', [1n, MaxUint256, 7n])
  })

  it('compares the cap of a permission also where it is the maximum of its type', async () => {
    const { fixture } = await loadFixture(deployWithTwo)
    const cap = 2n ** 80n - 1n
    const session = sessionOf(fixture.key.address, { permissions: [transferTo(TARGET, cap)], maxValue: cap })
    await expectAccepted(fixture, await liveScene(fixture, session, { calls: [callOf(session, 0, cap)] }))
    const scene = await liveScene(fixture, session, { calls: [callOf(session, 0, cap + 1n)] })
    await expectRefused(fixture, scene, 'ValueOverCap', [0n, cap + 1n, cap])
  })
})
