// Accounts that install and uninstall in ways of their own: twice, or without telling the module. Whatever they do, sessions
// are either ended or as they were, and a module that is installed again knows none of an epoch before.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id } from 'ethers'
import { ethers } from 'hardhat'

import {
  encodeInstallData,
  openZeppelinAccount,
  revokeCall,
  sessionId,
  sessionStruct,
  uninstallCall,
  type Address,
  type Call,
  type Hex,
  type Session,
} from '../../src'
import { VERSIONS, type TestAccount } from '../helpers/fixture'
import { openMockAccount } from '../helpers/mockAccount'
import { successes, usageOf } from '../helpers/observe'
import { openSecondAccount, secondAccount } from '../helpers/secondAccount'
import { deploySessionChain, install, makeSession, sessionOp, upvote, type SessionChain } from '../helpers/session'
import { traceTransaction } from '../helpers/trace'
import { ownerOp, sendAsOwner, sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

const counterOf = async (chain: SessionChain, account: TestAccount): Promise<bigint> =>
  BigInt(await chain.module.getEpoch(account.address)) & 0xffffffffn

const tagOf = async (chain: SessionChain, account: TestAccount): Promise<bigint> =>
  BigInt(await chain.module.getEpoch(account.address)) >> 32n

const send = async (account: TestAccount, { to, data }: Call) =>
  await sendAsOwner(account, { calls: [{ target: to, data }] })

const end = (chain: SessionChain, account: TestAccount): Call =>
  uninstallCall({
    adapter: account.adapter ?? openZeppelinAccount,
    account: account.address as Address,
    module: chain.module.target as Address,
    salt: id('end') as Hex,
  })

const vote = async (chain: SessionChain, account: TestAccount, session: Session, times = 1) => {
  const call = await upvote(chain)
  return await sessionOp(chain, account, session, new Array<Call>(times).fill(call))
}

for (const version of VERSIONS) {
  describe(`An account that installs twice, on EntryPoint ${version}`, () => {
    it('has the sessions of its install data once, with one budget', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { calls: 2 })
      const account = await openSecondAccount(chain, [session], version, 'InstallTwiceAccountMock')
      expect(await counterOf(chain, account)).to.equal(3)
      await sendOps(account, [await vote(chain, account, session, 2)])
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 2n })
      const over = await vote(chain, account, session)
      expect(await verdict(account, [over])).to.equal(reason('CallsOverLimit', [3, 2]))
    })

    it('T117 ends with each install the sessions before it', async () => {
      const chain = await loadFixture(deploySessionChain)
      const [old, renewed] = [await makeSession(chain, { calls: 5 }), await makeSession(chain, { calls: 6 })]
      const account = await openSecondAccount(chain, [old], version, 'InstallTwiceAccountMock')
      await send(account, end(chain, account))
      await install(chain, account, [renewed], id('again') as Hex)
      expect(await verdict(account, [await vote(chain, account, old)])).to.equal(
        reason('SessionNotLive', [sessionId(old)]),
      )
      expect(await verdict(account, [await vote(chain, account, renewed)])).to.equal(ACCEPTED)
    })

    it('T125 takes no revoked session back with its install data', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSecondAccount(chain, [session], version, 'InstallTwiceAccountMock')
      await send(account, revokeCall({ module: chain.module.target as Address, id: sessionId(session) }))
      await send(account, end(chain, account))
      const call = secondAccount.installValidator({
        account: account.address as Address,
        validator: chain.module.target as Address,
        data: encodeInstallData(id('again') as Hex, [session]),
      })
      const op = await ownerOp(account, { calls: [{ target: call.to, data: call.data }] })
      expect(successes(account, await sendOps(account, [op]))).to.deep.equal([false])
      expect(await chain.module.isInitialized(account.address)).to.equal(false)
      expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(false)
    })
  })

  describe(`An account that uninstalls twice, on EntryPoint ${version}`, () => {
    it('T117 T122 is uninstalled, and knows no old session when it installs again', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSecondAccount(chain, [session], version, 'UninstallTwiceAccountMock')
      const tag = await tagOf(chain, account)
      await send(account, end(chain, account))
      expect(await counterOf(chain, account)).to.equal(2)
      expect(await tagOf(chain, account)).not.to.equal(tag)
      expect(await chain.module.isInitialized(account.address)).to.equal(false)
      await install(chain, account, [], id('again') as Hex)
      expect(await verdict(account, [await vote(chain, account, session)])).to.equal(
        reason('SessionNotLive', [sessionId(session)]),
      )
    })
  })

  describe(`An account that swallows the uninstall, on EntryPoint ${version}`, () => {
    it('T122 accepts no session op as long as it knows no module, whatever the module has stored', async () => {
      const { chain, account, session } = await openForgetful()
      const op = await vote(chain, account, session)
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
      await send(account, end(chain, account))
      expect(await verdict(account, [op])).to.equal('AA24')
      // Nobody told the module.
      expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(true)
    })

    it('T117 T122 knows no old session when it installs again, and grants new ones', async () => {
      const { chain, account, session } = await openForgetful()
      await send(account, end(chain, account))
      const tag = await tagOf(chain, account)
      const fresh = await makeSession(chain, { calls: 7 })
      await install(chain, account, [fresh], id('again') as Hex)
      expect(await counterOf(chain, account)).to.equal(3)
      expect(await tagOf(chain, account)).not.to.equal(tag)
      expect(await verdict(account, [await vote(chain, account, session)])).to.equal(
        reason('SessionNotLive', [sessionId(session)]),
      )
      expect(await verdict(account, [await vote(chain, account, fresh)])).to.equal(ACCEPTED)
    })

    it('T175 has its sessions back if it takes the module back without a word: revokeAll comes before', async () => {
      const { chain, account, session } = await openForgetful()
      await send(account, end(chain, account))
      await adopt(chain, account)
      expect(await verdict(account, [await vote(chain, account, session)])).to.equal(ACCEPTED)
    })

    it('T175 has none of them back if it called revokeAll before', async () => {
      const { chain, account, session } = await openForgetful()
      const data = chain.module.interface.encodeFunctionData('revokeAll', [id('before')]) as Hex
      await send(account, { to: chain.module.target as Address, value: 0n, data })
      await send(account, end(chain, account))
      await adopt(chain, account)
      expect(await verdict(account, [await vote(chain, account, session)])).to.equal(
        reason('SessionNotLive', [sessionId(session)]),
      )
    })

    async function openForgetful() {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openMockAccount(chain, 'SwallowingAccountMock', version)
      await install(chain, account, [session])
      return { chain, account, session }
    }
  })
}

async function adopt(chain: SessionChain, account: TestAccount): Promise<void> {
  const abi = new ethers.Interface(['function adopt(address module)'])
  const data = abi.encodeFunctionData('adopt', [chain.module.target]) as Hex
  await send(account, { to: account.address as Address, value: 0n, data })
}

describe('Installing and granting', () => {
  it('T129 T130 calls nobody, so nobody can come between the key and its limits', async () => {
    const chain = await loadFixture(deploySessionChain)
    const [one, two] = [await makeSession(chain), await makeSession(chain, { calls: 3 })]
    const account = await openSecondAccount(chain, [], 'v07')
    const module = chain.module.target as Address
    await send(account, end(chain, account))
    const granting = chain.module.interface.encodeFunctionData('grant', [sessionStruct(two)]) as Hex
    const receipts = [
      await install(chain, account, [one], id('again') as Hex),
      await send(account, { to: module, value: 0n, data: granting }),
    ]
    for (const receipt of receipts) {
      const { steps } = await traceTransaction(receipt.hash, account.entryPoint.address)
      const own = steps.filter(({ frame }) => frame.code === module)
      expect(own.length).to.be.greaterThan(100)
      const calls = own.filter(({ op }) => ['CALL', 'DELEGATECALL', 'CALLCODE', 'CREATE', 'CREATE2'].includes(op))
      expect(calls).to.deep.equal([])
      for (const step of own.filter(({ op }) => op === 'STATICCALL'))
        expect([BigInt(module), 1n]).to.include(step.stack(1))
    }
    expect(await chain.module.isLive(account.address, sessionId(one))).to.equal(true)
    expect(await chain.module.isLive(account.address, sessionId(two))).to.equal(true)
  })
})
