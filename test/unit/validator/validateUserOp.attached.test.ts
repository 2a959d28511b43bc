// An op that brings its own grant: what is attached, who must have signed what, and what is written when.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataLength, dataSlice, getBytes, hexlify, id as hashOf, MaxUint256, toBeHex, ZeroHash } from 'ethers'

import { renounceDigest, sessionId, sessionPreimage, signDigest, UNLIMITED_CALLS, UNLIMITED_FEE } from '../../../src'
import { alone, type Signed } from '../../helpers/grantTypes'
import { eventsOf, reasonOf, refusal, storageOf, usageSlot, writesOf } from './helpers/chain'
import { anOp, callOf, check, DEFAULT_FEE, USER_OP_HASH, validate, windowOf, type Op } from './helpers/op'
import { grant } from './helpers/scene'
import { aPermission, aSession, addressOf, KEY, manyPermissions, OTHER_KEY } from './helpers/session'
import { PAYMASTER, sessionFields, usageWord } from './helpers/session'
import { attachedOp, deploySigned, grantData, installSigned, newSigned, signGrant } from './helpers/signedGrant'
import type { AttachedOptions, SignedScene } from './helpers/signedGrant'

const session = aSession()
const old = aSession({ maxCalls: 5 })
const [ID, OLD] = [sessionId(session), sessionId(old)]
const WINDOW = windowOf(session.validAfter, session.validUntil)
const REVOKED = MaxUint256 & 0xffffffffn
const unmetered = aSession({ maxFee: UNLIMITED_FEE, maxCalls: UNLIMITED_CALLS, paymaster: PAYMASTER })

const send = async (scene: SignedScene, op: Op) => await scene.validator.validateUserOp(op, USER_OP_HASH)
const refusalOf = async (scene: SignedScene, op: Op): Promise<unknown[]> => await refusal(check(scene, op))

/** The op of a scene whose owner signed the happy session. */
async function rightOp(scene: SignedScene, options: AttachedOptions = {}): Promise<Op> {
  return attachedOp(scene, session, await signGrant(scene, session), options)
}

/** It returns 1, says nothing and writes nothing. */
async function expectFailure(scene: SignedScene, op: Op): Promise<void> {
  expect(await check(scene, op)).to.equal(1n)
  const sent = await send(scene, op)
  expect(await writesOf(sent)).to.deep.equal([])
  expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
}

describe('validateUserOp: a grant that is attached', () => {
  it('is granted and used in one step: one slot, the event of any grant, what the op uses', async () => {
    const scene = await loadFixture(installSigned)
    const op = await rightOp(scene)
    expect(await check(scene, op)).to.equal(WINDOW)
    const sent = await send(scene, op)
    const said = [['SessionGranted', scene.account, ID, toBeHex(session.signer, 32), sessionFields(session)]]
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal(said)
    expect(new Set(await writesOf(sent))).to.deep.equal(new Set([usageSlot(ID, scene.account)]))
    const usage = usageWord({ fee: DEFAULT_FEE, calls: 1n })
    expect(await storageOf(scene, ID)).to.deep.equal({ epoch: toBeHex(1, 32), usage })
    // The next op needs none.
    expect(await check(scene, anOp(scene, session))).to.equal(WINDOW)
  })

  it('without limits writes one slot once, to what a grant by call writes', async () => {
    const scene = await loadFixture(installSigned)
    const op = attachedOp(scene, unmetered, await signGrant(scene, unmetered), { sponsor: PAYMASTER })
    const sent = await send(scene, op)
    expect(await writesOf(sent)).to.deep.equal([usageSlot(sessionId(unmetered), scene.account)])
    expect((await storageOf(scene, sessionId(unmetered))).usage).to.equal(usageWord({}))
  })

  it('T125 ends the session that it replaces', async () => {
    const scene = await loadFixture(installSigned)
    await grant(scene, old)
    const signed = await signGrant(scene, session, { replaces: OLD })
    const sent = await send(scene, attachedOp(scene, session, signed))
    const names = (await eventsOf(Promise.resolve(sent))).map(([name, , id]) => [name, id])
    expect(names).to.deep.equal([
      ['SessionRevoked', OLD],
      ['SessionGranted', ID],
    ])
    expect((await storageOf(scene, OLD)).usage).to.equal(usageWord({ epoch: REVOKED }))
    expect(await refusalOf(scene, anOp(scene, old))).to.deep.equal(['SessionNotLive', OLD])
  })

  it('T123 of a session that is live changes nothing, and its owner is not asked', async () => {
    const scene = await loadFixture(installSigned)
    await grant(scene, old)
    await grant(scene, session)
    await scene.vouching.answerWith(3, ZeroHash, 0) // whoever asks now burns all gas
    const op = attachedOp(scene, session, { ...alone('0x01'), replaces: OLD })
    const sent = await send(scene, op)
    expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
    expect(await writesOf(sent)).to.deep.equal([usageSlot(ID, scene.account)])
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ fee: DEFAULT_FEE, calls: 1n }))
    expect(await scene.module.isLive(scene.account, OLD)).to.equal(true)
    // Once more, as its usage goes on.
    expect(await validate(scene, op)).to.equal(WINDOW)
    expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ fee: 2n * DEFAULT_FEE, calls: 2n }))
  })

  it('T97 is not granted by an op that another key signed; the owner is not even asked', async () => {
    const scene = await loadFixture(installSigned)
    const signed = await signGrant(scene, session, { replaces: OLD })
    await scene.vouching.answerWith(3, ZeroHash, 0)
    await expectFailure(scene, attachedOp(scene, session, signed, { key: OTHER_KEY }))
    await expectFailure(scene, attachedOp(scene, session, signed, { signature: `0x${'00'.repeat(64)}` }))
  })

  it('T60 T129 the key that the owner signed for, and not the stranger’s own', async () => {
    const scene = await loadFixture(installSigned)
    const signed = await signGrant(scene, session)
    const own = aSession({ signer: addressOf(OTHER_KEY) })
    await expectFailure(scene, attachedOp(scene, own, signed, { key: OTHER_KEY }))
    expect(await check(scene, attachedOp(scene, session, signed))).to.equal(WINDOW)
  })

  it('T96 T97 grants nothing if the op is refused for what it does', async () => {
    const scene = await loadFixture(installSigned)
    const tight = aSession({
      maxCalls: 1,
      maxFee: DEFAULT_FEE,
      maxValue: 3n,
      permissions: [aPermission({ maxValue: 9n })],
    })
    const signed = await signGrant(scene, tight, { replaces: OLD })
    const call = callOf(tight.permissions[0]!)
    const refused: readonly (readonly [AttachedOptions, unknown[]])[] = [
      [{ calls: [call, call] }, ['CallsOverLimit', 2n, 1n]],
      [{ calls: [{ ...call, value: 4n }] }, ['ValueOverLimit', 4n, 3n]],
      [{ calls: [{ ...call, value: 10n }] }, ['ValueOverCap', 0n, 10n, 9n]],
      [{ op: { preVerificationGas: 50_001n } }, ['FeeOverLimit', DEFAULT_FEE + 2n, DEFAULT_FEE]],
      [{ op: { sender: PAYMASTER } }, ['SenderNotCaller', PAYMASTER, scene.account]],
    ]
    for (const [options, why] of refused) {
      const op = attachedOp(scene, tight, signed, options)
      expect(await refusalOf(scene, op)).to.deep.equal(why)
      await send(scene, op).catch(reasonOf)
      expect((await storageOf(scene, sessionId(tight))).usage).to.equal(ZeroHash)
      expect((await storageOf(scene, OLD)).usage).to.equal(ZeroHash)
    }
    expect(await check(scene, attachedOp(scene, tight, signed))).to.equal(WINDOW)
  })

  it('T63 T151 is for what the op claims: a call that the session does not permit finds another session', async () => {
    const scene = await loadFixture(installSigned)
    const [mine, theirs] = manyPermissions(2)
    const granted = aSession({ permissions: [mine!] })
    const claimed = aSession({ permissions: [theirs!] })
    const data = grantData(granted, await signGrant(scene, granted))
    const op = attachedOp(scene, claimed, alone('0x01'), { data })
    expect(await refusalOf(scene, op)).to.deep.equal(['GrantOfOtherSession', sessionId(granted), sessionId(claimed)])
  })

  it('T63 must be of the session that the op claims, in every field, also when that is live', async () => {
    const scene = await loadFixture(installSigned)
    const others = [
      { maxCalls: 101 },
      { maxFee: 10n ** 15n + 1n },
      { validUntil: session.validUntil + 1 },
      { period: 600 },
    ]
    for (const isLive of [false, true]) {
      if (isLive) await grant(scene, session)
      for (const changes of [...others, { signer: addressOf(OTHER_KEY) }, { paymaster: PAYMASTER }]) {
        const other = aSession(changes)
        const data = grantData(other, await signGrant(scene, other))
        const why = ['GrantOfOtherSession', sessionId(other), ID]
        expect(await refusalOf(scene, attachedOp(scene, session, alone('0x01'), { data }))).to.deep.equal(why)
      }
    }
  })

  it('T134 must be valid by itself, also when the session is live', async () => {
    const scene = await loadFixture(installSigned)
    for (const isLive of [false, true]) {
      if (isLive) await grant(scene, session)
      const zero = { chainId: 0n, account: scene.account, epoch: ZeroHash, replaces: ZeroHash, sessionHash: ZeroHash }
      const wrong: readonly (readonly [string, unknown[]])[] = [
        [grantData(aSession({ maxCalls: 0 }), alone('0x01')), ['MaxCallsZero']],
        [grantData(aSession({ permissions: [] }), alone('0x01')), ['PermissionsEmpty']],
        [grantData(session, { ...alone('0x01'), replaces: ID }), ['ReplacesItself', ID]],
        [
          grantData(session, { ...alone('0x01'), siblings: [{ ...zero, chainId: 31_337n }] }),
          ['SiblingsNotAscending', 0n, 31_337n, 0n],
        ],
        [grantData(session, { ...alone('0x01'), siblings: [zero, zero] }), ['SiblingsNotAscending', 1n, 0n, 0n]],
      ]
      for (const [data, why] of wrong)
        expect(await refusalOf(scene, attachedOp(scene, session, alone('0x01'), { data }))).to.deep.equal(why)
    }
  })

  it('T125 T126 brings nothing back: revoked, renounced, not installed', async () => {
    const scene = await loadFixture(installSigned)
    const op = await rightOp(scene)
    await send(scene, op)
    const { address, account, chainId, version, module } = scene
    const digest = renounceDigest({ module: address, chainId, account, sessionId: ID, version })
    await module.renounce(sessionPreimage(session), account, signDigest(KEY, digest))
    const why = ['SessionAlreadyRevoked', ID]
    expect(await refusalOf(scene, op)).to.deep.equal(why)
    expect(await refusalOf(scene, await rightOp(scene))).to.deep.equal(why)
    await scene.validator.revokeAll(ZeroHash)
    await expectFailure(scene, op)
    const renewed = await rightOp(scene)
    expect(await check(scene, renewed)).to.equal(WINDOW)
    await scene.validator.revoke(ID)
    expect(await refusalOf(scene, renewed)).to.deep.equal(why)
    await scene.validator.onUninstall('0x')
    expect(await refusalOf(scene, renewed)).to.deep.equal(['ModuleNotInstalled', account])
  })

  it('T129 is refused before the module is installed', async () => {
    const scene = await loadFixture(deploySigned)
    expect(await refusalOf(scene, await rightOp(scene))).to.deep.equal(['ModuleNotInstalled', scene.account])
  })

  it('T65 is of no use to another account of the same owner', async () => {
    const scene = await loadFixture(installSigned)
    const second = await newSigned(scene)
    await second.validator.onInstall(concat([hashOf('salt'), toBeHex(64, 32), ZeroHash]))
    await expectFailure(second, attachedOp(second, session, await signGrant(scene, session)))
  })

  it('carries many chains under its signature too', async () => {
    const scene = await loadFixture(installSigned)
    const there = { account: PAYMASTER, epoch: toBeHex(1, 32), replaces: ZeroHash, session: old }
    const others = [1n, 99_999n].map((chainId) => ({ ...there, chainId }))
    const signed = await signGrant(scene, session, { others })
    expect(await check(scene, attachedOp(scene, session, signed))).to.equal(WINDOW)
    await expectFailure(scene, attachedOp(scene, session, { ...signed, siblings: signed.siblings.slice(1) }))
  })
})

describe('validateUserOp: the bytes that are attached', () => {
  /** The happy grant with word `index` replaced. */
  const withWord = (data: string, index: number, word: string): string =>
    concat([dataSlice(data, 0, 32 * index), word, dataSlice(data, 32 * index + 32)])

  async function blob(scene: SignedScene): Promise<{ readonly data: string; readonly signed: Signed }> {
    const signed = await signGrant(scene, session)
    return { data: grantData(session, signed), signed }
  }

  it('T71 T74 have one encoding: a byte more, a byte less, another order or a dirty word is no grant', async () => {
    const scene = await loadFixture(installSigned)
    const { data } = await blob(scene)
    const length = dataLength(data)
    const second = Number(BigInt(dataSlice(data, 32, 64)))
    const shifted = concat([toBeHex(96, 32), toBeHex(second + 32, 32), ZeroHash, dataSlice(data, 64)])
    const swapped = concat([
      toBeHex(64 + length - second, 32),
      toBeHex(64, 32),
      dataSlice(data, second),
      dataSlice(data, 64, second),
    ])
    const wrong = [
      concat([data, '0x00']),
      concat([data, ZeroHash]),
      dataSlice(data, 0, length - 1),
      dataSlice(data, 0, length - 32),
      dataSlice(data, 0, 64),
      dataSlice(data, 0, 63),
      '0x00',
      shifted,
      swapped,
      withWord(data, 0, toBeHex(MaxUint256, 32)),
      withWord(data, 1, toBeHex(MaxUint256, 32)),
      withWord(data, 1, toBeHex(64, 32)),
      // signerKind with a bit above its byte, validAfter with one above its 48.
      withWord(data, 2, toBeHex(256, 32)),
      withWord(data, 4, toBeHex(1n << 48n, 32)),
      // The signature's padding: its last byte is the data's.
      concat([dataSlice(data, 0, length - 1), '0x01']),
    ]
    for (const isLive of [false, true]) {
      if (isLive) await grant(scene, session)
      for (const bytes of wrong)
        expect(
          await refusalOf(scene, attachedOp(scene, session, alone('0x01'), { data: bytes })),
          `${isLive}: ${bytes.slice(0, 140)} of ${dataLength(bytes)}`,
        ).to.deep.equal(['GrantDataNotValid'])
    }
    expect(await check(scene, attachedOp(scene, session, alone('0x01'), { data }))).to.equal(WINDOW)
  })

  it('T7 no bit of them can be changed: each is part of what the key, the owner or the encoding holds', async () => {
    const scene = await loadFixture(installSigned)
    const { data } = await blob(scene)
    const bytes = getBytes(data)
    for (let i = 0; i < bytes.length; i += 7) {
      const changed = Uint8Array.from(bytes, (byte, at) => (at === i ? byte ^ 0x01 : byte))
      const op = attachedOp(scene, session, alone('0x01'), { data: hexlify(changed) })
      const answer = await check(scene, op).then(String, (thrown: unknown) => String(reasonOf(thrown)[0]))
      // A wrong signature of the owner, or an error with a name.
      expect(answer, `byte ${i}`).to.match(/^1$|^[A-Z]\w+$/)
    }
  })

  it('T63 are signed by the session key like all others', async () => {
    const scene = await loadFixture(installSigned)
    const { signed } = await blob(scene)
    const there = { account: PAYMASTER, chainId: 1n, epoch: ZeroHash, replaces: ZeroHash, session: old }
    const more = await signGrant(scene, session, { others: [there] })
    const [right, other] = [attachedOp(scene, session, signed), attachedOp(scene, session, more)]
    expect(await check(scene, other)).to.equal(WINDOW)
    // Both grants are the owner's: a bundler may not exchange them all the same.
    const swapped = concat([
      dataSlice(other.signature, 0, dataLength(other.signature) - 64),
      dataSlice(right.signature, -64),
    ])
    await expectFailure(scene, { ...other, signature: swapped })
  })

  it('T72 have a length that is part of the field, and not zero', async () => {
    const scene = await loadFixture(installSigned)
    const op = attachedOp(scene, session, alone('0x01'), { data: '0x' })
    expect(await refusalOf(scene, op)).to.deep.equal(['GrantNotOmitted'])
    const right = await rightOp(scene)
    const needed = BigInt(dataLength(right.signature))
    for (const [signature, actual] of [
      [concat([right.signature, '0x00']), needed + 1n],
      [dataSlice(right.signature, 0, -1), needed - 1n],
    ] as const)
      expect(await refusalOf(scene, { ...right, signature })).to.deep.equal([
        'AuthorizationLengthMismatch',
        actual,
        needed,
      ])
  })

  it('checkGrantData says the same of them by itself', async () => {
    const scene = await loadFixture(installSigned)
    const { data } = await blob(scene)
    await scene.module.checkGrantData(data)
    const far = withWord(data, 1, toBeHex(MaxUint256, 32))
    for (const wrong of ['0x', concat([data, '0x00']), dataSlice(data, 0, 63), far])
      expect(await refusal(scene.module.checkGrantData(wrong))).to.deep.equal(['GrantDataNotValid'])
  })
})
