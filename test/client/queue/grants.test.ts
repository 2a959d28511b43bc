// A grant that the owner signed: the session's first op brings it.
import { expect } from 'chai'

import {
  allow,
  grantFitsOp,
  inProcessBundler,
  packUserOp,
  sessionId,
  type Bundler,
  type LatchkeyError,
  type UserOp,
} from '../../../src'
import { opBytes } from '../../../src/client/queue/opBytes'
import { VERSIONS } from '../../helpers/fixture'
import { ownerGrant, submitGrant } from '../../helpers/ownerGrant'
import { upvote } from '../../helpers/session'
import { anAddress, expectRejection, the, word } from '../builders'
import { careless, openStage, recorded, testClock, type StageOptions } from './stage'

/** Set in the first byte of a signature field that brings a grant. */
const GRANT_FOLLOWS = 0x10

const brings = ({ signature }: UserOp): boolean => (parseInt(signature.slice(2, 4), 16) & GRANT_FOLLOWS) !== 0

async function open(params: StageOptions = {}) {
  const stage = await openStage({ granted: false, ...params })
  const signedGrant = await ownerGrant(stage.chain, stage.account, stage.session)
  const record = recorded(stage.bundler)
  const queue = stage.queue({ bundler: record.bundler, signedGrant })
  const call = await upvote(stage.chain)
  const isLive = () => stage.chain.module.isLive(stage.account.address, sessionId(stage.session))
  return { ...stage, ...record, queue, queueWith: stage.queue, call, signedGrant, isLive }
}

for (const version of VERSIONS) {
  describe(`a signed grant, EntryPoint ${version}`, () => {
    it('comes with the first op alone, and the others wait for it', async () => {
      const { queue, call, sent, most, isLive } = await open({ version })
      expect(await isLive()).to.equal(false)
      const sends = await Promise.all(Array.from({ length: 8 }, () => queue.send([call])))
      const outcomes = await Promise.all(sends.map((op) => op.wait()))
      expect(outcomes.every(({ success }) => success)).to.equal(true)
      expect(sent.map(brings)).to.deep.equal([true, false])
      expect([await isLive(), most()]).to.deep.equal([true, 1])
    })
  })
}

describe('a signed grant', () => {
  it('comes with the next op where the first was refused, or its calls reverted', async () => {
    const { queue, queueWith, bundler, signedGrant, call, chain, sent } = await open()
    await expectRejection(queue.send([await upvote(chain, 99n)]), 'CallsRevert', {})
    const reverting = queueWith({ bundler: careless(bundler), signedGrant })
    // Its validation did grant: the calls that revert undo nothing of that. 200,000 gas are enough for one permission.
    expect((await (await reverting.send([await upvote(chain, 99n)])).wait()).success).to.equal(false)
    expect((await (await reverting.send([call])).wait()).success).to.equal(true)
    expect(sent.map(brings)).to.deep.equal([true, false])
  })

  it('comes with the next op where the first was dropped', async () => {
    const stage = await open()
    const lost: Bundler = {
      ...stage.bundler,
      send: async (userOp, entryPoint) => {
        const idle = inProcessBundler({ signer: stage.chain.deployer, entryPoint: stage.options.entryPoint })
        if (stage.sent.length > 0) return await stage.bundler.send(userOp, entryPoint)
        stage.sent.push(userOp)
        return await idle.send(userOp, entryPoint)
      },
    }
    const queue = stage.queueWith({ bundler: lost, signedGrant: stage.signedGrant })
    await expectRejection((await queue.send([stage.call])).wait(), 'OpDropped', {})
    expect((await (await queue.send([stage.call])).wait()).success).to.equal(true)
    expect(stage.sent.map(brings)).to.deep.equal([true, true])
  })

  it('comes with the next op where the bundler only says that it was mined, or tells of another op', async () => {
    const stage = await open()
    const mined = { success: true, transactionHash: word(1), blockNumber: 1, sender: stage.options.account, nonce: 0n }
    const gas = { actualGasUsed: 1n, actualGasCost: 1n, revertReason: undefined }
    let lies = 1
    const lying: Bundler = {
      ...stage.bundler,
      send: async (userOp, entryPoint) => {
        if (lies-- > 0) stage.sent.push(userOp)
        else return await stage.bundler.send(userOp, entryPoint)
        return await inProcessBundler({ signer: stage.chain.deployer, entryPoint: stage.options.entryPoint }).send(
          userOp,
          entryPoint,
        )
      },
      receipt: async (userOpHash) => (await stage.bundler.receipt(userOpHash)) ?? { ...mined, ...gas, userOpHash },
    }
    const queue = stage.queueWith({ bundler: lying, signedGrant: stage.signedGrant })
    await (await queue.send([stage.call])).wait()
    expect(await stage.isLive()).to.equal(false)
    await (await queue.send([stage.call])).wait()
    expect(await stage.isLive()).to.equal(true)
    expect(stage.sent.map(brings)).to.deep.equal([true, true])

    const strange: Bundler = {
      ...lying,
      receipt: async () => await Promise.resolve({ ...mined, ...gas, userOpHash: word(7) }),
    }
    lies = 1
    const other = stage.queueWith({ bundler: { ...strange, knows: async () => await Promise.resolve(false) } })
    await expectRejection((await other.send([stage.call])).wait(), 'OpDropped', {})
  })

  it('that leaves no room in an op is told before anything is sent, until somebody has brought it', async () => {
    const { queue, call, sent, chain, account, session, signedGrant, isLive } = await open({
      session: ({ socio3 }) => ({
        allow: [
          allow(socio3, 'upvotePost'),
          ...Array.from({ length: 40 }, (_, i) => allow({ address: anAddress(i + 1), abi: ['function f()'] }, 'f')),
        ],
      }),
    })
    expect(grantFitsOp(session)).to.equal(false)
    await expectRejection(queue.send([call]), 'GrantTooLong', { maximum: 8_192 })
    expect(sent).to.deep.equal([])
    await (await submitGrant(chain, account, session, signedGrant)).wait()
    expect((await (await queue.send([call])).wait()).success).to.equal(true)
    expect([await isLive(), sent.map(brings)]).to.deep.equal([true, [false]])
  })

  it('that fits leaves room for calls', async () => {
    const { queue, call, session, sent } = await open({
      session: ({ socio3 }) => ({
        allow: [
          allow(socio3, 'upvotePost'),
          ...Array.from({ length: 16 }, (_, i) => allow({ address: anAddress(i + 1), abi: ['function f()'] }, 'f')),
        ],
      }),
    })
    expect(grantFitsOp(session)).to.equal(true)
    expect((await (await queue.send([call, call, call])).wait()).success).to.equal(true)
    const { verificationGasLimit, ...op } = the(sent[0])
    expect(opBytes(packUserOp({ ...op, verificationGasLimit }))).to.be.within(7_000, 8_192)
    // Bundlers let validation use 500,000.
    expect(verificationGasLimit < 500_000n).to.equal(true)
  })

  it('stays at home where the session is live already', async () => {
    const { queue, call, sent, chain, account, session, signedGrant } = await open()
    await (await submitGrant(chain, account, session, signedGrant)).wait()
    const sends = await Promise.all(Array.from({ length: 4 }, () => queue.send([call])))
    await Promise.all(sends.map((op) => op.wait()))
    expect(sent.map(brings)).to.deep.equal(sent.map(() => false))
  })

  it('does no harm where another program was quicker', async () => {
    const { queueWith, bundler, call, sent, chain, account, session, signedGrant } = await open()
    let raced = false
    const racing: Bundler = {
      ...bundler,
      send: async (userOp, entryPoint) => {
        if (!raced) await (await submitGrant(chain, account, session, signedGrant)).wait()
        raced = true
        return await bundler.send(userOp, entryPoint)
      },
    }
    const queue = queueWith({ bundler: racing, signedGrant })
    expect((await (await queue.send([call])).wait()).success).to.equal(true)
    expect(sent.map(brings)).to.deep.equal([true])
  })

  it('that is not the owner’s is refused before anything is sent, for its reason', async () => {
    const { queueWith, signedGrant, call, session, bundler, sent } = await open()
    const forged = { ...signedGrant, ownerSignature: `0x${'12'.repeat(85)}` } as const
    const queue = queueWith({ bundler, signedGrant: forged, clock: testClock() })
    const error = (await queue.send([call]).catch((e: unknown) => e)) as LatchkeyError
    expect([error.code, error.args]).to.deep.equal(['GrantSignatureNotValid', { id: sessionId(session) }])
    expect(sent).to.deep.equal([])
  })
})
