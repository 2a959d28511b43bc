// Scene 5: limits mean what the owner reads. Twenty calls are twenty executed calls, not twenty userOps; a cap per call is no
// budget; and over any sequence of greedy ops the executed calls, the value and the fees stay within the limits.
//
// Of the scene in the design, the comparison with worstCase() waits for that function: the session's own limits stand here.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { parseEther, parseUnits } from 'ethers'
import fc from 'fast-check'

import { allow, UNLIMITED_CALLS, unpackUserOp, worstCaseFee, type Address, type Call, type Hex } from '../../src'
import { RUNS } from '../helpers/arbitraries'
import { VERSIONS, type Version } from '../helpers/fixture'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, sponsored, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { wealth } from '../helpers/wealth'

const SEQUENCES = Math.max(3, Math.ceil(RUNS / 20))

async function tip(chain: SessionChain, value: bigint): Promise<Call> {
  const data = chain.socio3.interface.encodeFunctionData('tip', [0]) as Hex
  return { to: (await chain.socio3.getAddress()) as Address, value, data }
}

const repeat = <T>(item: T, count: number): T[] => Array<T>(count).fill(item)

const votes = async (chain: SessionChain): Promise<bigint> => (await chain.socio3.getPost(0)).votes

describe('Scene 5: what 20 means', () => {
  for (const version of VERSIONS) {
    it(`T166 20 calls are 20 executed calls on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { calls: 20, fees: { max: parseEther('1') } })
      const account = await openSessionAccount(chain, [session], { version })
      const call = await upvote(chain)
      const gas = { verificationGasLimit: 2_000_000n, callGasLimit: 1_000_000n }
      const opOf = async (count: number) => await sessionOp(chain, account, session, repeat(call, count), gas)
      for (const count of [21, 500])
        expect(await verdict(account, [await opOf(count)])).to.equal(reason('CallsOverLimit', [count, 20]))

      const receipt = await sendOps(account, [await opOf(20)])
      expect(userOpResults(account, receipt).map(({ success }) => success)).to.deep.equal([true])
      expect(await votes(chain)).to.equal(20)
      expect(await verdict(account, [await opOf(1)])).to.equal(reason('CallsOverLimit', [21, 20]))
    })

    it(`T95 a batch counts each of its calls on top of those before, on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, {
        allow: [allow(chain.socio3, 'tip', { maxValue: 60n })],
        value: 100n,
      })
      const account = await openSessionAccount(chain, [session], { version })
      const opOf = async (values: readonly bigint[]) =>
        await sessionOp(chain, account, session, await Promise.all(values.map((value) => tip(chain, value))))
      expect(await verdict(account, [await opOf([60n, 60n])])).to.equal(reason('ValueOverLimit', [120, 100]))
      await sendOps(account, [await opOf([60n, 40n])])
      expect(await verdict(account, [await opOf([1n])])).to.equal(reason('ValueOverLimit', [101, 100]))
      expect(await verdict(account, [await opOf([0n])])).to.equal(ACCEPTED)
    })

    it(`T103 a cap per call is no budget: unmetered, the first wei is refused, on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const session = await makeSession(chain, {
        allow: [allow(chain.socio3, 'tip', { maxValue: parseEther('1') })],
        fees: { sponsor: paymaster.paymaster! },
        calls: UNLIMITED_CALLS,
        value: 0n,
      })
      const account = await openSessionAccount(chain, [session], { version })
      const opOf = async (value: bigint) =>
        await sessionOp(chain, account, session, [await tip(chain, value)], paymaster)
      expect(await verdict(account, [await opOf(0n)])).to.equal(ACCEPTED)
      expect(await verdict(account, [await opOf(1n)])).to.equal(reason('ValueOverLimit', [1, 0]))
    })

    it(`T103 with a value of 1 wei the second is refused, on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const session = await makeSession(chain, {
        allow: [allow(chain.socio3, 'tip', { maxValue: parseEther('1') })],
        fees: { sponsor: paymaster.paymaster! },
        calls: UNLIMITED_CALLS,
        value: 1n,
      })
      const account = await openSessionAccount(chain, [session], { version })
      const opOf = async (value: bigint) =>
        await sessionOp(chain, account, session, [await tip(chain, value)], paymaster)
      expect(await verdict(account, [await opOf(2n)])).to.equal(reason('ValueOverLimit', [2, 1]))
      await sendOps(account, [await opOf(1n)])
      expect((await chain.socio3.getPost(0)).tips).to.equal(1)
      expect(await verdict(account, [await opOf(1n)])).to.equal(reason('ValueOverLimit', [2, 1]))
    })

    it(`T30 a budget of value is no permission: the cap of the call stands, on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, {
        allow: [allow(chain.socio3, 'tip', { maxValue: 5n }), allow(chain.socio3, 'upvotePost')],
        value: parseEther('1'),
      })
      const account = await openSessionAccount(chain, [session], { version })
      const tipIndex = session.permissions.findIndex(({ functionSignature }) => functionSignature === 'tip(uint256)')
      const over = await sessionOp(chain, account, session, [await tip(chain, 6n)], { permissionIndexes: [tipIndex] })
      expect(await verdict(account, [over])).to.equal(reason('ValueOverCap', [0, 6, 5]))
      const unpayable = { ...(await upvote(chain)), value: 1n }
      const op = await sessionOp(chain, account, session, [unpayable], { permissionIndexes: [1 - tipIndex] })
      expect(await verdict(account, [op])).to.equal(reason('ValueOverCap', [0, 1, 0]))
    })

    it(`I7 I8 no greedy sequence passes any limit, on EntryPoint ${version}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(greedyStep, { minLength: 5, maxLength: 10 }), async (steps) => {
          await playGreedily(version, steps)
        }),
        { numRuns: SEQUENCES },
      )
    })
  }
})

const LIMITS = { calls: 20, value: 1000n, fee: parseEther('0.05') }

/** One op: how many votes, which tips, at which price. */
const greedyStep = fc.record({
  votes: fc.integer({ min: 0, max: 12 }),
  tips: fc.array(fc.bigInt({ min: 1n, max: 400n }), { maxLength: 3 }),
  gwei: fc.constantFrom('1', '3', '10', '20', '100'),
  // Without enough gas the calls fail, and what they were counted for stays counted.
  callGasLimit: fc.constantFrom(20_000n, 1_000_000n),
})
type GreedyStep = typeof greedyStep extends fc.Arbitrary<infer T> ? T : never

async function playGreedily(version: Version, steps: readonly GreedyStep[]): Promise<void> {
  const chain = await loadFixture(deploySessionChain)
  const session = await makeSession(chain, {
    allow: [allow(chain.socio3, 'upvotePost'), allow(chain.socio3, 'tip', { maxValue: 300n })],
    calls: LIMITS.calls,
    value: LIMITS.value,
    fees: { max: LIMITS.fee },
  })
  const account = await openSessionAccount(chain, [session], { version })
  const tipIndex = session.permissions.findIndex(({ functionSignature }) => functionSignature === 'tip(uint256)')
  const before = await wealth(account)
  const counted = { calls: 0, value: 0n, fee: 0n }
  for (const step of steps) {
    const calls = [...repeat(await upvote(chain), step.votes)]
    for (const value of step.tips) calls.push(await tip(chain, value))
    if (calls.length === 0) continue
    const price = parseUnits(step.gwei, 'gwei')
    const op = await sessionOp(chain, account, session, calls, {
      permissionIndexes: calls.map((_, i) => (i < step.votes ? 1 - tipIndex : tipIndex)),
      callGasLimit: step.callGasLimit,
      maxFeePerGas: price,
      maxPriorityFeePerGas: price,
    })
    if ((await verdict(account, [op])) !== ACCEPTED) continue
    await sendOps(account, [op])
    counted.calls += calls.length
    counted.value += step.tips.reduce((sum, value) => sum + value, 0n)
    counted.fee += worstCaseFee(unpackUserOp(op))
  }
  const { tips } = await chain.socio3.getPost(0)
  const tipEvents = await chain.socio3.queryFilter(chain.socio3.filters.PostTipped())
  const executed = (await votes(chain)) + BigInt(tipEvents.length)
  expect(executed).to.be.lessThanOrEqual(counted.calls)
  expect(counted.calls).to.be.lessThanOrEqual(LIMITS.calls)
  expect(tips).to.be.lessThanOrEqual(counted.value)
  expect(counted.value).to.be.lessThanOrEqual(LIMITS.value)
  expect(before - (await wealth(account)) - tips).to.be.lessThanOrEqual(counted.fee)
  expect(counted.fee).to.be.lessThanOrEqual(LIMITS.fee)
}
