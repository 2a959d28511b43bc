// The limits of a session under ops in flight: what is admitted, what is reserved, and when there is time to send.
import { time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { Interface, toBeHex, ZeroAddress } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  inProcessBundler,
  LatchkeyError,
  sendMoment,
  sessionLensAt,
  sessionStruct,
  spend,
  type Address,
  type Admit,
  type Bundler,
  type CallLike,
  type Hex,
  type Reserved,
  type SentOp,
} from '../../../src'
import { sumOf } from '../../../src/client/queue/reservation'
import { upvote } from '../../helpers/session'
import { expectRefusal, expectRejection, the } from '../builders'
import { openStage, testClock, type Stage } from './stage'

/** Refuses what with all ops in flight would be too many calls, by what the Lens says is left. */
const byLens = ({ options, session, account }: Stage): Admit => {
  const lens = sessionLensAt(options.lens ?? (ZeroAddress as Address), ethers.provider)
  return async (calls, reserved) => {
    const { calls: left } = await lens.remaining(account.address, sessionStruct(session), 0)
    const wanted = BigInt(calls.length + reserved.calls)
    return wanted > left ? new LatchkeyError('CallsOverLimit', { calls: wanted, limit: left }) : undefined
  }
}

describe('limits under ops in flight', () => {
  it('are used to the last call and not passed, though twenty come at once for ten', async () => {
    const stage = await openStage({ session: () => ({ calls: 10 }) })
    const queue = stage.queue({ admit: byLens(stage), batchMax: 3 })
    const call = await upvote(stage.chain)
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => queue.send([call])))
    const sent = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as LatchkeyError] : []))
    await Promise.all(sent.map((op: SentOp) => op.wait()))
    expect([sent.length, refused.length]).to.deep.equal([10, 10])
    expect(new Set(refused.map(({ code }) => code))).to.deep.equal(new Set(['CallsOverLimit']))
    expect((await stage.chain.socio3.getPost(0)).votes).to.equal(10n)
    expect(queue.reserved).to.deep.equal({ calls: 0, value: 0n, fee: 0n, allowances: new Map() })
  })

  it('are judged one op after the other, each with what those before it reserve', async () => {
    const PAY = { address: toBeHex(0x7777, 20) as Address, abi: ['function pay(uint256 a,uint256 b) payable'] }
    const stage = await openStage({
      session: () => ({
        allow: [allow(PAY, 'pay', { a: spend({ max: 99n }), b: spend({ max: 99n, allowance: 1 }), maxValue: 9n })],
        value: 99n,
      }),
    })
    const data = new Interface(PAY.abi).encodeFunctionData('pay', [3, 5]) as Hex
    const asked: Reserved[] = []
    const fees: bigint[] = []
    let judging = 0
    const admit: Admit = async (calls, reserved, { fee, sponsored, periodIndex, now }) => {
      expect(++judging).to.equal(1)
      asked.push(reserved)
      fees.push(fee)
      expect([calls.length, sponsored, periodIndex, now]).to.deep.equal([2, false, undefined, await time.latest()])
      await Promise.resolve()
      judging--
      return undefined
    }
    const signer = stage.chain.bundler
    const idle = inProcessBundler({ signer, entryPoint: stage.options.entryPoint, bundlesWhenAsked: false })
    // Nobody is told of its end, so nothing is given back.
    const queue = stage.queue({ bundler: idle, admit, clock: testClock(() => new Promise(() => undefined)) })
    const call = { to: PAY.address, data, value: 4n }
    for (const calls of Array(3).fill([call, call]) as CallLike[][]) await queue.send(calls)
    const [first = 0n, second = 0n] = fees
    expect(first > 10n ** 14n).to.equal(true)
    expect(asked).to.deep.equal([
      { calls: 0, value: 0n, fee: 0n, allowances: new Map() },
      {
        calls: 2,
        value: 8n,
        fee: first,
        allowances: new Map([
          [0, 6n],
          [1, 10n],
        ]),
      },
      {
        calls: 4,
        value: 16n,
        fee: first + second,
        allowances: new Map([
          [0, 12n],
          [1, 20n],
        ]),
      },
    ])
    expect(queue.reserved.calls).to.equal(6)
  })

  it('that an op in flight holds are waited for, and are there again when it is dropped', async () => {
    const stage = await openStage({ session: () => ({ calls: 1 }) })
    const idle = inProcessBundler({ signer: stage.chain.deployer, entryPoint: stage.options.entryPoint })
    const { bundler } = stage
    // The first op is accepted, and never seen again.
    const send: Bundler['send'] = async (...op) => await (idle.pending().length === 0 ? idle : bundler).send(...op)
    const knows = async (hash: Hex) => (await bundler.knows?.(hash)) === true
    const queue = stage.queue({ bundler: { ...bundler, send, knows }, admit: byLens(stage) })
    const call = await upvote(stage.chain)
    const lost = await queue.send([call])
    const second = queue.send([call])
    await expectRejection(lost.wait(), 'OpDropped', {})
    expect((await (await second).wait()).success).to.equal(true)
  })

  it('are judged again where an op ended while its reservation was still counted', async () => {
    const stage = await openStage()
    const { entryPoint } = stage.options
    const idle = inProcessBundler({ signer: stage.chain.bundler, entryPoint, bundlesWhenAsked: false })
    let tell: () => void = () => undefined
    const bundled = new Promise<void>((resolve) => (tell = resolve))
    const sent: SentOp[] = []
    const admit: Admit = async (_calls, reserved) => {
      if (reserved.calls === 0) return undefined
      await idle.bundle()
      tell()
      await sent[0]?.wait()
      return new LatchkeyError('CallsOverLimit', { calls: 2n, limit: 1n })
    }
    const queue = stage.queue({ bundler: idle, admit, clock: testClock(() => bundled) })
    const call = await upvote(stage.chain)
    sent.push(await queue.send([call]))
    const second = await queue.send([call])
    await idle.bundle()
    expect((await second.wait()).success).to.equal(true)
    expect((await stage.chain.socio3.getPost(0)).votes).to.equal(2n)
  })

  it('that an op in flight holds are waited for in vain once the queue is closed: nothing more is signed', async () => {
    const stage = await openStage({ session: () => ({ calls: 1 }) })
    const signer = stage.chain.bundler
    const idle = inProcessBundler({ signer, entryPoint: stage.options.entryPoint, bundlesWhenAsked: false })
    let asked = 0
    // It is dropped once the second waits for it.
    const knows = async () => await Promise.resolve(asked < 2)
    const judge = byLens(stage)
    const queue = stage.queue({
      bundler: { ...idle, knows },
      dropAfter: Number.MAX_SAFE_INTEGER,
      admit: async (...question) => {
        const refusal = await judge(...question)
        if (++asked === 2) queue.close('it was revoked')
        return refusal
      },
    })
    const call = await upvote(stage.chain)
    const lost = await queue.send([call])
    const second = queue.send([call])
    await expectRejection(lost.wait(), 'OpDropped', {})
    await expectRejection(second, 'QueueClosed', { reason: 'it was revoked' })
    expect(idle.pending()).to.deep.equal([lost.userOpHash])
    expect(queue.reserved.calls).to.equal(0)
  })

  it('refuse at once where nothing is in flight, and have nothing sent', async () => {
    const stage = await openStage()
    const error = new LatchkeyError('FeeOverLimit', { fee: 2n, limit: 1n })
    const queue = stage.queue({ admit: () => error })
    await expectRejection(queue.send([await upvote(stage.chain)]), 'FeeOverLimit', { fee: 2n, limit: 1n })
    expect(stage.bundler.pending()).to.deep.equal([])
    expect(sumOf([])).to.deep.equal(queue.reserved)
  })

  it('have a judge that fails refuse', async () => {
    const stage = await openStage()
    const queue = stage.queue({ admit: () => Promise.reject(new Error('no answer')) })
    await expectRejection(queue.send([await upvote(stage.chain)]), 'RevertWithoutData', { message: 'no answer' })
  })

  it('of the module itself hold without any judge', async () => {
    const stage = await openStage({ session: () => ({ fees: { max: 10n ** 12n } }) })
    const error = (await stage
      .queue()
      .send([await upvote(stage.chain)])
      .catch((e: unknown) => e)) as LatchkeyError
    expect(error.code).to.equal('FeeOverLimit')
  })
})

describe('the time to send', () => {
  const hour = { validAfter: 0, validUntil: 10_000, period: 0 }

  it('T57, T155: ends a minute before the session does', () => {
    expect(sendMoment(hour, 9_940)).to.deep.equal({ wait: 0, periodIndex: undefined })
    for (const at of [9_941, 10_000])
      expectRefusal(() => sendMoment(hour, at), 'ExpiryTooNear', { validUntil: 10_000, at, margin: 60 })
    for (const at of [10_001, 99_999])
      expectRefusal(() => sendMoment(hour, at), 'SessionExpired', { validUntil: 10_000, at })
    expect(sendMoment(hour, 9_999, { end: 1 })).to.deep.equal({ wait: 0, periodIndex: undefined })
  })

  it('begins five seconds after the session does', () => {
    const later = { ...hour, validAfter: 1_000 }
    expectRefusal(() => sendMoment(later, 999), 'SessionNotStarted', { validAfter: 1_000, seconds: 999 })
    expect([1_000, 1_004, 1_005].map((now) => sendMoment(later, now).wait)).to.deep.equal([5, 1, 0])
    expect(sendMoment(later, 1_000, { begin: 0 }).wait).to.equal(0)
  })

  it('leaves out both ends of each period', () => {
    const periods = { validAfter: 1_000, validUntil: 1_000 + 6_000, period: 600 }
    const moments = [1_000, 1_004, 1_005, 1_539, 1_540, 1_600, 1_605, 2_139].map((now) => sendMoment(periods, now))
    expect(moments).to.deep.equal([
      { wait: 5 },
      { wait: 1 },
      { wait: 0, periodIndex: 0 },
      { wait: 0, periodIndex: 0 },
      { wait: 65 },
      { wait: 5 },
      { wait: 0, periodIndex: 1 },
      { wait: 0, periodIndex: 1 },
    ])
  })

  it('is not waited for beyond the end of the session', () => {
    const periods = { validAfter: 1_000, validUntil: 1_000 + 640, period: 600 }
    expect(sendMoment(periods, 1_539).wait).to.equal(0)
    expectRefusal(() => sendMoment(periods, 1_540), 'ExpiryTooNear', { at: 1_540 })
  })

  it('leaves most of a short period', () => {
    const minutes = { validAfter: 1_000, validUntil: 90_000, period: 60 }
    expect([1_004, 1_005, 1_053, 1_054].map((now) => sendMoment(minutes, now).wait)).to.deep.equal([1, 0, 0, 11])
  })

  it('goes by the chain’s clock, never by the local one', async () => {
    const stage = await openStage()
    const queue = stage.queue()
    const call = await upvote(stage.chain)
    const { now } = Date
    Date.now = () => 0
    try {
      expect((await (await queue.send([call])).wait()).success).to.equal(true)
      await time.increaseTo(stage.session.validUntil - 59)
      await expectRejection(queue.send([call]), 'ExpiryTooNear', { validUntil: stage.session.validUntil, margin: 60 })
    } finally {
      Date.now = now
    }
  })

  it('is waited for at the end of a period, and the next one is claimed', async () => {
    const stage = await openStage({
      session: async () => ({ period: 600, calls: 1, starts: (await time.latest()) - 100 }),
    })
    const clock = testClock(async (milliseconds) => {
      if (milliseconds >= 2_000) await time.increase(milliseconds / 1000)
    })
    const queue = stage.queue({ clock })
    const call = await upvote(stage.chain)
    await (await queue.send([call])).wait()
    const full = (await queue.send([call]).catch((e: unknown) => e)) as LatchkeyError
    expect(full.code).to.equal('CallsOverLimit')
    await time.increaseTo(stage.session.validAfter + 545)
    expect((await (await queue.send([call])).wait()).success).to.equal(true)
    expect(the(clock.sleeps.find((slept) => slept >= 2_000))).to.be.within(59_000, 60_000)
  })
})
