// Who pays for session ops, and what they draw on, through each EntryPoint: self-paid, sponsored, both on one budget, and
// budgets that start again with each period.
import { loadFixture, time } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, toBeHex, type BigNumberish } from 'ethers'

import { allow, sessionId, UNLIMITED_CALLS, unpackUserOp, worstCaseFee, type Address, type Hex } from '../../src'
import type { PackedUserOperation, Session } from '../../src'
import { VERSIONS, type TestAccount } from '../helpers/fixture'
import { resign } from '../helpers/resign'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, sponsored, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { wealth } from '../helpers/wealth'

const feeOf = (op: PackedUserOperation): bigint => worstCaseFee(unpackUserOp(op))

/** What of a session is used: the fields of its usage word. */
async function usageOf(chain: SessionChain, account: TestAccount, session: Session) {
  const word = BigInt(await chain.module.getUsage(account.address, sessionId(session)))
  const field = (shift: bigint, bits: bigint): bigint => (word >> shift) & ((1n << bits) - 1n)
  return { fee: field(176n, 80n), value: field(96n, 80n), calls: field(64n, 32n), index: field(32n, 32n) }
}

/** keccak256("PaymasterSignature")[:8]. */
const SUFFIX_MAGIC = '0x22e325a297439656'

const hex = (value: BigNumberish): Hex => toBeHex(value, 16) as Hex

for (const version of VERSIONS)
  describe(`Payers on EntryPoint ${version}`, () => {
    it('a self-paid op is paid by the account and counts all that it may cost', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const before = await wealth(account)
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const [result] = userOpResults(account, await sendOps(account, [op]))
      expect(await usageOf(chain, account, session)).to.deep.equal({ fee: feeOf(op), value: 0n, calls: 1n, index: 0n })
      expect(await wealth(account)).to.equal(before - result!.actualGasCost)
      expect(result!.actualGasCost).to.be.lessThanOrEqual(feeOf(op))
    })

    it('T109 counts each of the five gas limits', async () => {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const max = 10n ** 16n
      const session = await makeSession(chain, { fees: { sponsor: paymaster.paymaster!, max } })
      const account = await openSessionAccount(chain, [session], { version })
      const gas = { verificationGasLimit: 300_000n, callGasLimit: 300_000n, preVerificationGas: 60_000n }
      const all = { ...gas, paymasterVerificationGasLimit: 50_000n, paymasterPostOpGasLimit: 10_000n }
      const huge = 10n ** 10n
      for (const name of Object.keys(all)) {
        const params = { ...paymaster, ...all, maxFeePerGas: 10n ** 9n, [name]: huge }
        const op = await sessionOp(chain, account, session, [await upvote(chain)], params)
        const sum = Object.values({ ...all, [name]: huge }).reduce((total, limit) => total + limit, 0n)
        expect(await verdict(account, [op]), name).to.equal(reason('FeeOverLimit', [sum * 10n ** 9n, max]))
      }
    })

    it('a sponsored op costs the account nothing, metered or not', async () => {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const sponsor = paymaster.paymaster!
      const unmetered = await makeSession(chain, { fees: { sponsor }, calls: UNLIMITED_CALLS })
      const metered = await makeSession(chain, { fees: { sponsor, max: 10n ** 17n } })
      const account = await openSessionAccount(chain, [unmetered, metered], { version })
      const before = await wealth(account)
      for (const session of [unmetered, metered]) {
        const op = await sessionOp(chain, account, session, [await upvote(chain)], paymaster)
        await sendOps(account, [op])
        const fee = session === metered ? feeOf(op) : 0n
        const calls = session === metered ? 1n : 0n
        expect(await usageOf(chain, account, session)).to.deep.equal({ fee, value: 0n, calls, index: 0n })
      }
      expect(await wealth(account)).to.equal(before)
      expect((await chain.socio3.getPost(0)).votes).to.equal(2)
    })

    it('a session with a sponsor and a budget takes both payers, on one budget', async () => {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const max = 5n * 10n ** 15n
      const session = await makeSession(chain, { fees: { sponsor: paymaster.paymaster!, max } })
      const account = await openSessionAccount(chain, [session], { version })
      const free = await sessionOp(chain, account, session, [await upvote(chain)], paymaster)
      await sendOps(account, [free])
      const paid = await sessionOp(chain, account, session, [await upvote(chain)])
      await sendOps(account, [paid])
      const used = feeOf(free) + feeOf(paid)
      expect((await usageOf(chain, account, session)).fee).to.equal(used)
      const next = await sessionOp(chain, account, session, [await upvote(chain)], paymaster)
      expect(await verdict(account, [next])).to.equal(reason('FeeOverLimit', [used + feeOf(next), max]))
    })

    it('a session without a sponsor takes none', async () => {
      const chain = await loadFixture(deploySessionChain)
      const { paymaster, ...gas } = await sponsored(chain)
      const account = await openSessionAccount(chain, [], { version })
      const plain = await makeSession(chain)
      const op = await sessionOp(chain, account, plain, [await upvote(chain)])
      const pays = concat([paymaster!, hex(gas.paymasterVerificationGasLimit!), hex(0)]) as Hex
      const sponsoredOp = await resign(chain, account, op, { paymasterAndData: pays })
      const claimed = { ...plain, paymaster: paymaster as Address }
      expect(await verdict(account, [sponsoredOp])).to.equal(reason('SessionNotLive', [sessionId(claimed)]))
    })

    it('budgets of calls, value and fees start again with each period', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, {
        allow: [allow(chain.socio3, 'tip', { maxValue: 10n })],
        starts: (await time.latest()) - 5,
        period: '10m',
        calls: 2,
        value: 10n,
        fees: { max: 3n * 10n ** 15n },
      })
      const account = await openSessionAccount(chain, [session], { version })
      const data = chain.socio3.interface.encodeFunctionData('tip', [0]) as Hex
      const call = { to: (await chain.socio3.getAddress()) as Address, value: 10n, data }
      const opOf = async (periodIndex: number, gwei: bigint, value = 10n) =>
        await sessionOp(chain, account, session, [{ ...call, value }], { periodIndex, maxFeePerGas: gwei * 10n ** 9n })
      await sendOps(account, [await opOf(0, 3n)])
      expect(await verdict(account, [await opOf(0, 1n, 1n)])).to.equal(reason('ValueOverLimit', [11, 10]))
      expect(await verdict(account, [await opOf(0, 2n, 0n)])).to.equal(
        reason('FeeOverLimit', [660_000n * 5n * 10n ** 9n, 3n * 10n ** 15n]),
      )
      expect(await verdict(account, [await opOf(1, 3n)])).to.equal('AA22')

      await time.increaseTo(session.validAfter + session.period + 1)
      await sendOps(account, [await opOf(1, 3n)])
      const op = await opOf(1, 3n)
      const usage = { fee: feeOf(op), value: 10n, calls: 1n, index: 1n }
      expect(await usageOf(chain, account, session)).to.deep.equal(usage)
      expect(await verdict(account, [await opOf(0, 1n, 0n)])).to.equal(reason('PeriodOver', [0, 1]))
      expect((await chain.socio3.getPost(0)).tips).to.equal(20)
    })
  })

describe('A paymaster signature of EntryPoint v0.9', () => {
  it('T113 changes no verdict: it is outside of what is signed, unlike all before it', async () => {
    const chain = await loadFixture(deploySessionChain)
    const { paymaster } = await sponsored(chain)
    const session = await makeSession(chain, { fees: { sponsor: paymaster!, max: 10n ** 16n } })
    const account = await openSessionAccount(chain, [session], { version: 'v09' })
    const base = await sessionOp(chain, account, session, [await upvote(chain)], await sponsored(chain))
    const paymasterAndData = (signature: Hex, data: Hex = '0x'): Hex =>
      concat([base.paymasterAndData, data, signature, toBeHex(signature.length / 2 - 1, 2), SUFFIX_MAGIC]) as Hex
    const signed = await resign(chain, account, base, { paymasterAndData: paymasterAndData(`0x${'11'.repeat(65)}`) })
    expect(await verdict(account, [signed])).to.equal(ACCEPTED)
    for (const signature of [`0x${'22'.repeat(65)}`, '0x33'] as const) {
      const changed = { ...signed, paymasterAndData: paymasterAndData(signature) }
      expect(await verdict(account, [changed])).to.equal(ACCEPTED)
    }
    const before = { ...signed, paymasterAndData: paymasterAndData('0x33', '0x44') }
    expect(await verdict(account, [before])).to.equal('AA24')
  })
})
