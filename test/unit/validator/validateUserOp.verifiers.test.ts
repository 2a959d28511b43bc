// Verifiers that misbehave: whatever they do means no, the module answers 1, and nothing is written anywhere. A verifier is
// what the owner granted with the key, so what it burns is bounded by the op's own gas limit and by nothing else.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, id, toBeHex, zeroPadValue } from 'ethers'
import { ethers } from 'hardhat'

import { sessionId, sessionStruct } from '../../../src'
import { verifierKey, type TestKey } from '../../helpers/sessionKeys'
import { eventsOf, refusal, stepsOf, storageOf, writesOf } from './helpers/chain'
import { authorizationOf, keyedOp, sessionOf } from './helpers/keyedOp'
import { check, digestOf, USER_OP_HASH, windowOf } from './helpers/op'
import { grant, installModule, type Scene } from './helpers/scene'
import { anAddress, HOUR, START } from './helpers/session'

const WINDOW = windowOf(START, START + HOUR)
const GAS = 3_000_000n

/** As VerifierMock.Answer has them. */
const ANSWERS = [
  'Yes',
  'No',
  'Revert',
  'RevertWithYes',
  'Zero',
  'Nothing',
  'FourBytes',
  'YesWithDirt',
  'YesWithMore',
  'Mebibyte',
  'Burn',
  'Write',
  'Log',
] as const
type Answer = (typeof ANSWERS)[number]

async function deployVerifier() {
  const scene = await loadFixture(installModule)
  const verifier = await ethers.deployContract('VerifierMock')
  return { scene, verifier, address: await verifier.getAddress() }
}

const keyOf = (address: string, answer: Answer): TestKey =>
  verifierKey(address, toBeHex(ANSWERS.indexOf(answer), 1), (digest) => digest, 32)

/** Answers 1 with so much gas, writes nothing in the module nor elsewhere, says nothing. */
async function expectFailed(scene: Scene, key: TestKey, gasLimit = GAS): Promise<void> {
  const session = sessionId(sessionOf(key))
  const before = await storageOf(scene, session)
  const op = keyedOp(scene, key)
  expect(await scene.validator.validateUserOp.staticCall(op, USER_OP_HASH, { gasLimit })).to.equal(1n)
  const sent = await scene.validator.validateUserOp(op, USER_OP_HASH, { gasLimit })
  expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
  expect(await storageOf(scene, session)).to.deep.equal(before)
}

const says: Readonly<Record<string, Answer>> = {
  no: 'No',
  zero: 'Zero',
  'nothing at all': 'Nothing',
  'yes in four bytes instead of a word': 'FourBytes',
  'yes with dirt behind it': 'YesWithDirt',
  'yes, and reverts': 'RevertWithYes',
}

describe('validateUserOp: a verifier', () => {
  it('is asked for the key, the digest and the signature, in one STATICCALL', async () => {
    const { scene, address } = await loadFixture(deployVerifier)
    const key = keyOf(address, 'Yes')
    await grant(scene, sessionOf(key))
    expect(await check(scene, keyedOp(scene, key))).to.equal(WINDOW)
    const sent = await scene.validator.validateUserOp(keyedOp(scene, key), USER_OP_HASH)
    const calls = (await stepsOf(sent)).filter(({ op }) => /CALL$/.test(op) && op !== 'CALL')
    expect(calls.map(({ op, stack }) => [op, `0x${stack.at(-2)!.replace('0x', '').padStart(64, '0')}`])).to.deep.equal([
      ['STATICCALL', zeroPadValue(address.toLowerCase(), 32)],
    ])
  })

  it('may answer more than a word: the first one counts', async () => {
    const { scene, address } = await loadFixture(deployVerifier)
    const key = keyOf(address, 'YesWithMore')
    await grant(scene, sessionOf(key))
    expect(await check(scene, keyedOp(scene, key))).to.equal(WINDOW)
  })

  for (const [what, answer] of Object.entries(says))
    it(`T97 means no if it says ${what}`, async () => {
      const { scene, address } = await loadFixture(deployVerifier)
      const key = keyOf(address, answer)
      await grant(scene, sessionOf(key))
      await expectFailed(scene, key)
    })

  it('T97 means no if it reverts', async () => {
    const { scene, address } = await loadFixture(deployVerifier)
    const key = keyOf(address, 'Revert')
    await grant(scene, sessionOf(key))
    await expectFailed(scene, key)
  })

  it('T85 means no if it writes or logs: it is only read', async () => {
    const { scene, address, verifier } = await loadFixture(deployVerifier)
    for (const answer of ['Write', 'Log'] as const) {
      const key = keyOf(address, answer)
      await grant(scene, sessionOf(key))
      await expectFailed(scene, key)
    }
    expect(await verifier.writes()).to.equal(0n)
    // The same key, asked by a transaction, does write: so it is the STATICCALL that refuses it.
    await verifier.verify(toBeHex(ANSWERS.indexOf('Write'), 1), id('a hash'), '0x')
    expect(await verifier.writes()).to.equal(1n)
  })

  it('T85 means no if it burns all the gas it gets: a 64th is left, which is enough to say so', async () => {
    const { scene, address } = await loadFixture(deployVerifier)
    const key = keyOf(address, 'Burn')
    await grant(scene, sessionOf(key))
    await expectFailed(scene, key)
  })

  it('T85 means no if it answers a mebibyte, where the gas suffices to read that', async () => {
    const { scene, address } = await loadFixture(deployVerifier)
    const key = keyOf(address, 'Mebibyte')
    await grant(scene, sessionOf(key))
    await expectFailed(scene, key, 10_000_000n)
  })

  it('T85 means no if it answers a mebibyte that it has no gas for', async () => {
    const { scene, address } = await loadFixture(deployVerifier)
    const key = keyOf(address, 'Mebibyte')
    await grant(scene, sessionOf(key))
    await expectFailed(scene, key, 1_000_000n)
  })

  it('means no if it has no code', async () => {
    const { scene } = await loadFixture(deployVerifier)
    const key = keyOf(anAddress(0x7777), 'Yes')
    await grant(scene, sessionOf(key))
    await expectFailed(scene, key)
  })

  it('T84 means no if it does not know the key, and runs nothing that a signature names', async () => {
    const { scene, address, verifier } = await loadFixture(deployVerifier)
    const write = verifier.interface.encodeFunctionData('verify', [toBeHex(11, 1), id('a hash'), '0x'])
    // What ERC-6492 would have prepared: (address factory, bytes call, bytes signature) ‖ the magic suffix.
    const coder = ethers.AbiCoder.defaultAbiCoder()
    const wrap = (digest: string): string =>
      concat([coder.encode(['address', 'bytes', 'bytes'], [address, write, digest]), `0x${'6492'.repeat(16)}`])
    const key = verifierKey(address, '0x00', wrap, ethers.dataLength(wrap(id('any'))))
    await grant(scene, sessionOf(key))
    await expectFailed(scene, key)
    expect(await verifier.writes()).to.equal(0n)
  })

  it('T173 is never the account or the module', async () => {
    const { scene } = await loadFixture(deployVerifier)
    for (const address of [scene.account, scene.address]) {
      const key = keyOf(address, 'Yes')
      const call = scene.validator.grant.staticCall(sessionStruct(sessionOf(key)))
      expect(await refusal(call)).to.deep.equal(['SignerNotValid', 2n, key.signer.toLowerCase()])
    }
  })

  it('is asked after the session was found live, and before any limit', async () => {
    const { scene, address } = await loadFixture(deployVerifier)
    const key = keyOf(address, 'Yes')
    expect(await refusal(check(scene, keyedOp(scene, key)))).to.deep.equal([
      'SessionNotLive',
      sessionId(sessionOf(key)),
    ])
    await grant(scene, sessionOf(key))
    const dear = { op: { preVerificationGas: 1n << 120n } }
    const right = keyedOp(scene, key, {}, dear)
    expect((await refusal(check(scene, right)))[0]).to.equal('FeeOverLimit')
    const wrong = keyedOp(scene, key, { signature: id('another digest') }, dear)
    expect(await check(scene, wrong)).to.equal(1n)
  })

  it('gets the digest itself, no hash of it, and the key without its own address', async () => {
    const { scene, address } = await loadFixture(deployVerifier)
    const key = keyOf(address, 'Yes')
    await grant(scene, sessionOf(key))
    // This one says yes to a signature that is the hash it was given.
    const digest = digestOf(scene, authorizationOf(key, sessionOf(key)))
    expect(await check(scene, keyedOp(scene, key, { signature: digest }))).to.equal(WINDOW)
    expect(await check(scene, keyedOp(scene, key, { signature: ethers.sha256(digest) }))).to.equal(1n)
    expect(await writesOf(await scene.validator.validateUserOp(keyedOp(scene, key), USER_OP_HASH))).to.have.length(1)
  })
})
