// What an account may answer when it is asked whether its owner signed: right, wrong, broken or hostile. One answer in 32
// bytes means yes; every other one means no, with nothing written, by both ways a signed grant can come.
import { loadFixture, takeSnapshot } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { MaxUint256, toBeHex, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import { sessionId, sessionStruct } from '../../../src'
import { alone } from '../../helpers/grantTypes'
import { eventsOf, refusal, stepsOf, storageOf, writesOf } from './helpers/chain'
import { check, USER_OP_HASH } from './helpers/op'
import { asStruct, ask, attachedOp, installSigned, signGrant, submit, type SignedScene } from './helpers/signedGrant'
import { aSession, usageWord } from './helpers/session'

const session = aSession()
const ID = sessionId(session)
const MAGIC = '0x1626ba7e'
const [HONEST, RETURN, REVERT, BURN] = [0, 1, 2, 3]
const YES = MAGIC.padEnd(66, '0')
const MEBIBYTE = 2 ** 20

/** Manner, first word, length. */
type Answer = readonly [number, string, number]

const NO: Readonly<Record<string, Answer>> = {
  'a wrong signature': [HONEST, ZeroHash, 0],
  'no, as the standard says it': [RETURN, '0xffffffff'.padEnd(66, '0'), 32],
  'no, in zeros': [RETURN, ZeroHash, 32],
  'yes in another way: true': [RETURN, toBeHex(1, 32), 32],
  'all ones': [RETURN, toBeHex(MaxUint256, 32), 32],
  nothing: [RETURN, YES, 0],
  'the four bytes alone': [RETURN, YES, 4],
  'a byte too few': [RETURN, YES, 31],
  'the magic with a dirty last byte': [RETURN, `${YES.slice(0, -2)}01`, 32],
  'the magic with a dirty fifth byte': [RETURN, `${MAGIC}01`.padEnd(66, '0'), 32],
  'the magic at the other end of the word': [RETURN, toBeHex(MAGIC, 32), 32],
  'a revert': [REVERT, ZeroHash, 0],
  'a revert with the magic': [REVERT, YES, 32],
  'a mebibyte of zeros': [RETURN, ZeroHash, MEBIBYTE],
  'a revert of a mebibyte that begins with the magic': [REVERT, YES, MEBIBYTE],
  'all the gas used up': [BURN, ZeroHash, 0],
}

async function openWith([manner, word, length]: Answer): Promise<SignedScene> {
  const scene = await loadFixture(installSigned)
  await scene.vouching.answerWith(manner, word, length)
  return scene
}

/** Gas that the module itself uses to ask and to take the answer: what the transaction used, less the account's own frame. */
async function gasOfAsking(scene: SignedScene): Promise<{ module: bigint; memory: number }> {
  const signed = await signGrant(scene, session)
  const sent = await submit(scene, session, signed)
  const steps = await stepsOf(sent)
  const at = steps.findIndex(
    ({ op, stack }) => op === 'STATICCALL' && BigInt(`0x${stack.at(-2) ?? ''}`) === BigInt(scene.account),
  )
  expect(at).to.be.greaterThan(0)
  const back = steps.findIndex((step, i) => i > at && step.depth === steps[at]!.depth)
  const [before, after, last] = [steps[at]!, steps[back]!, steps.at(-1)!]
  return { module: BigInt(after.gas - last.gas), memory: Number(BigInt(`0x${before.stack.at(-6) ?? ''}`)) }
}

describe('signed grants: what the account answers', () => {
  for (const [what, answer] of Object.entries(NO)) {
    it(`T140 ${what} is no to grantSigned`, async () => {
      const scene = await openWith(answer)
      expect(await refusal(ask(scene, session, alone('0x1234')))).to.deep.equal(['GrantSignatureNotValid', ID])
      const usage = (await storageOf(scene, ID)).usage
      expect(usage).to.equal(ZeroHash)
    })

    it(`T97 T140 ${what} makes an op that brings its grant a wrong signature, and nothing is written`, async () => {
      const scene = await openWith(answer)
      const op = attachedOp(scene, session, { ...alone('0x1234'), replaces: toBeHex(1, 32) })
      expect(await check(scene, op)).to.equal(1n)
      const sent = await scene.validator.validateUserOp(op, USER_OP_HASH)
      expect(await writesOf(sent)).to.deep.equal([])
      expect(await eventsOf(Promise.resolve(sent))).to.deep.equal([])
      expect(await storageOf(scene, ID)).to.deep.equal({ epoch: toBeHex(1, 32), usage: ZeroHash })
    })
  }

  for (const length of [32, 33, 64, MEBIBYTE])
    it(`T140 yes in ${length} bytes is yes: the first word counts`, async () => {
      const scene = await openWith([RETURN, YES, length])
      expect(await ask(scene, session, alone('0x01'))).to.equal(ID)
      const sent = await scene.validator.validateUserOp(attachedOp(scene, session, alone('0x01')), USER_OP_HASH)
      expect((await eventsOf(Promise.resolve(sent))).map(([name]) => name)).to.deep.equal(['SessionGranted'])
      expect((await storageOf(scene, ID)).usage).to.equal(usageWord({ fee: 700_000n, calls: 1n }))
    })

  it('T140 takes one word of the answer, and pays nothing for the rest', async () => {
    const short = await openWith([RETURN, YES, 32])
    const little = await gasOfAsking(short)
    const long = await openWith([RETURN, YES, MEBIBYTE])
    const much = await gasOfAsking(long)
    expect(much.module).to.equal(little.module)
    expect([little.memory, much.memory]).to.deep.equal([32, 32])
  })

  it('T140 an account that burns its gas takes 63 parts of 64, and what is left is enough to say no', async () => {
    const scene = await openWith([BURN, ZeroHash, 0])
    const op = attachedOp(scene, session, alone('0x1234'))
    const gasLimit = 3_000_000n
    expect(await scene.validator.validateUserOp.staticCall(op, USER_OP_HASH, { gasLimit })).to.equal(1n)
    const call = scene.module.grantSigned.staticCall(scene.account, sessionStruct(session), asStruct(alone('0x01')), {
      gasLimit,
    })
    expect(await refusal(call)).to.deep.equal(['GrantSignatureNotValid', ID])
  })

  it('an account without code says nothing, and that is no', async () => {
    const scene = await loadFixture(installSigned)
    const signed = await signGrant(scene, session)
    const code = await ethers.provider.getCode(scene.account)
    await ethers.provider.send('hardhat_setCode', [scene.account, '0x'])
    expect(await refusal(ask(scene, session, signed))).to.deep.equal(['GrantSignatureNotValid', ID])
    await ethers.provider.send('hardhat_setCode', [scene.account, code])
    expect(await ask(scene, session, signed)).to.equal(ID)
  })

  it('T130 can change nothing while it is asked: not what is granted, not what is replaced, not the epoch', async () => {
    const scene = await loadFixture(installSigned)
    const [old, replaces] = [aSession({ maxCalls: 3 }), toBeHex(1, 32)]
    const { interface: abi } = scene.module
    const attempts = [
      abi.encodeFunctionData('revoke', [ID]),
      abi.encodeFunctionData('revoke', [replaces]),
      abi.encodeFunctionData('revokeAll', [ZeroHash]),
      abi.encodeFunctionData('onUninstall', ['0x']),
      abi.encodeFunctionData('grant', [sessionStruct(old)]),
    ]
    for (const data of attempts) {
      const snapshot = await takeSnapshot()
      await scene.vouching.callFirst(scene.address, data)
      const epoch = await scene.module.getEpoch(scene.account)
      const sent = await submit(scene, session, await signGrant(scene, session, { replaces }))
      const names = (await eventsOf(Promise.resolve(sent))).map(([name]) => name)
      expect(names).to.deep.equal(['SessionRevoked', 'SessionGranted'])
      expect((await storageOf(scene, ID)).epoch).to.equal(epoch)
      expect(await scene.module.isLive(scene.account, ID)).to.equal(true)
      expect(await scene.module.isLive(scene.account, sessionId(old))).to.equal(false)
      await snapshot.restore()
    }
  })

  it('T84 T85 asks the account by one static call, and nobody else', async () => {
    const scene = await loadFixture(installSigned)
    const sent = await submit(scene, session, await signGrant(scene, session, { replaces: toBeHex(1, 32) }))
    const steps = await stepsOf(sent)
    const own = steps.filter(({ depth }) => depth === 1).map(({ op }) => op)
    expect(own.filter((op) => op === 'STATICCALL')).to.have.length(1)
    for (const op of ['CALL', 'CALLCODE', 'DELEGATECALL', 'CREATE', 'CREATE2', 'SELFDESTRUCT', 'TLOAD', 'TSTORE'])
      expect(own, op).not.to.include(op)
  })
})
