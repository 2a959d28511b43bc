// From nothing to a running session, through each EntryPoint: the owner's first op deploys the account, installs the module
// and grants; from then on the session key acts. A session key itself deploys nothing.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, type ContractTransactionReceipt } from 'ethers'
import { ethers } from 'hardhat'

import { encodeInstallData, installCall, openZeppelinAccount, sessionId, sessionKeyValidatorInterface } from '../../src'
import type { Address, Hex, Session } from '../../src'
import { openAccount, VERSIONS, type TestAccount } from '../helpers/fixture'
import { resign } from '../helpers/resign'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { ownerOp, sendAsOwner, sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

/** The owner's call that installs the module and grants these sessions. */
async function installing(chain: SessionChain, account: TestAccount, sessions: readonly Session[]) {
  const call = installCall({
    adapter: openZeppelinAccount,
    account: account.address as Address,
    module: (await chain.module.getAddress()) as Address,
    salt: id('salt') as Hex,
    sessions,
  })
  return { target: call.to, data: call.data }
}

for (const version of VERSIONS)
  describe(`An account that is not there yet, on EntryPoint ${version}`, () => {
    it("is deployed, gets the module and a session by the owner's first op, and is used by the key", async () => {
      const chain = await loadFixture(deploySessionChain)
      const account = await openAccount(chain, { version, deployed: false })
      const session = await makeSession(chain)
      expect(await ethers.provider.getCode(account.address)).to.equal('0x')
      await sendAsOwner(account, {
        initCode: account.initCode,
        calls: [await installing(chain, account, [session])],
        verificationGasLimit: 1_000_000n,
      })
      expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(true)
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const results = userOpResults(account, await sendOps(account, [op]))
      expect(results.map(({ success }) => success)).to.deep.equal([true])
      expect((await chain.socio3.getPost(0)).votes).to.equal(1)
    })

    it('T33 gets neither module nor session if the session is one over itself', async () => {
      const chain = await loadFixture(deploySessionChain)
      const account = await openAccount(chain, { version, deployed: false })
      const happy = await makeSession(chain)
      const target = account.address as Address
      const session = { ...happy, permissions: happy.permissions.map((permission) => ({ ...permission, target })) }
      const module = await chain.module.getAddress()
      const initData = encodeInstallData(id('salt') as Hex, [session])
      const data = account.contract.interface.encodeFunctionData('installModule', [1, module, initData])
      const op = await ownerOp(account, {
        initCode: account.initCode,
        calls: [{ target, data }],
        verificationGasLimit: 1_000_000n,
      })
      const receipt = await sendOps(account, [op])
      expect(userOpResults(account, receipt).map(({ success }) => success)).to.deep.equal([false])
      expect(revertReason(account, receipt)).to.equal(
        sessionKeyValidatorInterface.encodeErrorResult('TargetNotAllowed', [target]),
      )
      expect(await account.contract.isModuleInstalled(1, module, '0x')).to.equal(false)
    })

    it('T75 is not deployed by an op of a session', async () => {
      const chain = await loadFixture(deploySessionChain)
      const account = await openAccount(chain, { version, deployed: false })
      const session = await makeSession(chain)
      const op = await sessionOp(chain, account, session, [await upvote(chain)], { verificationGasLimit: 1_000_000n })
      const deploying = await resign(chain, account, op, { initCode: account.initCode as Hex })
      // The factory makes it, and it has no module that would know the session.
      expect(await verdict(account, [deploying])).to.equal('AA24')
    })

    it('T75 initCode in the op of a session is refused when the account is there', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const initCode = account.initCode as Hex
      // v0.9 passes over initCode if there is an account, so there the module refuses it.
      const length = initCode.length / 2 - 1
      const refusal = version === 'v09' ? reason('InitCodeNotEmpty', [length]) : 'AA10'
      expect(await verdict(account, [await resign(chain, account, op, { initCode })])).to.equal(refusal)
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
    })
  })

function revertReason(account: TestAccount, receipt: ContractTransactionReceipt): string | undefined {
  const { interface: abi } = account.entryPoint.contract
  const events = receipt.logs.map((log) => abi.parseLog(log))
  return events.find((event) => event?.name === 'UserOperationRevertReason')?.args['revertReason'] as string | undefined
}
