// The ways into and out of an account: as what kind of module, by which call a session is granted, and what an op costs
// that asks for more gas than it uses.
import { impersonateAccount, loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, parseEther } from 'ethers'
import { ethers } from 'hardhat'

import { encodeInstallData, sessionId, sessionStruct, unpackUserOp, worstCaseFee, type Hex } from '../../src'
import { VERSIONS } from '../helpers/fixture'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import { sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, verdict } from '../helpers/verdict'
import { wealth } from '../helpers/wealth'
import { eventsOf, storageOf, usageSlot, writesOf } from '../unit/validator/helpers/chain'
import { deployModule, installData, installModule } from '../unit/validator/helpers/scene'
import { aPermission, aSession, aTransfer, anAddress, inOrder, PAYMASTER } from '../unit/validator/helpers/session'

const [EXECUTOR, FALLBACK, HOOK] = [2, 3, 4]
const SELECTOR = '0x12345678'

for (const version of VERSIONS)
  describe(`The module on an account of EntryPoint ${version}`, () => {
    it('T32 T121 is a validator and nothing else: in and out as another kind changes no session', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const module = await chain.module.getAddress()
      await impersonateAccount(account.address)
      const self = account.contract.connect(await ethers.getSigner(account.address))
      const epoch = await chain.module.getEpoch(account.address)
      const data = encodeInstallData(id('salt') as Hex)
      for (const type of [EXECUTOR, FALLBACK]) {
        await expect(self.installModule(type, module, data))
          .to.be.revertedWithCustomError(self, 'ERC7579MismatchedModuleTypeId')
          .withArgs(type, module)
        await expect(self.uninstallModule(type, module, SELECTOR))
          .to.be.revertedWithCustomError(self, 'ERC7579UninstalledModule')
          .withArgs(type, module)
      }
      // Its own kind of account has no hooks; on others the module's answer is asked.
      await expect(self.installModule(HOOK, module, data))
        .to.be.revertedWithCustomError(self, 'ERC7579UnsupportedModuleType')
        .withArgs(HOOK)
      expect(await chain.module.isModuleType(HOOK)).to.equal(false)
      expect(await chain.module.getEpoch(account.address)).to.equal(epoch)
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
    })

    it('T114 a bundler that keeps the gas that is not used takes no more than was counted', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { fees: { max: parseEther('0.1') } })
      const account = await openSessionAccount(chain, [session], { version })
      const price = 3_000_000_000n
      const gas = { callGasLimit: 10_000_000n, maxFeePerGas: price, maxPriorityFeePerGas: price }
      const op = await sessionOp(chain, account, session, [await upvote(chain)], gas)
      const before = await wealth(account)
      const [result] = userOpResults(account, await sendOps(account, [op]))
      const paid = before - (await wealth(account))
      expect(paid).to.equal(result!.actualGasCost)
      // A tenth of what was not used.
      expect(paid).to.be.greaterThan((gas.callGasLimit / 11n) * price)
      const counted = BigInt(await chain.module.getUsage(account.address, sessionId(session))) >> 176n
      expect(counted).to.equal((10_000_000n + 300_000n + 60_000n) * price)
      expect(counted).to.equal(worstCaseFee(unpackUserOp(op)))
      expect(paid).to.be.lessThanOrEqual(counted)
    })
  })

describe('Two ways to grant', () => {
  it('T132 I15 by install and by call write the same word and say the same', async () => {
    const permissions = inOrder([aPermission({ maxValue: 3n }), aTransfer(anAddress(0x2001), 7n)])
    const sessions = [
      aSession(),
      aSession({ permissions, maxValue: 9n, period: 600 }),
      aSession({ paymaster: PAYMASTER, maxFee: 2n ** 80n - 1n, maxCalls: 2 ** 32 - 1 }),
    ]
    for (const session of sessions) {
      const key = sessionId(session)
      const called = await loadFixture(installModule)
      const grant = await called.validator.grant(sessionStruct(session))
      const [byCall, written] = [await storageOf(called, key), await writesOf(grant)]
      const said = await eventsOf(Promise.resolve(grant))
      const installed = await loadFixture(deployModule)
      const install = await installed.validator.onInstall(installData([session]))
      expect(installed.account).to.equal(called.account)
      expect(await storageOf(installed, key)).to.deep.equal(byCall)
      expect(written).to.deep.equal([usageSlot(key, called.account)])
      expect((await writesOf(install)).slice(1)).to.deep.equal(written)
      expect((await eventsOf(Promise.resolve(install))).slice(1)).to.deep.equal(said)
    }
  })
})
