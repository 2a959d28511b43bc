// Scene 3: a thief of the session key bundles his own ops, takes the fees as beneficiary and sets prices as he likes. What
// leaves the account, in ether and in tokens of a paymaster, never passes the session's maxFee, whoever pays.
//
// Of the scene in the design, a paymaster's surcharge waits for worstCase(), which is to state it: the paymaster here takes
// what an op may cost at most, one token unit for each wei.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import fc from 'fast-check'
import { concat, MaxUint256, parseEther, parseUnits, toBeHex, ZeroAddress } from 'ethers'

import { sessionId, UNLIMITED_CALLS, unpackUserOp, worstCaseFee, type Address, type Hex } from '../../src'
import type { Fees, PackedUserOperation, Session } from '../../src'
import { TokenPaymasterMock__factory } from '../../typechain-types'
import { RUNS } from '../helpers/arbitraries'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { grantAs } from '../helpers/asAccount'
import { resign } from '../helpers/resign'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, sponsored, upvote } from '../helpers/session'
import type { SessionChain, SessionOpParams } from '../helpers/session'
import { sendAsOwner, sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { wealth } from '../helpers/wealth'

const BUDGET = parseEther('0.1')
const GREEDY_PRICE = parseUnits('10000', 'gwei')
const SEQUENCES = Math.max(3, Math.ceil(RUNS / 20))

async function openScene(chain: SessionChain, version: Version, fees: Fees = { max: BUDGET }) {
  const session = await makeSession(chain, { fees, calls: UNLIMITED_CALLS })
  const account = await openSessionAccount(chain, [session], { version })
  return { session, account }
}

/** An op whose price is all the thief's: priority fee and maximum are the same. */
async function greedyOp(chain: SessionChain, account: TestAccount, session: Session, params: SessionOpParams) {
  const price = params.maxFeePerGas ?? GREEDY_PRICE
  return await sessionOp(chain, account, session, [await upvote(chain)], {
    ...params,
    maxFeePerGas: price,
    maxPriorityFeePerGas: price,
  })
}

const greedyGas = fc.record({
  verificationGasLimit: fc.constant(200_000n),
  callGasLimit: fc.constantFrom(0n, 1n, 300_000n),
  preVerificationGas: fc.bigInt({ min: 0n, max: 1_000_000n }),
  maxFeePerGas: fc.constantFrom('1', '10', '25', '80', '10000').map((gwei) => parseUnits(gwei, 'gwei')),
})

const feeOf = (op: PackedUserOperation): bigint => worstCaseFee(unpackUserOp(op))

/** 20 zero bytes, then gas limits of a paymaster that is not there. */
const noPaymasterWithGas = (gas: bigint): Hex => concat([ZeroAddress, toBeHex(gas, 16), toBeHex(gas, 16)]) as Hex

describe('Scene 3: fee drain', () => {
  for (const version of VERSIONS) {
    it(`T164 paymaster zero with gas fields is refused on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const { session, account } = await openScene(chain, version)
      const honest = await greedyOp(chain, account, session, { maxFeePerGas: 1_000_000_000n })
      const op = await resign(chain, account, honest, { paymasterAndData: noPaymasterWithGas(1_000_000n) })
      // v0.7 takes it for an op without paymaster, and would charge the account for the paymaster's gas limits.
      const refusals = {
        v07: reason('PaymasterNotAllowed', [ZeroAddress]),
        v08: reason('Error', ['AA98 invalid paymaster']),
        v09: reason('InvalidPaymaster', [ZeroAddress]),
      }
      expect(await verdict(account, [op])).to.equal(refusals[version])
      expect(await verdict(account, [honest])).to.equal(ACCEPTED)
    })

    it(`T164 gas fields after a zero paymaster of 51 bytes are refused on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const { session, account } = await openScene(chain, version)
      const honest = await greedyOp(chain, account, session, { maxFeePerGas: 1_000_000_000n })
      const short = noPaymasterWithGas(0n).slice(0, -2) as Hex
      const op = await resign(chain, account, honest, { paymasterAndData: short })
      const refusal =
        version === 'v09' ? reason('InvalidPaymasterData', [51]) : reason('Error', ['AA93 invalid paymasterAndData'])
      expect(await verdict(account, [op])).to.equal(refusal)
    })

    it(`T108 an op at 10,000 gwei is refused on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const { session, account } = await openScene(chain, version)
      const op = await greedyOp(chain, account, session, {})
      expect(feeOf(op)).to.be.greaterThan(BUDGET)
      expect(await verdict(account, [op])).to.equal(reason('FeeOverLimit', [feeOf(op), BUDGET]))
    })

    it(`T110 one op takes the whole budget and the next wei is refused, on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const { session, account } = await openScene(chain, version)
      const before = await wealth(account)
      const gas = { verificationGasLimit: 150_000n, callGasLimit: 0n, maxFeePerGas: parseUnits('100', 'gwei') }
      const rest = BUDGET / gas.maxFeePerGas - gas.verificationGasLimit
      const over = await greedyOp(chain, account, session, { ...gas, preVerificationGas: rest + 1n })
      expect(await verdict(account, [over])).to.equal(reason('FeeOverLimit', [BUDGET + gas.maxFeePerGas, BUDGET]))

      const all = await greedyOp(chain, account, session, { ...gas, preVerificationGas: rest })
      await sendOps(account, [all])
      const lost = before - (await wealth(account))
      expect(lost).to.be.lessThanOrEqual(BUDGET)
      // Nearly all of it is really gone: a leak could not hide below the bound.
      expect(lost).to.be.greaterThan((BUDGET * 9n) / 10n)

      const next = await greedyOp(chain, account, session, { ...gas, preVerificationGas: 0n, maxFeePerGas: 1n })
      expect(await verdict(account, [next])).to.equal(reason('FeeOverLimit', [BUDGET + 150_000n, BUDGET]))
    })

    it(`I8 no greedy sequence takes more than maxFee, on EntryPoint ${version}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(greedyGas, { minLength: 4, maxLength: 8 }), async (sequence) => {
          const chain = await loadFixture(deploySessionChain)
          const { session, account } = await openScene(chain, version)
          const before = await wealth(account)
          let charged = 0n
          for (const gas of sequence) {
            const op = await greedyOp(chain, account, session, gas)
            const sum = charged + feeOf(op)
            const expected = sum <= BUDGET ? ACCEPTED : reason('FeeOverLimit', [sum, BUDGET])
            expect(await verdict(account, [op])).to.equal(expected)
            if (expected !== ACCEPTED) continue
            await sendOps(account, [op])
            charged = sum
          }
          expect(before - (await wealth(account))).to.be.lessThanOrEqual(charged)
        }),
        { numRuns: SEQUENCES },
      )
    })

    it(`T110 sponsored and self-paid ops draw on one budget, on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const { session, account } = await openScene(chain, version, { max: BUDGET, sponsor: paymaster.paymaster! })
      const sponsor = await chain.sponsor.getAddress()
      const [mine, theirs] = [await wealth(account), await wealth(account, sponsor)]
      const gas = { maxFeePerGas: parseUnits('60', 'gwei') }

      const free = await greedyOp(chain, account, session, { ...gas, ...paymaster })
      await sendOps(account, [free])
      expect(await wealth(account)).to.equal(mine)
      const paid = await greedyOp(chain, account, session, gas)
      await sendOps(account, [paid])
      expect(await wealth(account)).to.be.lessThan(mine)

      for (const payer of [paymaster, {}]) {
        const op = await greedyOp(chain, account, session, { ...gas, ...payer })
        const sum = feeOf(free) + feeOf(paid) + feeOf(op)
        expect(await verdict(account, [op])).to.equal(reason('FeeOverLimit', [sum, BUDGET]))
      }
      const after = (await wealth(account)) + (await wealth(account, sponsor))
      expect(mine + theirs - after).to.be.lessThanOrEqual(BUDGET)
    })

    it(`T111 T163 a token paymaster with an infinite allowance takes no more than maxFee, on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const { token, paymaster } = await deployTokenPaymaster(chain, version)
      const { session, account } = await openScene(chain, version, { max: BUDGET, sponsor: paymaster.paymaster })
      await token.mint(account.address, parseEther('1000'))
      const data = token.interface.encodeFunctionData('approve', [paymaster.paymaster, MaxUint256])
      await sendAsOwner(account, { calls: [{ target: paymaster.paymaster, data }] })
      const [ether, tokens] = [await wealth(account), await token.balanceOf(account.address)]

      const dear = await greedyOp(chain, account, session, paymaster)
      expect(await verdict(account, [dear])).to.equal(reason('FeeOverLimit', [feeOf(dear), BUDGET]))
      let charged = 0n
      for (const gwei of ['50', '60', '70', '20']) {
        const op = await greedyOp(chain, account, session, { ...paymaster, maxFeePerGas: parseUnits(gwei, 'gwei') })
        if (charged + feeOf(op) > BUDGET) {
          expect(await verdict(account, [op])).to.equal(reason('FeeOverLimit', [charged + feeOf(op), BUDGET]))
          continue
        }
        await sendOps(account, [op])
        charged += feeOf(op)
      }
      expect(tokens - (await token.balanceOf(account.address))).to.equal(charged)
      expect(charged).to.be.lessThanOrEqual(BUDGET)
      expect(charged).to.be.greaterThan(BUDGET / 2n)
      expect(await wealth(account)).to.equal(ether)
    })

    it(`I8 another paymaster is refused on EntryPoint ${version}, also where no fees are counted`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const { account } = await openScene(chain, version)
      const other = (await deployTokenPaymaster(chain, version)).paymaster
      const limits = [
        { sponsor: paymaster.paymaster! },
        { sponsor: paymaster.paymaster!, max: BUDGET },
        { max: BUDGET },
      ]
      for (const fees of limits) {
        const session = await makeSession(chain, { fees, calls: UNLIMITED_CALLS })
        await grantAs(chain, account.address, [session])
        const claimed = { ...session, paymaster: other.paymaster }
        const op = await greedyOp(chain, account, claimed, { ...other, maxFeePerGas: 1n })
        expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [sessionId(claimed)]))
      }
    })

    it(`I8 a session with unlimited fees pays nothing itself on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const paymaster = await sponsored(chain)
      const { account } = await openScene(chain, version)
      const session = await makeSession(chain, { fees: { sponsor: paymaster.paymaster! }, calls: UNLIMITED_CALLS })
      await grantAs(chain, account.address, [session])
      const op = await greedyOp(chain, account, session, { ...paymaster, maxFeePerGas: 1n })
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
      const selfPaid = await resign(chain, account, op, { paymasterAndData: '0x' })
      const claimed = { ...session, paymaster: ZeroAddress as Address }
      expect(await verdict(account, [selfPaid])).to.equal(reason('SessionNotLive', [sessionId(claimed)]))
    })
  }
})

async function deployTokenPaymaster(chain: SessionChain, version: Version) {
  const token = await new TokenPaymasterMock__factory(chain.deployer).deploy()
  const address = (await token.getAddress()) as Address
  await chain.entryPoints[version].contract.connect(chain.deployer).depositTo(address, { value: parseEther('10') })
  const paymaster = { paymaster: address, paymasterVerificationGasLimit: 100_000n, paymasterPostOpGasLimit: 0n }
  return { token, paymaster }
}
