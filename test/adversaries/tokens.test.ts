// Tokens that do not behave: one whose transfer returns nothing, one with a fee, one that calls back. A session counts calls
// and native value, and executes exactly what was signed; what a token makes of it is the token's.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, parseEther } from 'ethers'
import { ethers } from 'hardhat'

import { allow, encodeInstallData, sessionId, sessionStruct, type Address, type Hex } from '../../src'
import type { TestAccount } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { callTo, EVERYWHERE, stateOf, successes, usageOf } from '../helpers/observe'
import { epochSlot, usageSlot, writesOf } from '../helpers/moduleStorage'
import { deploySessionChain, makeSession, sessionOp, type SessionChain } from '../helpers/session'
import { sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

const FRIEND = fixedWallet('friend').address
const FORTUNE = 1000n

type Place = (typeof EVERYWHERE)[number]
type TokenName = 'NoReturnTokenMock' | 'FeeTokenMock' | 'CallbackTokenMock'

/** An account with a thousand of this token, and a session for two transfers of it. */
async function openScene({ open }: Place, name: TokenName) {
  const chain = await loadFixture(deploySessionChain)
  const attacker = await ethers.deployContract('ReentrantTargetMock')
  const deployed = await ethers.deployContract(name as string, name === 'CallbackTokenMock' ? [attacker] : [])
  const token = await ethers.getContractAt('TokenMock', deployed)
  const session = await makeSession(chain, {
    allow: [allow(token, 'transfer')],
    calls: 2,
    fees: { max: parseEther('1') },
  })
  const account = await open(chain, [session])
  await token.mint(account.address, FORTUNE)
  const transfer = async (amount: bigint, value = 0n) =>
    await sessionOp(chain, account, session, [callTo(token, 'transfer', [FRIEND, amount], value)], {
      callGasLimit: 2_000_000n,
      permissionIndexes: [0],
    })
  const balances = async () => [await token.balanceOf(account.address), await token.balanceOf(FRIEND)]
  return { chain, attacker, token, session, account, transfer, balances }
}

for (const place of EVERYWHERE) {
  describe(`A token whose transfer returns nothing, with ${place.where}`, () => {
    it('T104 is transferred all the same', async () => {
      const { chain, session, account, transfer, balances } = await openScene(place, 'NoReturnTokenMock')
      expect(successes(account, await sendOps(account, [await transfer(10n)]))).to.deep.equal([true])
      expect(await balances()).to.deep.equal([FORTUNE - 10n, 10n])
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 1n })
    })

    it('T29 T104 takes no native value with a transfer', async () => {
      const { account, transfer } = await openScene(place, 'NoReturnTokenMock')
      expect(await verdict(account, [await transfer(10n, 1n)])).to.equal(reason('ValueOverCap', [0, 1, 0]))
    })
  })

  describe(`A token with a fee, with ${place.where}`, () => {
    it('T104 takes its fee from the account, and two transfers are two calls', async () => {
      const { chain, session, account, transfer, balances } = await openScene(place, 'FeeTokenMock')
      expect(successes(account, await sendOps(account, [await transfer(100n)]))).to.deep.equal([true])
      expect(await balances()).to.deep.equal([FORTUNE - 110n, 100n])
      // All that is left, and nothing for the fee: reverted, and counted.
      expect(successes(account, await sendOps(account, [await transfer(FORTUNE - 110n)]))).to.deep.equal([false])
      expect(await balances()).to.deep.equal([FORTUNE - 110n, 100n])
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 2n, value: 0n })
      expect(await verdict(account, [await transfer(1n)])).to.equal(reason('CallsOverLimit', [3, 2]))
    })
  })

  describe(`A token that calls back, with ${place.where}`, () => {
    it('T107 grants, revokes and uses nothing of the account during a transfer', async () => {
      const scene = await openScene(place, 'CallbackTokenMock')
      const { chain, attacker, token, session, account, transfer, balances } = scene
      const waiting = await sessionOp(chain, account, session, [callTo(token, 'transfer', [FRIEND, 7n])], {
        lane: 7,
        callGasLimit: 2_000_000n,
      })
      const attacks = await attacksOn(chain, account, waiting, session)
      await attacker.arm(attacks)
      const [epoch] = await stateOf(chain, account, session)
      const receipt = await sendOps(account, [await transfer(100n)])
      expect(successes(account, receipt)).to.deep.equal([true])
      const seen = receipt.logs
        .filter(({ address }) => address === attacker.target)
        .map((log) => attacker.interface.parseLog(log)!.args.success as boolean)
      // Twice: before and after. What concerns the attacker itself succeeds, what concerns the account never.
      const once = [...attacks.slice(0, 5).map(() => true), ...attacks.slice(5).map(() => false)]
      expect(seen).to.deep.equal([...once, ...once])

      expect(await balances()).to.deep.equal([FORTUNE - 100n, 100n])
      expect((await stateOf(chain, account, session))[0]).to.equal(epoch)
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 1n })
      const ours = [epochSlot(account.address), usageSlot(account.address, sessionId(session))]
      const written = (await writesOf(chain, account.entryPoint.address, receipt)).filter((slot) => ours.includes(slot))
      expect(written).to.deep.equal([usageSlot(account.address, sessionId(session))])
      expect(await verdict(account, [waiting])).to.equal(ACCEPTED)
    })
  })
}

/** The first five change the caller's own words in the module; the others aim at the account. */
async function attacksOn(
  chain: SessionChain,
  account: TestAccount,
  waiting: Awaited<ReturnType<typeof sessionOp>>,
  session: Parameters<typeof sessionStruct>[0],
) {
  const { interface: abi } = chain.module
  const module = chain.module.target as Address
  const { contract, address: entryPoint } = account.entryPoint
  const hash = await contract.getUserOpHash(waiting)
  const fresh = sessionStruct(await makeSession(chain))
  const wallet = account.contract.interface
  return [
    { target: module, data: abi.encodeFunctionData('onInstall', [encodeInstallData(id('salt') as Hex)]) },
    { target: module, data: abi.encodeFunctionData('grant', [fresh]) },
    { target: module, data: abi.encodeFunctionData('revokeAll', [id('salt')]) },
    { target: module, data: abi.encodeFunctionData('revoke', [sessionId(session)]) },
    { target: module, data: abi.encodeFunctionData('onUninstall', ['0x']) },
    { target: module, data: abi.encodeFunctionData('validateUserOp', [waiting, hash]) },
    { target: account.address, data: wallet.encodeFunctionData('validateUserOp', [waiting, hash, 0]) },
    { target: account.address, data: waiting.callData },
    { target: account.address, data: wallet.encodeFunctionData('installModule', [1, chain.socio3.target, '0x']) },
    { target: entryPoint, data: contract.interface.encodeFunctionData('handleOps', [[waiting], FRIEND]) },
  ]
}
