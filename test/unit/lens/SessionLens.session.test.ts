// What the Lens says of an op whose session is not live, whose payer is not allowed, or that the key did not sign.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { concat, dataLength, dataSlice, keccak256, toBeHex, Wallet, ZeroAddress } from 'ethers'

import { authorizationOf, sessionIdOf } from './helpers/encoding'
import {
  deployLens,
  EPOCH_COUNTER,
  epochWord,
  expectAccepted,
  expectRefused,
  type LensFixture,
  liveScene,
  REVOKED,
  sceneIn,
  store,
} from './helpers/fixture'
import { callOf, paymasterAndData, type Scene } from './helpers/op'
import { addressOf, manyPermissions, sessionOf } from './helpers/session'
import { type Session, UNLIMITED, UNLIMITED_CALLS } from './helpers/types'

const PAYMASTER = addressOf(5)

async function deployWithSession() {
  const fixture = await deployLens()
  const session = sessionOf(fixture.key.address)
  return { fixture, session, id: sessionIdOf(session) }
}

describe('SessionLens, liveness', () => {
  it('refuses while the module is not installed, before and after', async () => {
    const { fixture, session } = await loadFixture(deployWithSession)
    const scene = await liveScene(fixture, session, {}, { grantCounter: 8n })
    for (const counter of [0n, 8n]) {
      await fixture.module.setEpoch(fixture.account, epochWord(counter))
      await expectRefused(fixture, scene, 'ModuleNotInstalled', [fixture.account])
    }
  })

  it('refuses a revoked session', async () => {
    const { fixture, session, id } = await loadFixture(deployWithSession)
    const scene = await liveScene(fixture, session, {}, { grantCounter: REVOKED })
    await expectRefused(fixture, scene, 'SessionAlreadyRevoked', [id])
  })

  it('refuses a session that was never granted, whichever field makes it another one', async () => {
    const { fixture, session } = await loadFixture(deployWithSession)
    await store(fixture, session)
    const permissions = session.permissions.map((permission) => ({ ...permission, maxValue: 1n }))
    const changes: Partial<Session>[] = [
      { signer: addressOf(8) },
      { validAfter: 1_001 },
      { validUntil: 10_000 },
      { paymaster: PAYMASTER },
      { period: 60 },
      { maxCalls: 101n },
      { maxValue: 10n ** 18n + 1n },
      { maxFee: 10n ** 18n + 1n },
      { permissions },
    ]
    for (const change of changes) {
      const changed = { ...session, ...change }
      await expectRefused(fixture, sceneIn(fixture, changed), 'SessionNotGranted', [sessionIdOf(changed)])
    }
  })

  it('refuses a session of an older epoch', async () => {
    const { fixture, session, id } = await loadFixture(deployWithSession)
    const scene = await liveScene(fixture, session, {}, { grantCounter: 5n })
    await expectRefused(fixture, scene, 'SessionOfOlderEpoch', [id, 5n, EPOCH_COUNTER])
  })

  it('refuses a session that its key renounced in this epoch; one of an older epoch is over anyway', async () => {
    const { fixture, session, id } = await loadFixture(deployWithSession)
    const renounced = await liveScene(fixture, session, {}, { grantCounter: 2n ** 31n + EPOCH_COUNTER })
    await expectRefused(fixture, renounced, 'SessionRenounced', [id])
    const older = await liveScene(fixture, session, {}, { grantCounter: 2n ** 31n + 5n })
    await expectRefused(fixture, older, 'SessionOfOlderEpoch', [id, 5n, EPOCH_COUNTER])
  })
})

describe('SessionLens, payer', () => {
  const sponsor = (paymaster: string) => ({ op: { paymasterAndData: paymasterAndData(paymaster, 1n, 2n, '0xabcd') } })

  it('accepts the account and the named paymaster as payers', async () => {
    const { fixture } = await loadFixture(deployWithSession)
    const session = sessionOf(fixture.key.address, { paymaster: PAYMASTER })
    await expectAccepted(fixture, await liveScene(fixture, session))
    await expectAccepted(fixture, await liveScene(fixture, session, sponsor(PAYMASTER)))
  })

  it('refuses another paymaster than the named one, and any where none is named', async () => {
    const { fixture, session } = await loadFixture(deployWithSession)
    const named = sessionOf(fixture.key.address, { paymaster: PAYMASTER })
    const other = addressOf(6)
    await expectRefused(fixture, await liveScene(fixture, named, sponsor(other)), 'PaymasterNotAllowed', [other])
    await expectRefused(fixture, await liveScene(fixture, session, sponsor(other)), 'PaymasterNotAllowed', [other])
  })

  it('refuses address zero, the account and the module as paymasters, also where the session names them', async () => {
    const { fixture } = await loadFixture(deployWithSession)
    for (const paymaster of [ZeroAddress, fixture.account, fixture.moduleAddress]) {
      const session = sessionOf(fixture.key.address, { paymaster })
      const scene = await liveScene(fixture, session, sponsor(paymaster))
      await expectRefused(fixture, scene, 'PaymasterNotAllowed', [paymaster])
    }
  })

  it('refuses paymasterAndData too short for the gas fields, and accepts it without data of its own', async () => {
    const { fixture } = await loadFixture(deployWithSession)
    const session = sessionOf(fixture.key.address, { paymaster: PAYMASTER })
    const full = paymasterAndData(PAYMASTER, 1n, 2n)
    const short = await liveScene(fixture, session, { op: { paymasterAndData: dataSlice(full, 0, 51) } })
    await expectRefused(fixture, short, 'PaymasterDataTooShort', [51n, 52n])
    await expectAccepted(fixture, await liveScene(fixture, session, { op: { paymasterAndData: full } }))
  })

  it('refuses a self-paid op of a session with unlimited fees', async () => {
    const { fixture } = await loadFixture(deployWithSession)
    const session = sessionOf(fixture.key.address, { paymaster: PAYMASTER, maxFee: UNLIMITED })
    await expectRefused(fixture, await liveScene(fixture, session), 'PaymasterRequired', [])
    await expectAccepted(fixture, await liveScene(fixture, session, sponsor(PAYMASTER)))
  })
})

describe('SessionLens, session key', () => {
  it('refuses a kind of signer that does not exist', async () => {
    const { fixture } = await loadFixture(deployWithSession)
    const session = { ...sessionOf('0x' + '11'.repeat(64)), signerKind: 3 }
    const scene = await liveScene(fixture, session)
    await expectRefused(fixture, scene, 'SignerKindNotSupported', [3n])
  })

  it('refuses a signer that is no address', async () => {
    const { fixture, session } = await loadFixture(deployWithSession)
    const scene = await liveScene(fixture, session)
    for (const signer of ['0x', '0x' + '11'.repeat(19), '0x' + '11'.repeat(21)]) {
      scene.session = { ...session, signer }
      await expectRefused(fixture, scene, 'SignerNotValid', [0n, signer])
    }
  })

  /** That the op carries `authorization`, and the Lens wants `expected`. */
  async function expectNotExpected(
    f: LensFixture,
    scene: Scene,
    authorization: string,
    expected: string,
  ): Promise<void> {
    await expectRefused(f, scene, 'AuthorizationNotExpected', [keccak256(expected), keccak256(authorization)])
  }

  it('refuses an authorization with a byte changed, missing or left over', async () => {
    const { fixture, session } = await loadFixture(deployWithSession)
    const expected = authorizationOf(session, [0], 0, false)
    const length = dataLength(expected)
    const wrong = [concat([expected, '0x00']), dataSlice(expected, 0, -1), '0x']
    for (let i = 0; i < length; i++) {
      const flipped = toBeHex(BigInt(dataSlice(expected, i, i + 1)) ^ 0x80n, 1)
      wrong.push(concat([dataSlice(expected, 0, i), flipped, dataSlice(expected, i + 1)]))
    }
    for (const authorization of wrong) {
      await expectNotExpected(fixture, await liveScene(fixture, session, { authorization }), authorization, expected)
    }
  })

  it('refuses a signature field too short for a signature', async () => {
    const { fixture, session } = await loadFixture(deployWithSession)
    const expected = authorizationOf(session, [0], 0, false)
    for (const signature of ['0x', '0x' + '11'.repeat(63)]) {
      await expectNotExpected(fixture, await liveScene(fixture, session, { op: { signature } }), '0x', expected)
    }
  })

  it('refuses limits that are carried though they are the unmetered ones', async () => {
    const { fixture } = await loadFixture(deployWithSession)
    const unmetered = { maxCalls: UNLIMITED_CALLS, maxFee: UNLIMITED, maxValue: 0n, paymaster: PAYMASTER }
    const session = sessionOf(fixture.key.address, unmetered)
    const expected = authorizationOf(session, [0], 0, true)
    const limits = concat([toBeHex(UNLIMITED, 10), toBeHex(0, 10), toBeHex(UNLIMITED_CALLS, 4), toBeHex(0, 4)])
    const authorization = concat(['0x04', dataSlice(expected, 1, 13), limits, dataSlice(expected, 13)])
    const op = { paymasterAndData: paymasterAndData(PAYMASTER, 1n, 2n) }
    await expectNotExpected(fixture, await liveScene(fixture, session, { op, authorization }), authorization, expected)
  })

  it('refuses a full header that repeats the permission of the call before', async () => {
    const { fixture } = await loadFixture(deployWithSession)
    const session = sessionOf(fixture.key.address, { permissions: manyPermissions(2) })
    const options = { calls: [callOf(session, 0), callOf(session, 0)], permissions: [0, 0] }
    const expected = authorizationOf(session, [0, 0], 0, false)
    const header = dataSlice(authorizationOf(session, [0], 0, false), -33)
    const authorization = concat([dataSlice(expected, 0, -1), header])
    await expectNotExpected(
      fixture,
      await liveScene(fixture, session, { ...options, authorization }),
      authorization,
      expected,
    )
    await expectAccepted(fixture, await liveScene(fixture, session, options))
  })

  it("refuses another key's signature, and the right key's over another authorization, hash, chain or module", async () => {
    const { fixture, session, id } = await loadFixture(deployWithSession)
    const right = await liveScene(fixture, session)
    const other = sceneIn(fixture, session, { signWith: new Wallet('0x' + '5f'.repeat(32)) })
    await expectRefused(fixture, other, 'SessionKeySignatureNotValid', [id])
    await expectRefused(fixture, { ...right, userOpHash: id }, 'SessionKeySignatureNotValid', [id])

    const elsewhere = sceneIn(fixture, session, { module: addressOf(7) })
    await expectRefused(fixture, elsewhere, 'SessionKeySignatureNotValid', [id])

    const signature = concat([
      dataSlice(right.userOp.signature, 0, -64),
      dataSlice(sceneIn(fixture, session, { authorization: '0x00' }).userOp.signature, -64),
    ])
    const swapped = sceneIn(fixture, session, { op: { signature } })
    await expectRefused(fixture, swapped, 'SessionKeySignatureNotValid', [id])
  })

  it('refuses signatures that no key can have made, and an s in the upper half', async () => {
    const { fixture, session, id } = await loadFixture(deployWithSession)
    const right = (await liveScene(fixture, session)).userOp.signature
    const highS = '0x7f' + 'ff'.repeat(31)
    for (const bytes of ['0x' + '00'.repeat(64), '0x' + 'ff'.repeat(64), concat([dataSlice(right, -64, -32), highS])]) {
      const signature = concat([dataSlice(right, 0, -64), bytes])
      const scene = sceneIn(fixture, session, { op: { signature } })
      await expectRefused(fixture, scene, 'SessionKeySignatureNotValid', [id])
    }
  })

  it('refuses address zero as a signer, to which every unrecoverable signature would belong', async () => {
    const { fixture } = await loadFixture(deployWithSession)
    const session = sessionOf(ZeroAddress)
    const signature = concat([authorizationOf(session, [0], 0, false), '0x' + '00'.repeat(64)])
    const scene = await liveScene(fixture, session, { op: { signature } })
    await expectRefused(fixture, scene, 'SessionKeySignatureNotValid', [sessionIdOf(session)])
  })
})
