// Paymasters that take tokens from the account for the gas they pay: OpenZeppelin's, and one that takes all it can get. A
// session's maxFee bounds the gas that tokens are taken for; what a paymaster adds, and whether it keeps its word, is bounded
// by what the owner approved to it and by nothing else.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { MaxUint256, parseEther, parseUnits } from 'ethers'
import { ethers } from 'hardhat'

import { sessionId, UNLIMITED_CALLS, unpackUserOp, worstCaseFee } from '../../src'
import type { Address, PackedUserOperation, Session } from '../../src'
import type { TestAccount } from '../helpers/fixture'
import { callTo, EVERYWHERE, successes, usageOf } from '../helpers/observe'
import { deploySessionChain, makeSession, sessionOp, upvote, type SessionChain } from '../helpers/session'
import { sendAsOwner, sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { wealth } from '../helpers/wealth'

const BUDGET = parseEther('0.1')
const FORTUNE = parseEther('1000')
/** Token units for a wei. */
const PRICE = 3n
const POST_OP_GAS = 100_000n
/** What OpenZeppelin's paymaster adds to an op's gas: its own work after it, and a tenth of the gas set aside for that. */
const SURCHARGE_GAS = 30_000n + POST_OP_GAS / 10n

const feeOf = (op: PackedUserOperation): bigint => worstCaseFee(unpackUserOp(op))

type Place = (typeof EVERYWHERE)[number]

async function openScene({ version, open }: Place, name: 'ERC20PaymasterMock' | 'GreedyPaymasterMock') {
  const chain = await loadFixture(deploySessionChain)
  const token = await ethers.deployContract('TokenMock')
  const entryPoint = chain.entryPoints[version]
  const args = [entryPoint.address, token, PRICE * 10n ** 18n]
  const paymaster = (await (await ethers.deployContract(name as string, args)).getAddress()) as Address
  await entryPoint.contract.connect(chain.deployer).depositTo(paymaster, { value: parseEther('10') })
  const session = await makeSession(chain, { fees: { sponsor: paymaster, max: BUDGET }, calls: UNLIMITED_CALLS })
  const account = await open(chain, [session])
  await token.mint(account.address, FORTUNE)
  const approve = async (amount: bigint): Promise<void> => {
    const { to, data } = callTo(token, 'approve', [paymaster, amount])
    await sendAsOwner(account, { calls: [{ target: to, data }] })
  }
  const lost = async (): Promise<bigint> => FORTUNE - (await token.balanceOf(account.address))
  return { chain, token, paymaster, session, account, approve, lost }
}

/** A vote that the paymaster pays for, at this price in gwei. */
const paidOp = async (chain: SessionChain, account: TestAccount, session: Session, paymaster: Address, gwei: string) =>
  await sessionOp(chain, account, session, [await upvote(chain)], {
    paymaster,
    paymasterVerificationGasLimit: 150_000n,
    paymasterPostOpGasLimit: POST_OP_GAS,
    maxFeePerGas: parseUnits(gwei, 'gwei'),
    maxPriorityFeePerGas: parseUnits(gwei, 'gwei'),
  })

for (const place of EVERYWHERE) {
  describe(`OpenZeppelin's token paymaster with ${place.where}`, () => {
    it('T111 T163 takes by its formula for no more gas than maxFee, with an infinite approval and extreme prices', async () => {
      const { chain, paymaster, session, account, approve, lost } = await openScene(place, 'ERC20PaymasterMock')
      await approve(MaxUint256)
      const ether = await wealth(account)
      const dear = await paidOp(chain, account, session, paymaster, '10000')
      expect(await verdict(account, [dear])).to.equal(reason('FeeOverLimit', [feeOf(dear), BUDGET]))
      let [charged, most] = [0n, 0n]
      for (const gwei of ['40', '30', '60', '20', '5', '90']) {
        const op = await paidOp(chain, account, session, paymaster, gwei)
        const sum = charged + feeOf(op)
        if (sum > BUDGET) {
          expect(await verdict(account, [op])).to.equal(reason('FeeOverLimit', [sum, BUDGET]))
          continue
        }
        const before = await lost()
        expect(successes(account, await sendOps(account, [op]))).to.deep.equal([true])
        const most1 = PRICE * (feeOf(op) + SURCHARGE_GAS * parseUnits(gwei, 'gwei'))
        const taken = (await lost()) - before
        expect(taken).to.be.greaterThan(0)
        expect(taken).to.be.lessThanOrEqual(most1)
        charged = sum
        most += most1
      }
      expect(charged).to.be.greaterThan(BUDGET / 2n)
      expect(await usageOf(chain, account, session)).to.deep.include({ fee: charged })
      expect(await lost()).to.be.lessThanOrEqual(most)
      expect(await wealth(account)).to.equal(ether)
    })

    it('T111 pays for nothing without an approval, and for no session that names it not', async () => {
      const { chain, paymaster, session, account, approve, lost } = await openScene(place, 'ERC20PaymasterMock')
      const op = await paidOp(chain, account, session, paymaster, '2')
      expect(await verdict(account, [op])).to.equal('AA34')
      await approve(MaxUint256)
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
      const selfPaid = await makeSession(chain, { fees: { max: BUDGET } })
      const claimed = { ...selfPaid, paymaster }
      const other = await paidOp(chain, account, claimed, paymaster, '2')
      expect(await verdict(account, [other])).to.equal(reason('SessionNotLive', [sessionId(claimed)]))
      expect(await lost()).to.equal(0)
    })
  })

  describe(`A greedy token paymaster with ${place.where}`, () => {
    it('T111 T163 takes all that was approved to it, whatever the op costs, and not one unit more', async () => {
      const { chain, paymaster, session, account, approve, lost } = await openScene(place, 'GreedyPaymasterMock')
      const approved = parseEther('7')
      await approve(approved)
      const ether = await wealth(account)
      for (const gwei of ['2', '2']) {
        const op = await paidOp(chain, account, session, paymaster, gwei)
        expect(feeOf(op) * PRICE).to.be.lessThan(approved)
        expect(successes(account, await sendOps(account, [op]))).to.deep.equal([true])
        expect(await lost()).to.equal(approved)
      }
      expect(await wealth(account)).to.equal(ether)
    })

    it('T163 takes everything under an infinite approval: maxFee is no bound for a paymaster that cheats', async () => {
      const { chain, paymaster, session, account, approve, lost } = await openScene(place, 'GreedyPaymasterMock')
      await approve(MaxUint256)
      await sendOps(account, [await paidOp(chain, account, session, paymaster, '2')])
      expect(await lost()).to.equal(FORTUNE)
    })
  })
}
