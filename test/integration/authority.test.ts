// I11: only an account itself changes what the module has stored for it; the one exception is a renunciation that the
// session's own key signed. Relays, permitted targets that call back, and strangers change their own words at most.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id, type ContractTransactionReceipt } from 'ethers'

import {
  allow,
  encodeInstallData,
  renounceDigest,
  sessionId,
  sessionKeyValidatorInterface,
  sessionPreimage,
  sessionStruct,
  signDigest,
} from '../../src'
import type { Address, Hex, Session, SessionId } from '../../src'
import { ReentrantTargetMock__factory, RelayMock__factory } from '../../typechain-types'
import { grantAs } from '../helpers/asAccount'
import { VERSIONS, type TestAccount } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { epochSlot, usageSlot, writesOf } from '../helpers/moduleStorage'
import { deploySessionChain, makeSession, openSessionAccount, sessionKey, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { sendOps, userOpResults } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

const SALT = id('salt') as Hex

/** Every call that changes an account's state, as somebody might make it about `session`; `granted` is to be granted. */
function stateChanges(chain: SessionChain, session: Session, granted = session): string[] {
  const { interface: abi } = chain.module
  return [
    abi.encodeFunctionData('onInstall', [encodeInstallData(SALT)]),
    abi.encodeFunctionData('grant', [sessionStruct(granted)]),
    abi.encodeFunctionData('revoke', [sessionId(session)]),
    abi.encodeFunctionData('revokeAll', [SALT]),
    abi.encodeFunctionData('onUninstall', [SALT]),
  ]
}

/** What the module has stored about an account and one of its sessions. */
const stateOf = async (chain: SessionChain, account: TestAccount, session: Session): Promise<string[]> => [
  await chain.module.getEpoch(account.address),
  await chain.module.getUsage(account.address, sessionId(session)),
]

async function renunciation(chain: SessionChain, account: string, sessionId: SessionId, chainId = chain.chainId) {
  const module = (await chain.module.getAddress()) as Address
  return renounceDigest({
    module,
    version: await chain.module.version(),
    chainId,
    account: account as Address,
    sessionId,
  })
}

for (const version of VERSIONS)
  describe(`Who changes an account's sessions, on EntryPoint ${version}`, () => {
    it('T176 T135 no relay does', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const relay = await new RelayMock__factory(chain.bundler).deploy()
      const address = await relay.getAddress()
      const before = await stateOf(chain, account, session)
      const own = [epochSlot(address), usageSlot(address, sessionId(session))]
      for (const data of stateChanges(chain, session)) {
        const receipt = await (await relay.relay(chain.module, data)).wait()
        const written = await writesOf(chain, address, receipt!)
        expect(written.length).to.equal(1)
        expect(own).to.include(written[0])
        expect(await stateOf(chain, account, session)).to.deep.equal(before)
      }
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
    })

    it('T176 a relay that is permitted as a target does not either', async () => {
      const chain = await loadFixture(deploySessionChain)
      const relay = await new RelayMock__factory(chain.bundler).deploy()
      const session = await makeSession(chain, { allow: [allow(relay, 'relay')] })
      const account = await openSessionAccount(chain, [session], { version })
      const epoch = await chain.module.getEpoch(account.address)
      const module = await chain.module.getAddress()
      const calls = stateChanges(chain, session, await makeSession(chain)).map((data) => ({
        to: relay.target as Address,
        value: 0n,
        data: relay.interface.encodeFunctionData('relay', [module, data]) as Hex,
      }))
      const op = await sessionOp(chain, account, session, calls, { callGasLimit: 1_000_000n })
      const receipt = await sendOps(account, [op])
      expect(userOpResults(account, receipt).map(({ success }) => success)).to.deep.equal([true])
      expect(await chain.module.getEpoch(account.address)).to.equal(epoch)
      expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(true)
      const written = (await writesOf(chain, account.entryPoint.address, receipt)).filter(
        (slot) => slot === epochSlot(account.address) || slot === usageSlot(account.address, sessionId(session)),
      )
      // The op's own usage, in validation.
      expect(written).to.deep.equal([usageSlot(account.address, sessionId(session))])
    })

    it('T107 T31 a permitted target that calls back changes nothing of the account', async () => {
      const chain = await loadFixture(deploySessionChain)
      const target = await new ReentrantTargetMock__factory(chain.deployer).deploy()
      const session = await makeSession(chain, { allow: [allow(target, 'act')] })
      const account = await openSessionAccount(chain, [session], { version })
      const [module, entryPoint] = [await chain.module.getAddress(), account.entryPoint]
      const call = { to: target.target as Address, value: 0n, data: id('act()').slice(0, 10) as Hex }
      const waiting = await sessionOp(chain, account, session, [call], { lane: 7 })
      const hash = await entryPoint.contract.getUserOpHash(waiting)
      const { interface: abi } = account.contract
      const handleOps = entryPoint.contract.interface.encodeFunctionData('handleOps', [[waiting], target.target])
      await target.arm([
        ...stateChanges(chain, session, await makeSession(chain)).map((data) => ({ target: module, data })),
        { target: module, data: chain.module.interface.encodeFunctionData('validateUserOp', [waiting, hash]) },
        { target: account.address, data: abi.encodeFunctionData('execute', [`0x${'00'.repeat(32)}`, '0x']) },
        { target: account.address, data: abi.encodeFunctionData('installModule', [1, target.target, '0x']) },
        { target: account.address, data: abi.encodeFunctionData('validateUserOp', [waiting, hash, 0]) },
        { target: entryPoint.address, data: handleOps },
      ])
      const epoch = await chain.module.getEpoch(account.address)
      const op = await sessionOp(chain, account, session, [call], { callGasLimit: 2_000_000n })
      const receipt = await sendOps(account, [op])
      const reentrancy = version === 'v09' ? 'Reentrancy' : 'ReentrancyGuardReentrantCall'
      expect(attacks(account, receipt, await target.getAddress())).to.deep.equal([
        ...['done', 'done', 'done', 'done', 'done'], // about the target itself
        ...['SenderNotCaller', 'AccountUnauthorized', 'AccountUnauthorized', 'AccountUnauthorized', reentrancy],
      ])
      expect(await chain.module.getEpoch(account.address)).to.equal(epoch)
      const ours = [epochSlot(account.address), usageSlot(account.address, sessionId(session))]
      const written = (await writesOf(chain, entryPoint.address, receipt)).filter((slot) => ours.includes(slot))
      expect(written).to.deep.equal([usageSlot(account.address, sessionId(session))])
      expect(await verdict(account, [waiting])).to.equal(ACCEPTED)
    })

    it("T59 a stranger's contract cannot have an account's op validated", async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { calls: 1 })
      const account = await openSessionAccount(chain, [session], { version })
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const hash = await account.entryPoint.contract.getUserOpHash(op)
      const stranger = chain.module.connect(chain.bundler)
      await expect(stranger.validateUserOp(op, hash))
        .to.be.revertedWithCustomError(chain.module, 'SenderNotCaller')
        .withArgs(account.address, await chain.bundler.getAddress())
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
    })

    it("a session ends by its own key's signature, whoever sends it, on the one account", async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const other = await openSessionAccount(chain, [session], { version, salt: 1 })
      const digest = await renunciation(chain, account.address, sessionId(session))
      const signature = signDigest(sessionKey(), digest)
      const stranger = chain.module.connect(chain.bundler)
      const send = async (on: string, signed = signature) =>
        await stranger.renounce(sessionPreimage(session), on, signed)

      const elsewhere = signDigest(
        sessionKey(),
        await renunciation(chain, account.address, sessionId(session), chain.chainId + 1n),
      )
      const byStranger = signDigest(fixedWallet('stranger').signingKey, digest)
      const long = `${signature}00` as Hex
      for (const [on, wrong] of [
        [other.address, signature],
        [account.address, elsewhere],
        [account.address, byStranger],
        [account.address, long],
      ] as const)
        await expect(send(on, wrong))
          .to.be.revertedWithCustomError(chain.module, 'RenounceSignatureNotValid')
          .withArgs(sessionId(session))

      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
      await expect(send(account.address))
        .to.emit(chain.module, 'SessionRenounced')
        .withArgs(account.address, sessionId(session))
      expect(await verdict(account, [op])).to.equal(reason('SessionNotLive', [sessionId(session)]))
      const same = await sessionOp(chain, other, session, [await upvote(chain)])
      expect(await verdict(other, [same])).to.equal(ACCEPTED)
      await grantAs(chain, account.address, [session])
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
    })

    it('T177 gifts of a third party change no verdict', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { calls: 1 })
      const account = await openSessionAccount(chain, [session], { version })
      const call = await upvote(chain)
      const [one, two] = [
        await sessionOp(chain, account, session, [call]),
        await sessionOp(chain, account, session, [call, call], { lane: 1 }),
      ]
      const verdicts = async () => [await verdict(account, [one]), await verdict(account, [two])]
      const before = await verdicts()
      expect(before).to.deep.equal([ACCEPTED, reason('CallsOverLimit', [2, 1])])
      await chain.deployer.sendTransaction({ to: account.address, value: 10n ** 18n })
      const { contract } = account.entryPoint
      await contract.connect(chain.deployer).depositTo(account.address, { value: 10n ** 18n })
      await chain.module.connect(chain.deployer).onInstall(encodeInstallData(SALT, [session]))
      expect(await verdicts()).to.deep.equal(before)
    })
  })

/** What became of each attack of the armed target: `done`, or the error's name. */
function attacks({ contract, entryPoint }: TestAccount, receipt: ContractTransactionReceipt, target: string): string[] {
  const abi = ReentrantTargetMock__factory.createInterface()
  const known = [sessionKeyValidatorInterface, contract.interface, entryPoint.contract.interface]
  return receipt.logs
    .filter(({ address }) => address === target)
    .map((log) => abi.parseLog(log)!.args as unknown as { success: boolean; result: string })
    .map(({ success, result }) => {
      if (success) return 'done'
      return known.map((errors) => errors.parseError(result)?.name).find((name) => name !== undefined) ?? result
    })
}
