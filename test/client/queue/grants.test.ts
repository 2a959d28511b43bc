// A grant that the owner signed: the session's first op brings it.
import { expect } from 'chai'

import { inProcessBundler, sessionId, type Bundler, type LatchkeyError, type UserOp } from '../../../src'
import { VERSIONS } from '../../helpers/fixture'
import { ownerGrant, submitGrant } from '../../helpers/ownerGrant'
import { upvote } from '../../helpers/session'
import { expectRejection } from '../builders'
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
