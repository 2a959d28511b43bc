// Targets that a session names and that are not what they seem: one that calls back, a proxy that changes, a relay, an address
// without code. A session says whom the account calls, with which function and how much value; what that target then does
// with its own powers, the owner's approvals among them, is no matter of the module. Tests show both sides of that line.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, parseEther, type BaseContract } from 'ethers'
import { ethers } from 'hardhat'

import { allow, sessionId, sessionStruct, type Address, type Call, type Hex } from '../../src'
import type { TestAccount } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { callTo, EVERYWHERE, stateOf, successes, usageOf } from '../helpers/observe'
import { deploySessionChain, makeSession, sessionOp, upvote, type SessionChain } from '../helpers/session'
import { sendAsOwner, sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { wealth } from '../helpers/wealth'

const THIEF = fixedWallet('thief').address
const FORTUNE = 1000n
const FEES = { max: parseEther('1') }
const GAS = { callGasLimit: 1_000_000n }

type Place = (typeof EVERYWHERE)[number]

/** An account with a thousand of a token, and the target that its session names. */
async function openScene({ open }: Place, target: 'RelayMock' | 'ChangingTargetMock') {
  const chain = await loadFixture(deploySessionChain)
  const token = await ethers.deployContract('TokenMock')
  const recorder = await ethers.deployContract('RecorderMock')
  const deployed = await ethers.deployContract(target as string, target === 'RelayMock' ? [] : [recorder])
  const contract =
    target === 'RelayMock'
      ? await ethers.getContractAt('RelayMock', deployed)
      : await ethers.getContractAt('ReentrantTargetMock', deployed)
  const name = target === 'RelayMock' ? 'relay' : 'act'
  const functions = contract as BaseContract & { readonly target: string }
  const permission = allow({ address: functions.target, abi: functions.interface }, name, { maxValue: 5n })
  const session = await makeSession(chain, { allow: [permission], value: 8n, fees: FEES })
  const account = await open(chain, [session])
  await token.mint(account.address, FORTUNE)
  const approve = async (amount: bigint): Promise<void> => {
    const { to, data } = callTo(token, 'approve', [deployed.target, amount])
    await sendAsOwner(account, { calls: [{ target: to, data }] })
  }
  const left = async (): Promise<bigint> => await token.balanceOf(account.address)
  const run = async (...calls: readonly Call[]) => {
    const receipt = await sendOps(account, [await sessionOp(chain, account, session, calls, GAS)])
    return { receipt, ended: successes(account, receipt) }
  }
  return { chain, token, recorder, deployed, session, account, approve, left, run }
}

/** Everything by which a target might try to change an account's sessions, or to act as the account. */
async function attacksOn(chain: SessionChain, account: TestAccount, id1: string): Promise<[string, string][]> {
  const { interface: abi } = chain.module
  const module = await chain.module.getAddress()
  const fresh = sessionStruct(await makeSession(chain))
  const steal = callTo(account.contract, 'installModule', [1, THIEF, '0x']).data
  return [
    [module, abi.encodeFunctionData('grant', [fresh])],
    [module, abi.encodeFunctionData('revoke', [id1])],
    [module, abi.encodeFunctionData('revokeAll', [id('salt')])],
    [module, abi.encodeFunctionData('onUninstall', ['0x'])],
    [account.address, steal],
    [account.address, account.contract.interface.encodeFunctionData('execute', [`0x${'00'.repeat(32)}`, '0x'])],
  ]
}

for (const place of EVERYWHERE)
  describe(`Targets of a session, with ${place.where}`, () => {
    it('T39 a relay moves no token of the account, and what the owner approved to it in full', async () => {
      const { chain, token, deployed, session, account, approve, left, run } = await openScene(place, 'RelayMock')
      const relay = await ethers.getContractAt('RelayMock', deployed)
      const inner = token.interface.encodeFunctionData('transferFrom', [account.address, THIEF, 10n])
      const stealing = callTo(relay, 'relay', [token.target, inner])
      expect((await run(stealing)).ended).to.deep.equal([true])
      expect(await left()).to.equal(FORTUNE)

      // Not the module's to prevent: such a permission is worth what the target may do.
      await approve(15n)
      await run(stealing)
      expect(await left()).to.equal(FORTUNE - 10n)
      await run(stealing)
      expect(await left()).to.equal(FORTUNE - 10n)
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 3n })
    })

    it('T39 T176 a relay changes nothing of the sessions, called by the account or by anyone', async () => {
      const { chain, deployed, session, account, run } = await openScene(place, 'RelayMock')
      const relay = await ethers.getContractAt('RelayMock', deployed)
      const [epoch] = await stateOf(chain, account, session)
      const attacks = await attacksOn(chain, account, sessionId(session))
      const calls = attacks.map(([to, data]) => callTo(relay, 'relay', [to, data]))
      expect((await run(...calls)).ended).to.deep.equal([true])
      for (const [to, data] of attacks) await relay.connect(chain.bundler).relay(to, data)
      expect((await stateOf(chain, account, session))[0]).to.equal(epoch)
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: BigInt(calls.length) })
      const next = await sessionOp(chain, account, session, [calls[0]!], GAS)
      expect(await verdict(account, [next])).to.equal(ACCEPTED)
    })

    it('T40 a target that has changed gets the calls and the value that the session permits, and no more', async () => {
      const { chain, recorder, token, deployed, session, account, approve, left, run } = await openScene(
        place,
        'ChangingTargetMock',
      )
      const proxy = await ethers.getContractAt('ChangingTargetMock', deployed)
      const target = await ethers.getContractAt('ReentrantTargetMock', deployed)
      const call = callTo(target, 'act', [], 3n)
      const { receipt } = await run(call)
      const seen = receipt.logs.filter(({ address }) => address === deployed.target)
      expect(seen.map((log) => recorder.interface.parseLog(log)!.name)).to.deep.equal(['Recorded'])

      await proxy.become(await ethers.deployContract('ReentrantTargetMock'))
      const [epoch] = await stateOf(chain, account, session)
      const inner = token.interface.encodeFunctionData('transferFrom', [account.address, THIEF, 10n])
      const attacks = [[token.target as string, inner], ...(await attacksOn(chain, account, sessionId(session)))]
      await target.arm(attacks.map(([to, data]) => ({ target: to!, data: data! })))
      const rich = await wealth(account)
      const second = await run(call)
      expect(second.ended).to.deep.equal([true])
      expect(rich - (await wealth(account))).to.be.lessThan(parseEther('0.01'))
      expect(await ethers.provider.getBalance(deployed)).to.equal(6)
      expect(await left()).to.equal(FORTUNE)
      expect((await stateOf(chain, account, session))[0]).to.equal(epoch)

      const over = await sessionOp(chain, account, session, [call], GAS)
      expect(await verdict(account, [over])).to.equal(reason('ValueOverLimit', [9, 8]))
      // Not the module's to prevent: the owner's approval to a target is the target's, whatever it becomes.
      await approve(10n)
      await run({ ...call, value: 0n })
      expect(await left()).to.equal(FORTUNE - 10n)
    })

    it('T41 a call to an address without code counts, moves no more than its value, and claims no success of its own', async () => {
      const chain = await loadFixture(deploySessionChain)
      const nobody = fixedWallet('nobody').address as Address
      const token = (await ethers.deployContract('TokenMock')).interface
      const permission = allow({ address: nobody, abi: ['function buy(uint256) payable'] as const }, 'buy', {
        maxValue: 4n,
      })
      const transfer = allow({ address: nobody, abi: token }, 'transfer')
      const session = await makeSession(chain, { allow: [permission, transfer], value: 4n, calls: 3, fees: FEES })
      const account = await place.open(chain, [session])
      const buy = new ethers.Interface(['function buy(uint256) payable']).encodeFunctionData('buy', [1])
      const calls: Call[] = [
        { to: nobody, value: 4n, data: buy as Hex },
        { to: nobody, value: 0n, data: token.encodeFunctionData('transfer', [THIEF, 1]) as Hex },
      ]
      // It is the rule of the chain that such calls succeed.
      const receipt = await sendOps(account, [await sessionOp(chain, account, session, calls)])
      expect(successes(account, receipt)).to.deep.equal([true])
      expect(await ethers.provider.getBalance(nobody)).to.equal(4)
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 2n, value: 4n })
      const again = await sessionOp(chain, account, session, [calls[0]!])
      expect(await verdict(account, [again])).to.equal(reason('ValueOverLimit', [8, 4]))
    })

    it('T107 T31 a target that calls back changes nothing, and uses the session no second time', async () => {
      const chain = await loadFixture(deploySessionChain)
      const target = await ethers.deployContract('ReentrantTargetMock')
      const session = await makeSession(chain, { allow: [allow(target, 'act')], calls: 2, fees: FEES })
      const account = await place.open(chain, [session])
      const call = callTo(target, 'act')
      const waiting = await sessionOp(chain, account, session, [call], { lane: 3, ...GAS })
      const { contract, address } = account.entryPoint
      const bundle = contract.interface.encodeFunctionData('handleOps', [[waiting], THIEF])
      const attacks = await attacksOn(chain, account, sessionId(session))
      await target.arm([...attacks, [address, bundle]].map(([to, data]) => ({ target: to!, data: data! })))
      const [epoch] = await stateOf(chain, account, session)
      const receipt = await sendOps(account, [await sessionOp(chain, account, session, [call], GAS)])
      expect(successes(account, receipt)).to.deep.equal([true])
      const attempts = receipt.logs
        .filter((log) => log.address === target.target)
        .map((log) => target.interface.parseLog(log)!.args.success as boolean)
      // grant and revokeAll need an installed module; revoke and onUninstall are about the target itself.
      expect(attempts).to.deep.equal([false, true, false, true, false, false, false])
      expect((await stateOf(chain, account, session))[0]).to.equal(epoch)
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 1n })
      expect(await verdict(account, [waiting])).to.equal(ACCEPTED)
    })

    it('T176 a public relay as bundler changes nothing: the account is the caller of the module', async () => {
      const chain = await loadFixture(deploySessionChain)
      const relay = await ethers.deployContract('RelayMock')
      const session = await makeSession(chain)
      const account = await place.open(chain, [session])
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const { contract, address } = account.entryPoint
      const data = contract.interface.encodeFunctionData('handleOps', [[op], THIEF])
      await relay.relay(address, data)
      // EntryPoint v0.9 takes bundles from plain senders only.
      const votes = place.version === 'v09' ? 0n : 1n
      expect((await chain.socio3.getPost(0)).votes).to.equal(votes)
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: votes })
      expect(await verdict(account, [op])).to.equal(place.version === 'v09' ? ACCEPTED : 'AA25')
    })
  })
