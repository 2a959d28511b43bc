// What the queue does about an op that the bundler does not take.
import { expect } from 'chai'

import {
  inProcessBundler,
  LatchkeyError,
  type Admit,
  type Bundler,
  type ErrorCode,
  type Hex,
  type InProcessBundler,
  type UserOp,
} from '../../../src'
import { upvote } from '../../helpers/session'
import { expectRejection, the } from '../builders'
import { laneOf, openStage, recorded, type StageOptions } from './stage'

const SAID = { message: 'no' }
const UNREACHABLE = new LatchkeyError('ServiceNotReachable', { service: 'it', reason: 'gone' })

/** What happens to each op that is sent, in order; all others go through. Besides throwing it may let the op through first. */
type Fate = LatchkeyError | { readonly afterAll: LatchkeyError }

async function open(fates: readonly Fate[], options: StageOptions = {}) {
  const stage = await openStage(options)
  const record = recorded(stage.bundler)
  const left = [...fates]
  const bundler: Bundler = {
    ...record.bundler,
    send: async (userOp, entryPoint) => {
      const fate = left.shift()
      if (fate instanceof LatchkeyError) {
        record.sent.push(userOp)
        throw fate
      }
      const hash = await record.bundler.send(userOp, entryPoint)
      if (fate !== undefined) throw fate.afterAll
      return hash
    },
  }
  const queue = stage.queue({ bundler })
  return {
    ...stage,
    ...record,
    bundler,
    queue,
    queueWith: stage.queue,
    send: async () => await queue.send([await upvote(stage.chain)]),
  }
}

const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value)
const signatures = (ops: readonly UserOp[]) => new Set(ops.map(({ signature }) => signature)).size

describe('an op that the bundler does not take', () => {
  for (const error of [
    new LatchkeyError('RateLimited', SAID),
    new LatchkeyError('MempoolFull', SAID),
    new LatchkeyError('EntityThrottled', SAID),
    UNREACHABLE,
    new LatchkeyError('AnswerNotValid', { method: 'eth_sendUserOperation', reason: 'none' }),
  ])
    it(`is sent again as it is, each time later: ${error.code}`, async () => {
      const { send, sent, clock } = await open(times(3, error))
      const op = await send()
      expect(clock.sleeps).to.deep.equal([500, 1_000, 2_000])
      expect([sent.length, signatures(sent)]).to.deep.equal([4, 1])
      expect((await op.wait()).success).to.equal(true)
    })

  it('T174: is given up after seven attempts, with the way past a crowded mempool', async () => {
    const { send, sent, clock, queue } = await open(times(9, new LatchkeyError('MempoolFull', SAID)))
    const error = (await send().catch((thrown: unknown) => thrown)) as LatchkeyError
    expect([error.code, sent.length]).to.deep.equal(['MempoolFull', 7])
    expect(error.fix).to.contain('an op to the EntryPoint directly')
    expect(clock.sleeps).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000, 8_000])
    expect([queue.load.inFlight, queue.reserved.calls]).to.deep.equal([0, 0])
  })

  it('offers a quarter more each time its fees are too low', async () => {
    const { send, sent } = await open(times(2, new LatchkeyError('FeesTooLow', SAID)))
    const op = await send()
    const fees = sent.map(({ maxFeePerGas }) => maxFeePerGas)
    const [first = 0n] = fees
    // Blocks have a base fee each: nothing was mined meanwhile, so it is the same.
    expect(fees).to.deep.equal([first, (first * 125n + 99n) / 100n, (first * 156n + 99n) / 100n])
    expect((await op.wait()).success).to.equal(true)
  })

  it('goes to another lane where its own is taken', async () => {
    const { send, sent, queue } = await open([new LatchkeyError('ReplacementUnderpriced', SAID)])
    const op = await send()
    const [taken, free] = sent.map(laneOf)
    expect(taken).not.to.equal(free)
    expect((await op.wait()).success).to.equal(true)
    // The lane is not lost: it is the last to be used again.
    expect(queue.lanes).to.deep.equal([taken, free])
    expect(laneOf(await send())).to.equal(free)
  })

  for (const [error, field] of [
    [new LatchkeyError('PreVerificationGasTooLow', SAID), 'preVerificationGas'],
    [new LatchkeyError('AA25', { opIndex: 0, reason: 'AA25 invalid account nonce' }), 'callGasLimit'],
    [new LatchkeyError('AA26', { opIndex: 0, reason: 'AA26' }), 'verificationGasLimit'],
    [new LatchkeyError('AA22', { opIndex: 0, reason: 'AA22' }), 'callGasLimit'],
    [new LatchkeyError('WindowTooShort', SAID), 'callGasLimit'],
  ] as const)
    it(`is built anew: ${error.code}`, async () => {
      const { send, sent, estimated } = await open([error])
      expect((await (await send()).wait()).success).to.equal(true)
      expect([sent.length, estimated.length]).to.deep.equal([2, 2])
      expect(the(sent[1])[field] > 0n).to.equal(true)
      expect(laneOf(the(sent[0]))).to.equal(laneOf(the(sent[1])))
    })

  for (const [error, most] of [
    [new LatchkeyError('AA25', { opIndex: 0, reason: 'AA25 invalid account nonce' }), 1n],
    // One other lane is tried.
    [new LatchkeyError('ReplacementUnderpriced', SAID), 2n],
  ] as const)
    it(`is not executed over and over by a bundler that keeps what it says to refuse: ${error.code}`, async () => {
      const { chain, options, queueWith, bundler } = await open([])
      const kept: InProcessBundler[] = []
      const lying: Bundler = {
        ...bundler,
        send: async (userOp, entryPoint) => {
          const secret = inProcessBundler({ signer: chain.deployer, entryPoint: options.entryPoint })
          await secret.send(userOp, entryPoint)
          kept.push(secret)
          throw error
        },
      }
      await expectRejection(queueWith({ bundler: lying }).send([await upvote(chain)]), error.code, {})
      expect(kept.length).to.equal(7)
      for (const secret of kept) await secret.bundle()
      expect((await chain.socio3.getPost(0)).votes).to.equal(most)
    })

  it('reserves nothing of the limits while it is built anew', async () => {
    const { chain, bundler, queueWith } = await open([new LatchkeyError('FeesTooLow', SAID)])
    const asked: number[] = []
    const admit: Admit = (_, { calls }) => void asked.push(calls)
    const op = await queueWith({ bundler, admit }).send([await upvote(chain)])
    expect((await op.wait()).success).to.equal(true)
    expect(asked).to.deep.equal([0, 0])
  })

  it('that the bundler calls by another hash is refused: it is not where the session is', async () => {
    const { chain, bundler, queueWith } = await open([])
    const other: Bundler = { ...bundler, send: async () => await Promise.resolve<Hex>(`0x${'12'.repeat(32)}`) }
    const sending = queueWith({ bundler: other }).send([await upvote(chain)])
    await expectRejection(sending, 'UserOpHashMismatch', { answered: `0x${'12'.repeat(32)}` })
    const upper: Bundler = {
      ...bundler,
      send: async (...op) => `0x${(await bundler.send(...op)).slice(2).toUpperCase()}`,
    }
    expect((await (await queueWith({ bundler: upper }).send([await upvote(chain)])).wait()).success).to.equal(true)
  })

  for (const code of ['ExpiresTooSoon', 'OpcodeRefused', 'StakeTooLow', 'PaymasterRefused', 'CallsRevert'] as const)
    it(`is refused at once where nothing helps: ${code}`, async () => {
      const { send, sent, clock, queue } = await open([new LatchkeyError(code, SAID)])
      await expectRejection(send(), code as ErrorCode, {})
      expect([sent.length, clock.sleeps.length, queue.load.inFlight]).to.deep.equal([1, 0, 0])
    })

  it('counts as sent where the bundler has it already', async () => {
    const { send, sent } = await open([{ afterAll: UNREACHABLE }])
    const op = await send()
    // The second attempt met the first.
    expect([sent.length, signatures(sent)]).to.deep.equal([2, 1])
    expect((await op.wait()).success).to.equal(true)
  })

  it('is never built a second time once it may have arrived: its calls are executed once', async () => {
    const { bundler, chain, queueWith, sent } = await open([])
    let attempts = 0
    const flaky: Bundler = {
      ...bundler,
      send: async (userOp, entryPoint) => {
        if (++attempts > 1) throw new LatchkeyError('AA25', { opIndex: 0, reason: 'AA25 invalid account nonce' })
        const hash = await bundler.send(userOp, entryPoint)
        await bundler.receipt(hash)
        throw UNREACHABLE
      },
    }
    const op = await queueWith({ bundler: flaky }).send([await upvote(chain)])
    expect((await op.wait()).success).to.equal(true)
    expect([attempts, sent.length]).to.deep.equal([2, 1])
    expect((await chain.socio3.getPost(0)).votes).to.equal(1n)
  })
})
