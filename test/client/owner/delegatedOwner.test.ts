// The owner of an EIP-7702 account: by transactions of the EOA itself, with and without the code that it delegates to.
import { loadFixture, mine, setBalance } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { parseEther, ZeroAddress } from 'ethers'
import { ethers, network } from 'hardhat'

import {
  delegatedOwner,
  grantCall,
  installCall,
  openZeppelinAccount,
  randomSalt,
  revokeCall,
  sessionId,
  type Address,
  type Hex,
  type OwnerCalls,
} from '../../../src'
import { fixedWallet } from '../../helpers/keys'
import { deploySessionChain, makeSession } from '../../helpers/session'
import { ACCOUNT, anAddress, expectRefusal, expectRejection } from '../builders'

/** An EOA with money that delegates to a smart account of EntryPoint v0.8. */
async function openDelegated() {
  const chain = await loadFixture(deploySessionChain)
  const signer = fixedWallet('delegating').connect(ethers.provider)
  await setBalance(signer.address, parseEther('10'))
  const delegateTo = async (delegate: string): Promise<void> => {
    const authorization = await signer.authorize({ address: delegate, nonce: (await signer.getNonce()) + 1 })
    const nowhere = { to: anAddress(0x70), type: 4, authorizationList: [authorization] }
    await (await signer.sendTransaction(nowhere)).wait()
  }
  await delegateTo(await chain.factories.v08.IMPLEMENTATION())
  const account = signer.address as Address
  const module = (await chain.module.getAddress()) as Address
  const session = await makeSession(chain)
  const owner = delegatedOwner({ signer })
  const ask = async (...calls: OwnerCalls['calls']) =>
    await (await owner.sendCalls({ chainId: chain.chainId, account, calls })).wait()
  const install = installCall({
    adapter: openZeppelinAccount,
    account,
    module,
    salt: randomSalt(),
    sessions: [session],
  })
  const isLive = async (id = sessionId(session)): Promise<boolean> => await chain.module.isLive(account, id)
  return { chain, signer, owner, account, module, session, install, ask, isLive, delegateTo }
}

describe('delegatedOwner', () => {
  it('installs the module and grants, by one transaction', async () => {
    const { ask, install, isLive } = await openDelegated()
    const { success, transactionHash } = await ask(install)
    expect(success).to.equal(true)
    expect((await ethers.provider.getTransactionReceipt(transactionHash))?.status).to.equal(1)
    expect(await isLive()).to.equal(true)
  })

  it('runs several calls in order, by one transaction', async () => {
    const { chain, ask, install, isLive, session, module, signer } = await openDelegated()
    await ask(install)
    const next = await makeSession(chain, { calls: 7 })
    const before = await signer.getNonce()
    const { success } = await ask(revokeCall({ module, id: sessionId(session) }), grantCall({ module, session: next }))
    expect(success).to.equal(true)
    expect((await signer.getNonce()) - before).to.equal(1)
    expect([await isLive(), await isLive(sessionId(next))]).to.deep.equal([false, true])
  })

  it('revokes by a plain transaction, also while it delegates to nobody (T174)', async () => {
    const { ask, install, isLive, session, module, delegateTo } = await openDelegated()
    await ask(install)
    await delegateTo(ZeroAddress)
    expect(await isLive()).to.equal(true)
    expect((await ask(revokeCall({ module, id: sessionId(session) }))).success).to.equal(true)
    expect(await isLive()).to.equal(false)
  })

  it('refuses what would do nothing without code: several calls, and calls to itself', async () => {
    const { ask, install, account, delegateTo, signer } = await openDelegated()
    await delegateTo(ZeroAddress)
    const pay = { to: anAddress(0x71), value: 1n }
    const before = await signer.getNonce()
    await expectRejection(ask(install), 'OwnerNotDelegated', { account })
    await expectRejection(ask(pay, pay), 'OwnerNotDelegated', { account })
    expect(await signer.getNonce()).to.equal(before)
  })

  it('refuses another chain, another account and no calls before the key is asked', async () => {
    const { owner, chain, account, install, signer } = await openDelegated()
    const right = { chainId: chain.chainId, account, calls: [install] }
    const before = await signer.getNonce()
    await expectRejection(owner.sendCalls({ ...right, chainId: 1n }), 'OwnerChainWrong', { expected: 1n })
    await expectRejection(owner.sendCalls({ ...right, account: ACCOUNT }), 'OwnerAccountWrong', { actual: [account] })
    await expectRejection(owner.sendCalls({ ...right, calls: [] }), 'BatchEmpty', {})
    expect(await signer.getNonce()).to.equal(before)
    expect(owner.signTypedData).to.equal(undefined)
  })

  it('says why calls would revert', async () => {
    const { ask, module, session, account } = await openDelegated()
    await expectRejection(ask(grantCall({ module, session })), 'ModuleNotInstalled', { account })
  })

  it('tells calls that were sent and reverted from calls that were executed', async () => {
    const { chain, module, session, account, signer } = await openDelegated()
    // A node that does not look ahead.
    Object.assign(signer, { estimateGas: async () => await Promise.resolve(200_000n) })
    await network.provider.send('evm_setAutomine', [false])
    try {
      const calls = [grantCall({ module, session })]
      const mined = async (): Promise<void> => await mine()
      const owner = delegatedOwner({ signer, wait: mined })
      const sent = await owner.sendCalls({ chainId: chain.chainId, account, calls })
      expect((await sent.wait()).success).to.equal(false)
    } finally {
      await network.provider.send('evm_setAutomine', [true])
    }
  })

  it('tells when the owner says no, and waits by the clock that it is given', async () => {
    const { chain, account, install } = await openDelegated()
    const signer = fixedWallet('delegating').connect(ethers.provider)
    const request = { chainId: chain.chainId, account, calls: [install] }
    const rejected = Object.assign(new Error('user rejected action'), { code: 'ACTION_REJECTED' })
    const answers = [async () => await Promise.reject(rejected), async () => await Promise.resolve({ hash: LOST })]
    Object.assign(signer, { sendTransaction: async () => await answers.shift()?.() })
    const waits: number[] = []
    const wait = async (milliseconds: number) => await Promise.resolve(void waits.push(milliseconds))
    const owner = delegatedOwner({ signer, wait, attempts: 2, every: 9 })
    await expectRejection(owner.sendCalls(request), 'OwnerRejected', { method: 'eth_sendTransaction' })
    const sent = await owner.sendCalls(request)
    await expectRejection(sent.wait(), 'OwnerCallsPending', { id: LOST })
    expect(waits).to.deep.equal([9])
  })

  it('wants a signer that can ask the chain', () => {
    expectRefusal(() => delegatedOwner({ signer: fixedWallet('delegating') }), 'OwnerProviderMissing', {})
  })
})

/** A transaction that nobody knows. */
const LOST: Hex = `0x${'ab'.repeat(32)}`
