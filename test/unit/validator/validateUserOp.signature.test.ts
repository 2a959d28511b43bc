// The session key's signature: one form, over everything that the module reads. A wrong one answers 1 and writes nothing.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataSlice, getBytes, hashMessage, hexlify, keccak256, MaxUint256, toBeHex, ZeroHash } from 'ethers'
import fc from 'fast-check'

import { sessionId, type Session } from '../../../src'
import { hex32, RUNS } from '../../helpers/arbitraries'
import { eventsOf, refusal, storageOf, writesOf } from './helpers/chain'
import {
  anOp,
  callOf,
  check,
  digestOf,
  encodeWire,
  pair,
  USER_OP_HASH,
  validate,
  windowOf,
  wireOf,
  type Op,
} from './helpers/op'
import { deployModule, grant, installModule, type Scene } from './helpers/scene'
import { aPermission, anAddress, aSession, HOUR, KEY, OTHER_KEY, START } from './helpers/session'

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
const WINDOW = windowOf(START, START + HOUR)
const session = aSession()
const ID = sessionId(session)
const AUTHORIZATION = encodeWire(wireOf(session))

async function granted(one: Session = session): Promise<Scene> {
  const scene = await loadFixture(installModule)
  await grant(scene, one)
  return scene
}

const word = (value: bigint): string => toBeHex(value, 32)
/** r and vs of the right signature. */
const right = (scene: Scene): [r: string, vs: string] => {
  const { r, yParityAndS } = KEY.sign(digestOf(scene, AUTHORIZATION))
  return [r, yParityAndS]
}
const sOf = (vs: string): bigint => BigInt(vs) & (MaxUint256 >> 1n)

/** Answers 1, writes nothing, says nothing. */
async function expectFailed(scene: Scene, op: Op): Promise<void> {
  const before = await storageOf(scene, ID)
  expect(await check(scene, op)).to.equal(1n)
  const sent = await scene.validator.validateUserOp(op, USER_OP_HASH)
  expect(await writesOf(sent)).to.deep.equal([])
  expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
  expect(await storageOf(scene, ID)).to.deep.equal(before)
}

describe('validateUserOp: a wrong signature', () => {
  const forms: readonly (readonly [string, (scene: Scene) => readonly string[]])[] = [
    ['zeros', () => [ZeroHash, ZeroHash]],
    ['ones', () => [word(MaxUint256), word(MaxUint256)]],
    ['T143 r zero', (scene) => [ZeroHash, right(scene)[1]]],
    ['T143 s zero', (scene) => [right(scene)[0], ZeroHash]],
    ['T143 s zero with parity', (scene) => [right(scene)[0], word(1n << 255n)]],
    ['r of the order', (scene) => [word(ORDER), right(scene)[1]]],
    ['r above the order', (scene) => [word(ORDER + 1n), right(scene)[1]]],
    ['r of the largest', (scene) => [word(MaxUint256), right(scene)[1]]],
    ['s of half the order and one, the lowest high s', (scene) => [right(scene)[0], word(ORDER / 2n + 1n)]],
    ['s of half the order, the highest low s', (scene) => [right(scene)[0], word(ORDER / 2n)]],
    ['T73 the high form of the right s', (scene) => [right(scene)[0], word(ORDER - sOf(right(scene)[1]))]],
    ['T73 the other parity', (scene) => [right(scene)[0], word(BigInt(right(scene)[1]) ^ (1n << 255n))]],
    ['vs before r', (scene) => [right(scene)[1], right(scene)[0]]],
    ['one more than the right r', (scene) => [word(BigInt(right(scene)[0]) + 1n), right(scene)[1]]],
    ['one more than the right s', (scene) => [right(scene)[0], word(BigInt(right(scene)[1]) + 1n)]],
  ]
  for (const [what, form] of forms)
    it(`T97 answers 1 and writes nothing: ${what}`, async () => {
      const scene = await granted()
      await expectFailed(scene, anOp(scene, session, { signature: concat(form(scene)) }))
    })

  it('T97 answers 1 and writes nothing: of another key', async () => {
    const scene = await granted()
    await expectFailed(scene, anOp(scene, session, { key: OTHER_KEY }))
  })

  it('answers 1 after any one bit has changed', async () => {
    const scene = await granted()
    const op = anOp(scene, session)
    const bytes = getBytes(op.signature)
    expect(await check(scene, op)).to.equal(WINDOW)
    for (let bit = 8 * (bytes.length - 64); bit < 8 * bytes.length; bit++) {
      const flipped = bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      expect(await check(scene, { ...op, signature: hexlify(flipped) }), `bit ${bit}`).to.equal(1n)
    }
  })

  it('answers 1 to any 64 bytes, and never reverts', async () => {
    const scene = await granted()
    await fc.assert(
      fc.asyncProperty(hex32, hex32, async (r, vs) => {
        expect(await check(scene, anOp(scene, session, { signature: concat([r, vs]) }))).to.equal(1n)
      }),
      { numRuns: RUNS * 2 },
    )
  })

  it('T46 T56 comes after everything that the op itself says: what is wrong with that is said first', async () => {
    const scene = await granted()
    const calls = [callOf(aPermission({ target: anAddress(7) }))]
    const [name] = await refusal(check(scene, anOp(scene, session, { calls, key: OTHER_KEY })))
    expect(name).to.equal('SessionNotLive')
  })

  it('T56 comes before the limits: an estimate with a wrong signature needs no budget', async () => {
    const scene = await granted()
    const op = { preVerificationGas: 1n << 120n }
    await expectFailed(scene, anOp(scene, session, { op, key: OTHER_KEY }))
    expect((await refusal(check(scene, anOp(scene, session, { op }))))[0]).to.equal('FeeOverLimit')
  })

  it('T97 leaves an unmetered or a used session as it was', async () => {
    const scene = await granted()
    await validate(scene, anOp(scene, session))
    await expectFailed(scene, anOp(scene, session, { key: OTHER_KEY }))
  })
})

describe('validateUserOp: what the key signs', () => {
  const digests: readonly (readonly [string, (scene: Scene) => string])[] = [
    ['T66 T168 for another chain', (scene) => digestOf({ ...scene, chainId: scene.chainId + 1n }, AUTHORIZATION)],
    ['T66 T168 for no chain', (scene) => digestOf({ ...scene, chainId: 0n }, AUTHORIZATION)],
    ['for another module', (scene) => digestOf({ ...scene, address: scene.account }, AUTHORIZATION)],
    ['T64 for no authorization', (scene) => digestOf(scene, '0x')],
    ['T149 for a shorter authorization', (scene) => digestOf(scene, dataSlice(AUTHORIZATION, 0, -1))],
    ['T149 for a longer authorization', (scene) => digestOf(scene, concat([AUTHORIZATION, '0x00']))],
    ['T61 the hash of the op alone', () => USER_OP_HASH],
    ['the hash of the op as a message', () => hashMessage(getBytes(USER_OP_HASH))],
    ['T83 the digest as a message', (scene) => hashMessage(getBytes(digestOf(scene, AUTHORIZATION)))],
    ['the session id', () => ID],
    ['T149 the parts without padding', (scene) => keccak256(concat([USER_OP_HASH, word(scene.chainId), scene.address, AUTHORIZATION]))],
  ] // prettier-ignore
  for (const [what, digest] of digests)
    it(`I10 answers 1 if it signed ${what}`, async () => {
      const scene = await granted()
      await expectFailed(scene, anOp(scene, session, { digest: digest(scene) }))
    })

  it('T61 T62 is of the hash that the account hands over, and of no other', async () => {
    const scene = await granted()
    const op = anOp(scene, session)
    await fc.assert(
      fc.asyncProperty(hex32, async (hash) => {
        expect(await scene.validator.validateUserOp.staticCall(op, hash)).to.equal(1n)
      }),
      { numRuns: RUNS },
    )
    for (let bit = 0n; bit < 256n; bit++) {
      const hash = word(BigInt(USER_OP_HASH) ^ (1n << bit))
      expect(await scene.validator.validateUserOp.staticCall(op, hash)).to.equal(1n)
    }
  })

  it('I10 is for one module: the same session on another is another', async () => {
    const scene = await granted()
    const { module } = await deployModule()
    const address = (await module.getAddress()) as `0x${string}`
    const op = anOp({ ...scene, address }, session)
    await expectFailed(scene, op)
  })

  it('leaves to the EntryPoint what only the hash binds: nonce and priority fee are not read', async () => {
    const scene = await granted()
    const other = { nonce: 77n, gasFees: pair(9n, 2n) }
    expect(await check(scene, anOp(scene, session, { op: other }))).to.equal(WINDOW)
  })
})
