// The small parts of the queue by themselves.
import { expect } from 'chai'
import type { Provider } from 'ethers'

import { systemClock, type Bundler, type FeesPerGas, type OpReceipt } from '../../../src'
import { feesFor } from '../../../src/client/queue/feesFor'
import { Lanes } from '../../../src/client/queue/Lanes'
import { nextBatch, type Waiting } from '../../../src/client/queue/nextBatch'
import { outcomeOf } from '../../../src/client/queue/outcomeOf'
import { isAboutCalls, pauseAfter, remedyFor } from '../../../src/client/queue/remedyFor'
import { reservationOf } from '../../../src/client/queue/reservation'
import { untilDone } from '../../../src/client/queue/untilDone'

import { ACCOUNT, aPermission, aRule, aSession, SOCIO3, UPVOTE, word } from '../builders'

describe('lanes', () => {
  it('are drawn among those that the account has, none twice', () => {
    const lanes = new Lanes(5)
    const drawn = [1, 2, 3, 4, 5].map(() => lanes.take())
    expect([...drawn].sort((a, b) => a - b)).to.deep.equal([0, 1, 2, 3, 4])
    expect(lanes.known).to.deep.equal(drawn)
    expect(() => lanes.take()).to.throw(RangeError, 'The account has 5 lanes')
  })

  it('are spread over all of a large account', () => {
    const lanes = new Lanes(2 ** 32)
    const drawn = Array.from({ length: 200 }, () => lanes.take())
    expect(drawn.every((lane) => Number.isSafeInteger(lane) && lane >= 0 && lane < 2 ** 32)).to.equal(true)
    // Each quarter has some: by chance none of 200 falls into one in less than one of 10^24 runs.
    expect(new Set(drawn.map((lane) => Math.floor(lane / 2 ** 30))).size).to.equal(4)
  })

  it('are used again, the last one given back first', () => {
    const lanes = new Lanes(100)
    const [a, b] = [lanes.take(), lanes.take()]
    lanes.give(a)
    lanes.give(b)
    expect([lanes.take(), lanes.take()]).to.deep.equal([b, a])
  })

  it('on which something is pending are the last to be used again', () => {
    const lanes = new Lanes(100, [7, 8, 9])
    const taken = lanes.take()
    expect([taken, lanes.exchange(taken)]).to.deep.equal([7, 8])
    expect([lanes.take(), lanes.take()]).to.deep.equal([9, 7])
    expect(lanes.known).to.deep.equal([7, 8, 9])
  })
})

describe('what shares an op', () => {
  const send = (calls = 1, alone = false, bytes = 0): Waiting => ({
    calls: Array.from({ length: calls }, () => ({ to: SOCIO3, value: 0n, data: `0x${'00'.repeat(bytes)}` as const })),
    alone,
  })

  it('is as many of the first sends as are allowed together', () => {
    expect(nextBatch([send(), send(), send()], 10)).to.equal(3)
    expect(nextBatch([send(2), send(2), send(2)], 5)).to.equal(2)
    expect(nextBatch([send(), send()], 1)).to.equal(1)
    expect(nextBatch([send()], 10)).to.equal(1)
  })

  it('is one send alone that is too large by itself, or wants to be', () => {
    expect(nextBatch([send(20), send()], 10)).to.equal(1)
    expect(nextBatch([send(1, true), send()], 10)).to.equal(1)
    expect(nextBatch([send(), send(1, true), send()], 10)).to.equal(1)
  })

  it('stays well below what bundlers take', () => {
    expect(nextBatch([send(1, false, 2_000), send(1, false, 2_000), send(1, false, 700)], 10)).to.equal(2)
    expect(nextBatch([send(1, false, 9_000), send()], 10)).to.equal(1)
  })
})

describe('what an op reserves', () => {
  it('is all of its calls, by what they charge', () => {
    const charge = (argument: number, allowance: number) =>
      aRule({ path: [argument], comparison: 4, values: [word(50)], allowance })
    const session = aSession({
      permissions: [aPermission({ rules: [charge(0, 3), aRule()] }), aPermission({ rules: [charge(0, 1)] })],
    })
    const call = { to: SOCIO3, value: 2n, data: UPVOTE.data }
    expect(reservationOf(session, [call, call, call], [0, 1, 0], 9n)).to.deep.equal({
      calls: 3,
      value: 6n,
      fee: 9n,
      allowances: new Map([
        [3, 84n],
        [1, 42n],
      ]),
    })
  })
})

describe('the fees of an op', () => {
  const bundler = (fees?: FeesPerGas) => ({ ...(fees && { fees: () => Promise.resolve(fees) }) }) as unknown as Bundler
  const provider = (baseFeePerGas: bigint | null, tip: bigint | null, gasPrice: bigint | null = null) =>
    ({
      getBlock: () => Promise.resolve({ baseFeePerGas }),
      getFeeData: () => Promise.resolve({ gasPrice, maxPriorityFeePerGas: tip, maxFeePerGas: 1n }),
    }) as unknown as Provider

  it('are what the bundler asks for', async () => {
    const fees = { maxFeePerGas: 100n, maxPriorityFeePerGas: 7n }
    expect(await feesFor(bundler(fees), provider(1n, 1n))).to.deep.equal(fees)
    expect(await feesFor(bundler(fees), provider(1n, 1n), 125n)).to.deep.equal({
      maxFeePerGas: 125n,
      maxPriorityFeePerGas: 9n,
    })
  })

  it('are half above the base fee, and a tip, where it asks for nothing', async () => {
    const expected = { maxFeePerGas: 153n, maxPriorityFeePerGas: 3n }
    expect(await feesFor(bundler(), provider(100n, 3n))).to.deep.equal(expected)
    const none = { fees: () => Promise.resolve(undefined) } as unknown as Bundler
    expect(await feesFor(none, provider(100n, 3n))).to.deep.equal(expected)
  })

  it('are a quarter above the gas price on a chain without base fee', async () => {
    const expected = { maxFeePerGas: 100n, maxPriorityFeePerGas: 100n }
    expect(await feesFor(bundler(), provider(null, null, 80n))).to.deep.equal(expected)
    expect((await feesFor(bundler(), provider(5n, null, null))).maxFeePerGas).to.equal(0n)
  })
})

describe('an outcome', () => {
  const receipt = { userOpHash: word(1), sender: ACCOUNT, success: false } as unknown as OpReceipt

  it('says why the calls reverted, whoever reverted', () => {
    const reason = (revertReason: OpReceipt['revertReason']) =>
      outcomeOf({ ...receipt, revertReason }, 1).error?.args.reason
    expect(reason(undefined)).to.equal('without a reason')
    expect(reason({ source: 'other', name: 'Panic', args: { code: 17n } })).to.equal('Panic(17)')
    expect(reason({ source: 'unknown', data: '0xdeadbeef' })).to.contain('0xdeadbeef')
    expect(reason({ source: 'module', name: 'MaxCallsZero', args: {} })).to.equal('MaxCallsZero()')
    const failed = {
      source: 'entryPoint',
      name: 'FailedOp',
      code: 'AA95',
      opIndex: 0,
      reason: 'AA95 out of gas',
      inner: undefined,
    } as const
    expect(reason(failed)).to.equal('AA95 out of gas')
  })
})

describe('what helps against a refusal', () => {
  it('is nothing against what concerns session, place or calls', () => {
    for (const code of ['SessionNotLive', 'CallsRevert', 'AA24', 'BundlerOfOtherChain'] as const)
      expect(remedyFor(code)).to.equal(undefined)
    expect(isAboutCalls('CallsRevert') && isAboutCalls('AllowanceOverCap')).to.equal(true)
    expect(isAboutCalls('BundlerOfOtherChain') || isAboutCalls('FeesTooLow')).to.equal(false)
  })

  it('is waiting, twice as long each time, up to eight seconds', () => {
    expect([0, 1, 2, 3, 4, 5, 50].map(pauseAfter)).to.deep.equal([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
  })

  it('is doing it again where it failed, and not where it was done', async () => {
    let times = 0
    const look = untilDone(() => (++times === 1 ? Promise.reject(new Error('down')) : Promise.resolve()))
    const first = await Promise.allSettled([look(), look()])
    expect([times, first.map(({ status }) => status)]).to.deep.equal([1, ['rejected', 'rejected']])
    await look()
    await look()
    expect(times).to.equal(2)
  })
})

describe('the clock of the machine', () => {
  it('sleeps by its timer, as long as it is told to', async () => {
    const { setTimeout: real } = globalThis
    const asked: unknown[] = []
    globalThis.setTimeout = ((done: () => void, milliseconds: number) => {
      asked.push(milliseconds)
      done()
    }) as never
    try {
      await systemClock.sleep(1_234)
    } finally {
      globalThis.setTimeout = real
    }
    expect(asked).to.deep.equal([1_234])
    expect(systemClock.now()).to.be.a('number')
  })
})
