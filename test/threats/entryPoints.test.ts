// Ways into an account that an EntryPoint has besides handleOps, and what an EntryPoint itself is trusted with.
import { impersonateAccount, loadFixture, setBalance, setCode } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, dataSlice, parseEther, toBeHex } from 'ethers'
import { ethers } from 'hardhat'

import { allow, sessionId, type Address, type Hex, type PackedUserOperation } from '../../src'
import { VERSIONS, type TestAccount } from '../helpers/fixture'
import { stateOf } from '../helpers/observe'
import { resign } from '../helpers/resign'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import { executeCallData } from '../helpers/userOp'
import { ACCEPTED, verdict } from '../helpers/verdict'

const DEPOSIT = ['function depositTo(address account) payable'] as const

/** Code that stops: it takes every call and says nothing. */
const SILENT = toBeHex(0xa99, 20)

/** What handleAggregatedOps says of these ops under an aggregator that takes everything. */
async function aggregated({ entryPoint, bundler }: TestAccount, ops: readonly PackedUserOperation[]): Promise<void> {
  await setCode(SILENT, '0x00')
  const bundle = [{ userOps: [...ops], aggregator: SILENT, signature: '0x' }]
  await entryPoint.contract.connect(bundler).handleAggregatedOps.staticCall(bundle, await bundler.getAddress())
}

for (const version of VERSIONS)
  describe(`An EntryPoint ${version}`, () => {
    it('takes no session op under an aggregator, signed or not: the module names none', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const unsigned = { ...op, signature: concat([dataSlice(op.signature, 0, -64), `0x${'11'.repeat(64)}`]) as Hex }
      for (const one of [op, unsigned])
        await expect(aggregated(account, [one]))
          .to.be.revertedWithCustomError(account.entryPoint.contract, 'FailedOp')
          .withArgs(0, 'AA24 signature error')
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
    })

    it('lends its address to nobody: delegateAndRevert leaves account and module as they were', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const { contract, address } = account.entryPoint
      const hash = await contract.getUserOpHash(op)
      const before = await stateOf(chain, account, session)
      const entryPoint = new ethers.Contract(
        address,
        ['function delegateAndRevert(address,bytes)', 'error DelegateAndRevert(bool success, bytes ret)'],
        chain.bundler,
      )
      for (const [target, data] of [
        [account.address, account.contract.interface.encodeFunctionData('validateUserOp', [op, hash, 0])],
        [account.address, op.callData],
        [chain.module.target, chain.module.interface.encodeFunctionData('validateUserOp', [op, hash])],
        [chain.module.target, chain.module.interface.encodeFunctionData('revoke', [sessionId(session)])],
      ] as const) {
        const attempt = entryPoint.getFunction('delegateAndRevert')
        await expect(attempt(target, data)).to.be.revertedWithCustomError(entryPoint, 'DelegateAndRevert')
        expect(await stateOf(chain, account, session)).to.deep.equal(before)
      }
      expect((await chain.socio3.getPost(0)).votes).to.equal(0)
    })

    it('is believed about the hash: a false one hands over a signature for any op of the same permissions', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const hash = await account.entryPoint.contract.getUserOpHash(op)
      await impersonateAccount(account.entryPoint.address)
      await setBalance(account.entryPoint.address, parseEther('1'))
      const lying = account.contract.connect(await ethers.getSigner(account.entryPoint.address))
      const { to, data } = await upvote(chain, 7n)
      const never = { ...op, callData: executeCallData(account, [{ target: to, data }]) }
      // Nobody signed this op, and its account takes it. Through an honest EntryPoint it is refused.
      expect(await lying.validateUserOp.staticCall(never, hash, 0)).to.be.greaterThan(1)
      expect(await verdict(account, [never])).to.equal('AA24')
      // The permissions and the limits hold all the same.
      const outside = { ...op, callData: executeCallData(account, [{ target: to, data: '0x12345678' }]) }
      await expect(lying.validateUserOp.staticCall(outside, hash, 0)).to.be.revertedWithCustomError(
        chain.module,
        'SessionNotLive',
      )
    })

    it('whose deposit function a session may call moves no more than the limit on value', async () => {
      const chain = await loadFixture(deploySessionChain)
      const { contract, address } = chain.entryPoints[version]
      const depositTo = allow({ address, abi: DEPOSIT }, 'depositTo', { maxValue: 5n })
      const session = await makeSession(chain, { allow: [depositTo], value: 8n })
      const account = await openSessionAccount(chain, [session], { version })
      const thief = await chain.bundler.getAddress()
      const call = {
        to: address as Address,
        value: 5n,
        data: contract.interface.encodeFunctionData('depositTo', [thief]) as Hex,
      }
      const op = await sessionOp(chain, account, session, [call])
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
      const calls = [call, call]
      const twice = await resign(chain, account, await sessionOp(chain, account, session, calls), {})
      expect(await verdict(account, [twice])).to.equal('ValueOverLimit(10,8)')
    })
  })
