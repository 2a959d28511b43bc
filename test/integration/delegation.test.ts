// An EIP-7702 account, an EOA that is delegated to a smart account, has sessions as any other. Its own key is the owner, by
// plain transactions.
import { loadFixture, setBalance } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, id, parseEther, toBeHex, ZeroAddress, type Wallet } from 'ethers'
import { ethers } from 'hardhat'

import { encodeInstallData, revokeAllCall, sessionId, type Address, type Hex, type Session } from '../../src'
import { SmartAccount__factory } from '../../typechain-types'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { resign } from '../helpers/resign'
import { deploySessionChain, makeSession, sessionOp, upvote, type SessionChain } from '../helpers/session'
import { sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

type Transaction = { readonly to: string; readonly data?: string }

/** A transaction of the EOA, which also delegates it to `delegate`; zero: to nobody. */
async function delegateAnd(eoa: Wallet, delegate: string, transaction: Transaction): Promise<void> {
  const nonce = (await eoa.getNonce()) + 1
  const authorization = await eoa.authorize({ address: delegate, nonce })
  await (await eoa.sendTransaction({ ...transaction, type: 4, authorizationList: [authorization] })).wait()
}

async function openDelegated(chain: SessionChain, version: Version, sessions: readonly Session[]) {
  const eoa = fixedWallet('delegating').connect(ethers.provider)
  const delegate = (await chain.factories[version].IMPLEMENTATION()) as Address
  await setBalance(eoa.address, parseEther('10'))
  const contract = SmartAccount__factory.connect(eoa.address, chain.deployer)
  const installData = encodeInstallData(id('salt') as Hex, sessions)
  const module = await chain.module.getAddress()
  const data = contract.interface.encodeFunctionData('installModule', [1, module, installData])
  await delegateAnd(eoa, delegate, { to: eoa.address, data })
  const account: TestAccount = {
    address: eoa.address,
    owner: eoa,
    contract,
    entryPoint: chain.entryPoints[version],
    ownerValidator: await chain.ownerValidator.getAddress(),
    bundler: chain.bundler,
    initCode: '0x',
  }
  return { account, eoa, delegate }
}

for (const version of VERSIONS)
  describe(`An EIP-7702 account on EntryPoint ${version}`, () => {
    it('installs, grants by one transaction, and is used by the session key', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const { account } = await openDelegated(chain, version, [session])
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const results = userOpResults(account, await sendOps(account, [op]))
      expect(results.map(({ success }) => success)).to.deep.equal([true])
      expect((await chain.socio3.getPost(0)).votes).to.equal(1)
    })

    it('T175 a session outlives that it is delegated away and back, unless revokeAll came first', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const { account, eoa, delegate } = await openDelegated(chain, version, [session])
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const nowhere = { to: await chain.bundler.getAddress() }
      await delegateAnd(eoa, ZeroAddress, nowhere)
      // v0.7 calls an account without code, and has no words for that.
      expect(await verdict(account, [op])).to.equal(version === 'v07' ? 'reverted without a reason' : 'AA20')
      await delegateAnd(eoa, delegate, nowhere)
      expect(await verdict(account, [op])).to.equal(ACCEPTED)

      const end = revokeAllCall({ module: (await chain.module.getAddress()) as Address, salt: id('salt') as Hex })
      await delegateAnd(eoa, ZeroAddress, { to: end.to, data: end.data })
      await delegateAnd(eoa, delegate, nowhere)
      expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [sessionId(session)]))
    })
  })

for (const version of ['v08', 'v09'] as const)
  describe(`The EIP-7702 marker as initCode on EntryPoint ${version}`, () => {
    // The last one also calls the account, before validation.
    for (const initCode of [
      '0x7702',
      concat(['0x7702', toBeHex(0, 18)]),
      concat(['0x7702', toBeHex(0, 18), id('accountId()').slice(0, 10)]),
    ])
      it(`T75 ${initCode} is refused in the op of a session`, async () => {
        const chain = await loadFixture(deploySessionChain)
        const session = await makeSession(chain)
        const { account, delegate } = await openDelegated(chain, version, [session])
        const op = await sessionOp(chain, account, session, [await upvote(chain)])
        const marked = await resign(chain, account, op, { initCode: initCode as Hex, delegate })
        expect(await verdict(account, [marked])).to.equal(reason('InitCodeNotEmpty', [initCode.length / 2 - 1]))
        expect(await verdict(account, [op])).to.equal(ACCEPTED)
      })
  })
