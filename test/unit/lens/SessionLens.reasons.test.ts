// Which of several reasons the Lens gives, and what it says where judging breaks off without one.
import { loadFixture, setCode } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { keccak256, toBeHex, Wallet, ZeroAddress } from 'ethers'
import { ethers } from 'hardhat'

import { authorizationOf, sessionIdOf } from './helpers/encoding'
import {
  deployLens,
  EPOCH_COUNTER,
  epochWord,
  expectAccepted,
  expectRefused,
  liveScene,
  REVOKED,
  sceneIn,
  store,
} from './helpers/fixture'
import { gasPair, grantWith, paymasterAndData, type Scene } from './helpers/op'
import { addressOf, permissionFor, sessionOf, transferTo } from './helpers/session'
import { UNLIMITED } from './helpers/types'

const PAYMASTER = addressOf(5)

/** An op with every fault at once, of a session that its module does not know. */
async function deployWithFaults() {
  const fixture = await deployLens()
  const { account, key } = fixture
  const permissions = [transferTo(addressOf(2), 5n), permissionFor(account, 'execute(bytes32,bytes)')]
  const limits = { period: 60, maxFee: UNLIMITED, maxCalls: 1n, maxValue: 1n, paymaster: PAYMASTER }
  const session = sessionOf(key.address, { permissions, ...limits })
  const transfer = session.permissions.findIndex((permission) => permission.functionSignature === '')
  const scene = sceneIn(fixture, session, {
    calls: [{ target: ZeroAddress, value: 6n, data: '0x' }],
    permissions: [],
    periodIndex: 2,
    grant: grantWith('0x01'),
    authorization: '0x00',
    op: { sender: addressOf(9), initCode: '0x01', gasFees: gasPair(0n, 1n) },
  })
  const callDataOf = (value: bigint) =>
    sceneIn(fixture, session, { calls: [{ target: addressOf(2), value, data: '0x' }] }).userOp.callData
  return { fixture, session, id: sessionIdOf(session), transfer, scene, callDataOf }
}

const question = (s: Scene) => [s.account, s.session, s.claim, s.userOp, s.userOpHash] as const

describe('SessionLens, reasons', () => {
  it('judges the op, its calls, liveness, grant, payer, key and limits in this order', async () => {
    const { fixture, session, id, transfer, scene, callDataOf } = await loadFixture(deployWithFaults)
    const { module, account } = fixture
    await module.setEpoch(account, epochWord(8n))
    await store(fixture, session, { grantCounter: 5n, periodIndex: 3n })

    await expectRefused(fixture, scene, 'SenderNotCaller', [addressOf(9), account])
    scene.userOp.sender = account
    await expectRefused(fixture, scene, 'InitCodeNotEmpty', [1n])
    scene.userOp.initCode = '0x'
    await expectRefused(fixture, scene, 'ClaimNotOnePerCall', [0n, 1n])
    scene.claim.permissions = [1 - transfer]
    await expectRefused(fixture, scene, 'TargetNotAllowed', [ZeroAddress])
    scene.userOp.callData = callDataOf(6n)
    await expectRefused(fixture, scene, 'CallNotPermitted', [0n, addressOf(2), '0x00000000'])
    scene.claim.permissions = [transfer]
    await expectRefused(fixture, scene, 'ValueOverCap', [0n, 6n, 5n])
    scene.userOp.callData = callDataOf(5n)

    await expectRefused(fixture, scene, 'ModuleNotInstalled', [account])
    await module.setEpoch(account, epochWord(EPOCH_COUNTER))
    await store(fixture, session, { grantCounter: REVOKED })
    await expectRefused(fixture, scene, 'SessionAlreadyRevoked', [id])
    await store(fixture, session, { grantCounter: 5n })
    await expectRefused(fixture, scene, 'TargetNotAllowed', [account]) // Of the session that is to be granted.
    scene.claim.grant = grantWith('0x')
    await expectRefused(fixture, scene, 'SessionOfOlderEpoch', [id, 5n, EPOCH_COUNTER])
    await store(fixture, session, { periodIndex: 3n })

    await expectRefused(fixture, scene, 'PaymasterRequired', [])
    scene.userOp.paymasterAndData = paymasterAndData(PAYMASTER, 0n, 0n)
    const hashes = [keccak256(authorizationOf(session, [transfer], 2, true)), keccak256('0x00')]
    await expectRefused(fixture, scene, 'AuthorizationNotExpected', hashes)
    const { paymasterAndData: payer } = scene.userOp
    const claimed = { permissions: [transfer], periodIndex: 2, op: { paymasterAndData: payer } }
    const stranger = new Wallet('0x' + '5f'.repeat(32))
    scene.userOp.signature = sceneIn(fixture, session, { ...claimed, signWith: stranger }).userOp.signature
    await expectRefused(fixture, scene, 'SessionKeySignatureNotValid', [id])
    scene.userOp.signature = sceneIn(fixture, session, claimed).userOp.signature

    await expectRefused(fixture, scene, 'PeriodOver', [2n, 3n])
    await store(fixture, session, { periodIndex: 2n, calls: 1n, value: 1n })
    await expectRefused(fixture, scene, 'ValueOverLimit', [6n, 1n])
    scene.userOp.callData = callDataOf(0n)
    await store(fixture, session, { periodIndex: 2n, calls: 1n })
    await expectRefused(fixture, scene, 'CallsOverLimit', [2n, 1n])
    await store(fixture, session, { periodIndex: 2n })
    await expectAccepted(fixture, scene, { validAfter: 1_120, validUntil: 1_179 })
  })

  it('judges the calls one after the other, each of them in full', async () => {
    const { fixture } = await loadFixture(deployWithFaults)
    const session = sessionOf(fixture.key.address, { permissions: [transferTo(addressOf(2), 5n)] })
    const calls = [
      { target: addressOf(2), value: 6n, data: '0x' },
      { target: ZeroAddress, value: 0n, data: '0x' },
    ]
    const scene = await liveScene(fixture, session, { calls, permissions: [0, 0] })
    await expectRefused(fixture, scene, 'ValueOverCap', [0n, 6n, 5n])
  })

  it('says so where an argument is not valid ABI', async () => {
    const { fixture } = await loadFixture(deployWithFaults)
    const { lens } = fixture
    const scene = await liveScene(fixture, sessionOf(fixture.key.address))
    const data = lens.interface.encodeFunctionData('explain', [...question(scene)])
    const validAfter = toBeHex(scene.session.validAfter, 32).slice(2)
    const dirty = data.replace(validAfter, 'ff' + validAfter.slice(2))
    expect(dirty).to.not.equal(data)

    const answer = await ethers.provider.call({ to: await lens.getAddress(), data: dirty })
    const reason = lens.interface.encodeErrorResult('InputNotDecodable')
    expect([...lens.interface.decodeFunctionResult('explain', answer)]).to.deep.equal([reason, 1n])
  })

  it('says so where the module is none, or panics', async () => {
    const { fixture } = await loadFixture(deployWithFaults)
    const scene = await liveScene(fixture, sessionOf(fixture.key.address))
    const lens = await ethers.deployContract('SessionLens', [addressOf(7)])
    const reason = lens.interface.encodeErrorResult('InputNotDecodable')
    expect([...(await lens.explain(...question(scene)))]).to.deep.equal([reason, 1n])

    // mstore(0, Panic.selector << 224), revert(0, 36)
    await setCode(addressOf(7), '0x634e487b7160e01b5f5260245ffd')
    expect([...(await lens.explain(...question(scene)))]).to.deep.equal([reason, 1n])
  })
})
