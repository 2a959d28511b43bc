// Scene 2: whatever ends an epoch ends every session granted before it, for good: revokeAll, uninstall and reinstall, a
// repeated install, an uninstall that never reached the module, two uninstalls, two revokeAll in one block.
//
// Each of these ways leaves a tag that nobody could know before, so nothing can be signed for it: of what the owner signed
// for this epoch and for the next 254 guesses nothing goes live, alone or attached to an op; and no op signed before is taken.
import { loadFixture, mine, takeSnapshot } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { concat, id, keccak256, toBeHex, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import { encodeAuthorization, encodeInstallData, sessionId, sessionStruct, type Hex } from '../../src'
import type { PackedUserOperation, Session, SignedGrant } from '../../src'
import { grantAs, moduleAs } from '../helpers/asAccount'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { siblingOf } from '../helpers/grantTypes'
import { openMockAccount } from '../helpers/mockAccount'
import { askGrant, ownerGrant, ownerSignature, submitGrant } from '../helpers/ownerGrant'
import { resign } from '../helpers/resign'
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

const GUESSES = 254n

/** What an owner could sign in advance: for this epoch, and for the next ones as far as they can be guessed. */
const guessesOf = (epoch: string, guesses = GUESSES): string[] =>
  Array.from({ length: Number(guesses) + 1 }, (_, i) => toBeHex(BigInt(epoch) + BigInt(i), 32))

const counterOf = (epoch: string): bigint => BigInt(epoch) & 0xffffffffn
const tagOf = (epoch: string): string => toBeHex(BigInt(epoch) & ~0xffffffffn, 32)

/** The module's answer to the account about an op, without an EntryPoint: the window, or 1. */
async function answerTo(chain: SessionChain, account: TestAccount, op: PackedUserOperation): Promise<bigint> {
  const module = await moduleAs(chain, account.address)
  return await module.validateUserOp.staticCall(op, await account.entryPoint.contract.getUserOpHash(op))
}

/** The op, with this grant attached. */
async function withGrant(
  chain: SessionChain,
  account: TestAccount,
  session: Session,
  op: PackedUserOperation,
  signedGrant: SignedGrant,
): Promise<PackedUserOperation> {
  const authorization = encodeAuthorization({ session, permissionIndexes: [0], sponsored: false, signedGrant })
  return await resign(chain, account, op, { authorization })
}

/** Neither alone nor attached does any of them bring the session to life. */
async function expectDead(
  chain: SessionChain,
  account: TestAccount,
  session: Session,
  grants: readonly SignedGrant[],
): Promise<void> {
  const plain = await sessionOp(chain, account, session, [await upvote(chain)])
  for (const signedGrant of grants) {
    await expect(askGrant(chain, account, session, signedGrant))
      .to.be.revertedWithCustomError(chain.module, 'GrantSignatureNotValid')
      .withArgs(sessionId(session))
    expect(await answerTo(chain, account, await withGrant(chain, account, session, plain, signedGrant))).to.equal(1n)
  }
  expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(false)
}

describe('Scene 2: what lies in a drawer', () => {
  for (const way of WAYS)
    it(`T123 T125 T162 I13 ${way.name}: no grant that the owner signed before goes live, for no guess of an epoch`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const account = await openWith(chain, way, 'v07')
      // An epoch like any other, whose tag is not zero.
      await sendAsOwner(account, { calls: [await revokeAll(chain)] })
      const session = await makeSession(chain)
      const drawer: SignedGrant[] = []
      for (const epoch of guessesOf(await chain.module.getEpoch(account.address)))
        drawer.push(await ownerGrant(chain, account, session, { epoch }))
      expect(drawer).to.have.length(255)
      // The first of them is right, as long as nothing happens; the guesses are wrong already.
      const [right, ...wrong] = drawer as [SignedGrant, ...SignedGrant[]]
      expect(await askGrant(chain, account, session, right)).to.equal(sessionId(session))
      const plain = await sessionOp(chain, account, session, [await upvote(chain)])
      expect(await verdict(account, [await withGrant(chain, account, session, plain, right)])).to.equal(ACCEPTED)
      expect(await verdict(account, [await withGrant(chain, account, session, plain, wrong[1]!)])).to.equal('AA24')

      for (const calls of await way.calls(chain, account)) await sendAsOwner(account, { calls })
      await expectDead(chain, account, session, drawer)

      // What the owner signs now is taken.
      const now = await ownerGrant(chain, account, session)
      const fresh = await sessionOp(chain, account, session, [await upvote(chain)], { signedGrant: now })
      expect(await verdict(account, [fresh])).to.equal(ACCEPTED)
      await submitGrant(chain, account, session, now)
      expect(await chain.module.isLive(account.address, sessionId(session))).to.equal(true)
    })

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
        const third = await makeSession(chain, { calls: 7 })
        const signed = await ownerGrant(chain, account, third)
        const attached = await sessionOp(chain, account, third, [await upvote(chain)], { signedGrant: signed })
        expect(await verdict(account, [attached])).to.equal(ACCEPTED)

        for (const calls of await way.calls(chain, account)) await sendAsOwner(account, { calls })

        const after = await chain.module.getEpoch(account.address)
        expect(counterOf(after) - counterOf(before)).to.equal(way.step)
        expect(tagOf(after)).not.to.equal(tagOf(before))
        expect(await verdict(account, [drawer])).to.equal(reason('SessionNotLive', [sessionId(first)]))
        const fresh = await sessionOp(chain, account, second, [await upvote(chain)])
        expect(await verdict(account, [fresh])).to.equal(reason('SessionNotLive', [sessionId(second)]))
        expect(await chain.module.isLive(account.address, sessionId(first))).to.equal(false)

        expect(await verdict(account, [attached])).to.equal('AA24')
        await expectDead(chain, account, third, [signed])

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
    for (const epoch of guessesOf(await chain.module.getEpoch(account.address), 3n)) {
      const signed = await ownerGrant(chain, account, session, { epoch })
      await expect(submitGrant(chain, account, session, signed))
        .to.be.revertedWithCustomError(chain.module, 'ModuleNotInstalled')
        .withArgs(account.address)
    }
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

  it('T123 one signature with two entries for a chain is refused, whichever of them is submitted', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const [one, two] = [await makeSession(chain), await makeSession(chain, { calls: 5 })]
    const epoch = await chain.module.getEpoch(account.address)
    const entry = { chainId: chain.chainId, account: account.address, epoch, replaces: ZeroHash }
    const entries = [one, two].map((session) => ({ ...entry, session }))
    const both = (await ownerSignature(chain, account, entries)) as Hex
    for (const [granted, hidden] of [entries, [...entries].reverse()] as [typeof entries, typeof entries]) {
      const id = sessionId(granted!.session)
      const shown = { replaces: ZeroHash, siblings: [siblingOf(hidden!)], ownerSignature: both } as SignedGrant
      await expect(askGrant(chain, account, granted!.session, shown))
        .to.be.revertedWithCustomError(chain.module, 'SiblingsNotAscending')
        .withArgs(0, chain.chainId, 0)
      await expect(askGrant(chain, account, granted!.session, { ...shown, siblings: [] }))
        .to.be.revertedWithCustomError(chain.module, 'GrantSignatureNotValid')
        .withArgs(id)
      for (const signedGrant of [shown, { ...shown, siblings: [] }]) {
        const op = await sessionOp(chain, account, granted!.session, [await upvote(chain)], { signedGrant })
        const why = signedGrant === shown ? reason('SiblingsNotAscending', [0, chain.chainId, 0]) : 'AA24'
        expect(await verdict(account, [op])).to.equal(why)
      }
    }
  })

  it('T126 one revocation voids a grant that lies in a drawer, attached or alone', async () => {
    const chain = await loadFixture(deploySessionChain)
    const account = await openSessionAccount(chain, [])
    const session = await makeSession(chain)
    const signedGrant = await ownerGrant(chain, account, session)
    const op = await sessionOp(chain, account, session, [await upvote(chain)], { signedGrant })
    expect(await verdict(account, [op])).to.equal(ACCEPTED)
    await (await moduleAs(chain, account.address)).revoke(sessionId(session))
    expect(await verdict(account, [op])).to.equal(reason('SessionAlreadyRevoked', [sessionId(session)]))
    await expect(submitGrant(chain, account, session, signedGrant))
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
