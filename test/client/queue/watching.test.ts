// What becomes of an op that the bundler accepted and does not speak of again.
import { expect } from 'chai'

import {
  inProcessBundler,
  LatchkeyError,
  OpQueue,
  type Bundler,
  type InProcessBundler,
  type QueueOptions,
} from '../../../src'
import { upvote } from '../../helpers/session'
import { expectRejection } from '../builders'
import { careless, laneOf, openStage, sequenceOf, testClock } from './stage'

/** A bundler that takes ops and mines none by itself. */
async function open(
  change: (bundler: InProcessBundler) => Partial<Bundler> = () => ({}),
  options: Partial<QueueOptions> = {},
) {
  const stage = await openStage()
  const signer = stage.chain.bundler
  const idle = inProcessBundler({ signer, entryPoint: stage.options.entryPoint, bundlesWhenAsked: false })
  const queue = stage.queue({ bundler: { ...idle, ...change(idle) }, ...options })
  const call = await upvote(stage.chain)
  return { ...stage, idle, queue, call, send: async () => await queue.send([call]) }
}

/** A bundler that cannot tell what it holds. */
const silent = () => ({ knows: undefined as never })

describe('an op that was accepted', () => {
  it('and dropped frees its lane and its reservation, and the next op takes its nonce', async () => {
    const { queue, send, clock, bundler } = await open((idle) => ({
      // The first op is accepted, and never seen again.
      send: async (userOp, entryPoint) => await (idle.pending().length === 0 ? idle : bundler).send(userOp, entryPoint),
      receipt: async (hash) => await bundler.receipt(hash),
      knows: async (hash) => (await bundler.knows?.(hash)) === true,
    }))
    const op = await send()
    expect([queue.reserved.calls, queue.load.inFlight]).to.deep.equal([1, 1])
    await expectRejection(op.wait(), 'OpDropped', { userOpHash: op.userOpHash, seconds: 7 })
    expect([queue.reserved.calls, queue.load.inFlight]).to.deep.equal([0, 0])
    expect(clock.sleeps).to.deep.equal(Array(7).fill(1_000))
    const next = await send()
    expect([laneOf(next), sequenceOf(next)]).to.deep.equal([laneOf(op), sequenceOf(op)])
    expect((await next.wait()).success).to.equal(true)
  })

  it('and dropped is the same op when its calls are sent again at the same price: nothing is executed twice', async () => {
    const { send, idle, chain } = await open(() => ({ knows: () => Promise.resolve(false) }))
    const op = await send()
    await expectRejection(op.wait(), 'OpDropped', {})
    expect((await send()).userOpHash).to.equal(op.userOpHash)
    await idle.bundle()
    expect((await chain.socio3.getPost(0)).votes).to.equal(1n)
  })

  it('and dropped lets those that wait go', async () => {
    const { queue, call } = await open(() => ({ knows: () => Promise.resolve(false) }))
    const sends = Array.from({ length: 5 }, () => queue.send([call]))
    const first = await Promise.all(sends.slice(0, 4))
    const ends = await Promise.allSettled(first.map((op) => op.wait()))
    expect(ends.every(({ status }) => status === 'rejected')).to.equal(true)
    await Promise.allSettled(sends)
    expect(queue.load.waiting).to.equal(0)
  })

  it('counts as dropped after two minutes where nobody can tell', async () => {
    const { send, clock } = await open(silent)
    const op = await send()
    await expectRejection(op.wait(), 'OpDropped', { seconds: 120 })
    expect(clock.now()).to.equal(120_000)
  })

  it('waits as long as it is told to, and asks as often', async () => {
    const { send, clock } = await open(silent, { dropAfter: 9_000, pollEvery: 3_000 })
    await expectRejection((await send()).wait(), 'OpDropped', { seconds: 9 })
    expect(clock.sleeps).to.deep.equal([3_000, 3_000, 3_000])
  })

  it('is found on chain where the bundler has forgotten it', async () => {
    const { idle, queue, call, clock } = await open(
      () => ({ receipt: () => Promise.resolve(undefined), knows: () => Promise.resolve(false) }),
      { clock: testClock(() => idle.bundle()) },
    )
    const op = await queue.send([call])
    const outcome = await op.wait()
    expect(outcome).to.deep.equal({ ...(await idle.receipt(op.userOpHash)), sends: 1, error: undefined })
    expect(clock.sleeps).to.deep.equal([])
  })

  it('is found on chain with the reason of its calls', async () => {
    const forgetful = (idle: InProcessBundler) => ({ ...careless(idle), receipt: () => Promise.resolve(undefined) })
    const { idle, queue, chain } = await open(forgetful, { clock: testClock(() => idle.bundle()) })
    const op = await queue.send([await upvote(chain, 99n)])
    const outcome = await op.wait()
    expect([outcome.success, outcome.error?.code]).to.deep.equal([false, 'CallsReverted'])
    expect(outcome.revertReason?.source).to.equal('unknown')
    expect(outcome.revertReason).to.deep.equal((await idle.receipt(op.userOpHash))?.revertReason)
  })

  it('and replaced by another with its nonce is told from one that was dropped', async () => {
    let tell: () => void = () => undefined
    const replaced = new Promise<void>((resolve) => (tell = resolve))
    const { send, options, chain, queue, call } = await open(silent, { clock: testClock(() => replaced) })
    const op = await send()
    const other = inProcessBundler({ signer: chain.deployer, entryPoint: options.entryPoint })
    const rival = new OpQueue({ ...options, bundler: careless(other), lanes: queue.lanes })
    expect((await (await rival.send([call])).wait()).success).to.equal(true)
    tell()
    await expectRejection(op.wait(), 'OpReplaced', { userOpHash: op.userOpHash, nonce: op.nonce })
    expect(queue.reserved.fee).to.equal(0n)
  })

  it('is waited for while the bundler cannot be reached', async () => {
    let asked = 0
    const { send, idle } = await open((bundler) => ({
      receipt: async (hash) => {
        if (++asked < 5) throw new LatchkeyError('ServiceNotReachable', { service: 'it', reason: 'gone' })
        await bundler.bundle()
        return await bundler.receipt(hash)
      },
      knows: () => Promise.reject(new Error('gone')),
    }))
    const outcome = await (await send()).wait()
    expect([outcome.success, asked, idle.pending().length]).to.deep.equal([true, 5, 0])
  })

  it('need not be waited for', async () => {
    const { send, queue, options } = await open(silent)
    await send()
    // Nobody asks what became of it; its end is no unhandled rejection.
    while (queue.load.inFlight > 0) await options.provider.getBlockNumber()
    expect(queue.reserved.calls).to.equal(0)
  })
})
