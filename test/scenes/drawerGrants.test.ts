// Scene 2: whatever ends an epoch ends every session granted before it, for good: revokeAll, uninstall and reinstall, a
// repeated install, an uninstall that never reached the module, two uninstalls, two revokeAll in one block.
//
// Of the scene in the design, grants signed in advance wait for grants by signature. What they rest on is here: each of
// these ways leaves a tag that nobody could know before, so nothing can be signed for it, and no op signed before is taken.
import { loadFixture, mine, takeSnapshot } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, id, keccak256, toBeHex } from 'ethers'
import { ethers } from 'hardhat'

import { encodeInstallData, sessionId, sessionStruct, type Hex } from '../../src'
import { grantAs, moduleAs } from '../helpers/asAccount'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { openMockAccount } from '../helpers/mockAccount'
import {
  deploySessionChain,
  install,
  makeSession,
  openSessionAccount,
  sessionOp,
  upvote,
  type SessionChain,
} from '../helpers/session'
import { sendAsOwner, sendOps, type Call } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

const SALT = id('a salt') as Hex
const EMPTY_INSTALL = encodeInstallData(SALT)

type Way = {
  readonly name: string
  /** What it adds to the counter. */
  readonly step: bigint
  readonly calls: (chain: SessionChain, account: TestAccount) => Promise<readonly Call[][]>
  readonly swallows?: boolean
}

const revokeAll = async (chain: SessionChain): Promise<Call> => ({
  target: await chain.module.getAddress(),
  data: chain.module.interface.encodeFunctionData('revokeAll', [SALT]),
})
const onInstall = async (chain: SessionChain): Promise<Call> => ({
  target: await chain.module.getAddress(),
  data: chain.module.interface.encodeFunctionData('onInstall', [EMPTY_INSTALL]),
})
const onUninstall = async (chain: SessionChain): Promise<Call> => ({
  target: await chain.module.getAddress(),
  data: chain.module.interface.encodeFunctionData('onUninstall', [SALT]),
})
const installModule = async (chain: SessionChain, { address, contract }: TestAccount): Promise<Call> => ({
  target: address,
  data: contract.interface.encodeFunctionData('installModule', [1, await chain.module.getAddress(), EMPTY_INSTALL]),
})
const uninstallModule = async (chain: SessionChain, { address, contract }: TestAccount): Promise<Call> => ({
  target: address,
  data: contract.interface.encodeFunctionData('uninstallModule', [1, await chain.module.getAddress(), SALT]),
})

/** Each inner list is one op of the owner. */
const WAYS: readonly Way[] = [
  { name: 'revokeAll', step: 2n, calls: async (chain) => [[await revokeAll(chain)]] },
  {
    name: 'two revokeAll in one block',
    step: 4n,
    calls: async (chain) => [[await revokeAll(chain), await revokeAll(chain)]],
  },
  {
    name: 'an uninstall and a reinstall',
    step: 2n,
    calls: async (chain, account) => [[await uninstallModule(chain, account)], [await installModule(chain, account)]],
  },
  {
    name: 'an uninstall and a reinstall in one op',
    step: 2n,
    calls: async (chain, account) => [[await uninstallModule(chain, account), await installModule(chain, account)]],
  },
  { name: 'a repeated install', step: 2n, calls: async (chain) => [[await onInstall(chain)]] },
  {
    name: 'an uninstall that never reached the module, and a reinstall',
    step: 2n,
    swallows: true,
    calls: async (chain, account) => [[await uninstallModule(chain, account)], [await installModule(chain, account)]],
  },
  {
    name: 'two uninstalls and a reinstall',
    step: 2n,
    calls: async (chain, account) => [
      [await uninstallModule(chain, account), await onUninstall(chain)],
      [await installModule(chain, account)],
    ],
  },
]

async function openWith(chain: SessionChain, way: Way, version: Version): Promise<TestAccount> {
  if (way.swallows !== true) return await openSessionAccount(chain, [], { version })
  const account = await openMockAccount(chain, 'SwallowingAccountMock', version)
  await install(chain, account)
  return account
}

const counterOf = (epoch: string): bigint => BigInt(epoch) & 0xffffffffn
const tagOf = (epoch: string): string => toBeHex(BigInt(epoch) & ~0xffffffffn, 32)

describe('Scene 2: what lies in a drawer', () => {
  for (const version of VERSIONS)
    for (const way of WAYS)
      it(`T117 T122 ${way.name} ends all sessions granted before, on EntryPoint ${version}`, async () => {
        const chain = await loadFixture(deploySessionChain)
        const account = await openWith(chain, way, version)
        const [first, second] = [await makeSession(chain), await makeSession(chain, { calls: 5 })]
        await grantAs(chain, account.address, [first, second])
        const drawer = await sessionOp(chain, account, first, [await upvote(chain)], { lane: 1 })
        expect(await verdict(account, [drawer])).to.equal(ACCEPTED)
        const before = await chain.module.getEpoch(account.address)

        for (const calls of await way.calls(chain, account)) await sendAsOwner(account, { calls })

        const after = await chain.module.getEpoch(account.address)
        expect(counterOf(after) - counterOf(before)).to.equal(way.step)
        expect(tagOf(after)).not.to.equal(tagOf(before))
        expect(await verdict(account, [drawer])).to.equal(reason('SessionNotLive', [sessionId(first)]))
        const fresh = await sessionOp(chain, account, second, [await upvote(chain)])
        expect(await verdict(account, [fresh])).to.equal(reason('SessionNotLive', [sessionId(second)]))
        expect(await chain.module.isLive(account.address, sessionId(first))).to.equal(false)

        // I13: only the account itself brings one of them back, and with nothing used of it.
        await grantAs(chain, account.address, [first])
        expect(await verdict(account, [drawer])).to.equal(ACCEPTED)
        expect(await chain.module.getUsage(account.address, sessionId(first))).to.equal(toBeHex(counterOf(after), 32))
        expect(await verdict(account, [fresh])).to.equal(reason('SessionNotLive', [sessionId(second)]))
      })

  it('while it is uninstalled nothing is accepted and nothing can be granted', async () => {
    const chain = await loadFixture(deploySessionChain)
    const session = await makeSession(chain)
    const account = await openSessionAccount(chain, [session])
    const drawer = await sessionOp(chain, account, session, [await upvote(chain)])
    await sendAsOwner(account, { calls: [await uninstallModule(chain, account)] })
    expect(await verdict(account, [drawer])).to.equal('AA24')
    const module = await moduleAs(chain, account.address)
    const hash = await account.entryPoint.contract.getUserOpHash(drawer)
    await expect(module.validateUserOp(drawer, hash))
      .to.be.revertedWithCustomError(chain.module, 'SessionNotLive')
      .withArgs(sessionId(session))
    await expect(module.grant(sessionStruct(session)))
      .to.be.revertedWithCustomError(chain.module, 'ModuleNotInstalled')
      .withArgs(account.address)
    await expect(module.revokeAll(SALT))
      .to.be.revertedWithCustomError(chain.module, 'ModuleNotInstalled')
      .withArgs(account.address)
    expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(false)
  })

  it('T126 a session revoked while it is uninstalled cannot be granted after', async () => {
    const chain = await loadFixture(deploySessionChain)
    const session = await makeSession(chain)
    const account = await openSessionAccount(chain, [])
    await sendAsOwner(account, { calls: [await uninstallModule(chain, account)] })
    const module = await moduleAs(chain, account.address)
    await module.revoke(sessionId(session))
    await sendAsOwner(account, { calls: [await installModule(chain, account)] })
    await expect(module.grant(sessionStruct(session)))
      .to.be.revertedWithCustomError(chain.module, 'SessionAlreadyRevoked')
      .withArgs(sessionId(session))
  })

  it('usage does not follow a session into the next epoch, and comes back by no detour', async () => {
    const chain = await loadFixture(deploySessionChain)
    const session = await makeSession(chain, { calls: 2 })
    const account = await openSessionAccount(chain, [session])
    const call = await upvote(chain)
    await sendOps(account, [await sessionOp(chain, account, session, [call, call])])
    const spent = await sessionOp(chain, account, session, [call])
    expect(await verdict(account, [spent])).to.equal(reason('CallsOverLimit', [3, 2]))
    // Granting what is live refills nothing; granting it in a new epoch is a new grant.
    await grantAs(chain, account.address, [session])
    expect(await verdict(account, [spent])).to.equal(reason('CallsOverLimit', [3, 2]))
    await sendAsOwner(account, { calls: [await revokeAll(chain)] })
    await grantAs(chain, account.address, [session])
    expect(await verdict(account, [spent])).to.equal(ACCEPTED)
  })

  it('T162 the same salt leads to another tag each time, on one account', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const module = await moduleAs(chain, account.address)
    const tags = new Set<string>()
    for (const step of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
      if (step % 3 === 0) await module.onUninstall(SALT)
      else if (step % 3 === 1) await module.onInstall(EMPTY_INSTALL)
      else await module.revokeAll(SALT)
      tags.add(tagOf(await chain.module.getEpoch(account.address)))
    }
    // A first install keeps the tag of the uninstall before it.
    expect(tags.size).to.equal(6)
  })

  it('T162 the tag after revokeAll and uninstall hangs on a block that nobody knew, not on the salt alone', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const module = await moduleAs(chain, account.address)
    for (const end of [() => module.revokeAll(SALT), () => module.onUninstall(SALT)]) {
      const snapshot = await takeSnapshot()
      const tag = await tagAfter(chain, account, end)
      await snapshot.restore()
      await mine(1)
      expect(await tagAfter(chain, account, end)).not.to.equal(tag)
    }
  })

  it('T162 the tag after a repeated install hangs on the salt and on the tag before', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const module = await moduleAs(chain, account.address)
    const again = (salt: string) => () => module.onInstall(encodeInstallData(salt as Hex))
    await module.revokeAll(SALT)
    const before = tagOf(await chain.module.getEpoch(account.address))
    const snapshot = await takeSnapshot()
    const tag = await tagAfter(chain, account, again(SALT))
    expect(tag).to.equal(tagOf(keccak256(concat([before, SALT]))))
    await snapshot.restore()
    expect(await tagAfter(chain, account, again(id('another salt')))).not.to.equal(tag)
  })

  it('two revokeAll in one block chain their tags', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const before = tagOf(await chain.module.getEpoch(account.address))
    const receipt = await sendAsOwner(account, { calls: [await revokeAll(chain), await revokeAll(chain)] })
    const parent = await ethers.provider.getBlock(receipt.blockNumber - 1)
    const next = (tag: string): string => tagOf(keccak256(concat([tag, parent!.hash!, SALT])))
    expect(tagOf(await chain.module.getEpoch(account.address))).to.equal(next(next(before)))
  })
})

async function tagAfter(chain: SessionChain, account: TestAccount, end: () => Promise<unknown>): Promise<string> {
  await end()
  return tagOf(await chain.module.getEpoch(account.address))
}
