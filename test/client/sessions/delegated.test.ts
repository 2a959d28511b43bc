// An EOA that is itself the account (EIP-7702): its own key is the owner, and the module outlives what it delegates to.
import { loadFixture, setBalance } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { parseEther, ZeroAddress } from 'ethers'
import { ethers } from 'hardhat'

import { allow, delegatedOwner, inProcessBundler, openSessions, type Address } from '../../../src'
import { countingOwner } from '../../../src/testing'
import { fixedWallet } from '../../helpers/keys'
import { deploySessionChain } from '../../helpers/session'
import { anAddress, expectRejection } from '../builders'
import { testClock } from '../queue/stage'

async function openDelegated() {
  const chain = await loadFixture(deploySessionChain)
  const signer = fixedWallet('delegating').connect(ethers.provider)
  await setBalance(signer.address, parseEther('10'))
  const delegateTo = async (delegate: string): Promise<void> => {
    const authorization = await signer.authorize({ address: delegate, nonce: (await signer.getNonce()) + 1 })
    const nowhere = { to: anAddress(0x70), type: 4, authorizationList: [authorization] }
    await (await signer.sendTransaction(nowhere)).wait()
  }
  const implementation = await chain.factories.v08.IMPLEMENTATION()
  await delegateTo(implementation)
  const owner = countingOwner(delegatedOwner({ signer }))
  const { address, version } = chain.entryPoints.v08
  const entryPoint = { address: address as Address, version }
  const sessions = await openSessions({
    account: signer.address as Address,
    owner,
    bundler: inProcessBundler({ signer: chain.bundler, entryPoint }),
    provider: ethers.provider,
    clock: testClock(),
  })
  const terms = { allow: [allow(chain.socio3, 'upvotePost')], fees: { max: parseEther('0.01') } }
  const ensure = async () => await sessions.ensure({ ...terms, expires: '1h' })
  const session = await ensure()
  const upvote = async () => await (await session.contract(chain.socio3).upvotePost(0)).wait()
  const away = async () => await delegateTo(ZeroAddress)
  const back = async () => await delegateTo(implementation)
  return { owner, sessions, session, ensure, upvote, away, back }
}

describe('sessions of an EIP-7702 account', () => {
  it('begin with one transaction of the EOA, and then ask no more', async () => {
    const { owner, upvote } = await openDelegated()
    expect((await upvote()).success).to.equal(true)
    expect((await upvote()).success).to.equal(true)
    expect(owner.prompts.length).to.equal(1)
  })

  it('are still there after it delegated away and back, and status() never says else (T175)', async () => {
    const { sessions, session, upvote, away, back } = await openDelegated()
    await away()
    expect((await sessions.status(session)).state).to.equal('live')
    await back()
    expect((await upvote()).success).to.equal(true)
  })

  it('are not handed out while it delegates to nobody, and cost no prompt once it is back (T175)', async () => {
    const { owner, sessions, session, ensure, away, back, upvote } = await openDelegated()
    await away()
    await expectRejection(ensure(), 'OwnerNotDelegated', {})
    const asked = owner.prompts.length
    await back()
    expect((await ensure()).id).to.equal(session.id)
    expect(owner.prompts.length).to.equal(asked)
    expect((await sessions.list()).map(({ state }) => state)).to.deep.equal(['live', 'notGranted'])
    expect((await upvote()).success).to.equal(true)
  })

  it('can be revoked while it delegates to nobody, and stay so (T175)', async () => {
    const { sessions, session, away, back } = await openDelegated()
    await away()
    await sessions.revoke(session)
    await back()
    expect((await sessions.status(session)).state).to.equal('revoked')
  })
})
