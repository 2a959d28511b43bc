// Scene 1: no call of the module changes any slot but those it names. Every SSTORE into the module's storage is read from
// the trace of the mined transaction, so nothing that was written can be missed.
//
// Of the scene in the design, ids of allowances are left out: there are no allowances yet. Ids in their place are slots
// of the module's own storage, taken for session ids.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, id, keccak256, MaxUint256, toBeHex, ZeroAddress } from 'ethers'
import { ethers } from 'hardhat'

import {
  renounceDigest,
  sessionId,
  sessionPreimage,
  sessionStruct,
  signDigest,
  UNLIMITED_CALLS,
  type Address,
} from '../../src'
import { moduleAs } from '../helpers/asAccount'
import { VERSIONS } from '../helpers/fixture'
import { epochSlot, usageSlot, writesOf, writesOfBundle } from '../helpers/moduleStorage'
import {
  deploySessionChain,
  install,
  makeSession,
  openSessionAccount,
  sessionKey,
  sessionOp,
  sponsored,
  upvote,
} from '../helpers/session'
import { sendAsOwner, sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

const SMALL = Array.from({ length: 17 }, (_, i) => toBeHex(i, 32))
const RANDOM = Array.from({ length: 8 }, (_, i) => id(`a random id ${i}`))

/** One account with two sessions, of which the first was used, and a neighbour with the same two. */
async function deployScene() {
  const chain = await loadFixture(deploySessionChain)
  const used = await makeSession(chain)
  const kept = await makeSession(chain, { calls: 7 })
  const account = await openSessionAccount(chain, [used, kept])
  const neighbour = await openSessionAccount(chain, [used, kept], { salt: 1 })
  await sendOps(account, [await sessionOp(chain, account, used, [await upvote(chain)])])
  return { chain, used, kept, account, neighbour }
}

/** Ids that a thief of the owner's attention might have revoked: small ones, slots, ids of sessions, random ones. */
function hostileIds(account: string, sessions: readonly string[]): string[] {
  const slots = [epochSlot(account), ...sessions.map((session) => usageSlot(account, session))]
  const words = sessions.map((session) => AbiCoder.defaultAbiCoder().encode(['bytes32', 'uint256'], [session, 1]))
  return [...SMALL, ...slots, ...words.map(keccak256), ...RANDOM, epochSlot(ZeroAddress), toBeHex(MaxUint256, 32)]
}

describe('Scene 1: slot isolation', () => {
  it('T161 revoke(x) writes usage[x] of the caller and nothing else, for any x', async () => {
    const { chain, used, kept, account } = await loadFixture(deployScene)
    const module = await moduleAs(chain, account.address)
    const address = await chain.module.getAddress()
    const epoch = await chain.module.getEpoch(account.address)
    await module.revoke(sessionId(used))
    for (const x of hostileIds(account.address, [sessionId(used), sessionId(kept)])) {
      const receipt = await (await module.revoke(x)).wait()
      expect(await writesOf(chain, address, receipt!), x).to.deep.equal([usageSlot(account.address, x)])
      expect(await chain.module.getUsage(account.address, x)).to.equal(toBeHex(0xffffffff, 32))
      expect(await ethers.provider.getStorage(address, usageSlot(account.address, x))).to.equal(toBeHex(0xffffffff, 32))
    }
    expect(await chain.module.getEpoch(account.address)).to.equal(epoch)
    expect(await chain.module.isLive(account.address, sessionId(used))).to.equal(false)
    expect(await chain.module.isLive(account.address, sessionId(kept))).to.equal(true)
  })

  it('revoking twice writes once', async () => {
    const { chain, used, account } = await loadFixture(deployScene)
    const module = await moduleAs(chain, account.address)
    const address = await chain.module.getAddress()
    const first = await (await module.revoke(sessionId(used))).wait()
    const second = await (await module.revoke(sessionId(used))).wait()
    expect(await writesOf(chain, address, first!)).to.deep.equal([usageSlot(account.address, sessionId(used))])
    expect(await writesOf(chain, address, second!)).to.deep.equal([])
  })

  for (const version of VERSIONS)
    it(`a revoked session stays refused whatever else is revoked, on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const revoked = await makeSession(chain)
      const kept = await makeSession(chain, { calls: 7 })
      const account = await openSessionAccount(chain, [revoked, kept], { version })
      const neighbour = await openSessionAccount(chain, [revoked], { version, salt: 1 })
      await sendOps(account, [await sessionOp(chain, account, revoked, [await upvote(chain)])])
      const ids = [sessionId(revoked), ...hostileIds(account.address, [sessionId(revoked), sessionId(kept)])]
      const target = await chain.module.getAddress()
      const calls = ids.map((x) => ({ target, data: chain.module.interface.encodeFunctionData('revoke', [x]) }))
      const receipt = await sendAsOwner(account, { calls, callGasLimit: 3_000_000n })
      expect(await writesOf(chain, account.entryPoint.address, receipt)).to.deep.equal(
        ids.map((x) => usageSlot(account.address, x)),
      )
      const calling = [await upvote(chain)]
      const refused = await sessionOp(chain, account, revoked, calling)
      expect(await verdict(account, [refused])).to.equal(reason('SessionNotLive', [sessionId(revoked)]))
      expect(await verdict(account, [await sessionOp(chain, account, kept, calling)])).to.equal(ACCEPTED)
      expect(await verdict(neighbour, [await sessionOp(chain, neighbour, revoked, calling)])).to.equal(ACCEPTED)
    })

  it('a grant writes the usage of its id and nothing else', async () => {
    const { chain, account } = await loadFixture(deployScene)
    const session = await makeSession(chain, { calls: 3 })
    const module = await moduleAs(chain, account.address)
    const receipt = await (await module.grant(sessionStruct(session))).wait()
    const slots = await writesOf(chain, await chain.module.getAddress(), receipt!)
    expect(slots).to.deep.equal([usageSlot(account.address, sessionId(session))])
  })

  it('a grant of what is live already writes nothing', async () => {
    const { chain, used, account } = await loadFixture(deployScene)
    const module = await moduleAs(chain, account.address)
    const before = await chain.module.getUsage(account.address, sessionId(used))
    const receipt = await (await module.grant(sessionStruct(used))).wait()
    expect(await writesOf(chain, await chain.module.getAddress(), receipt!)).to.deep.equal([])
    expect(await chain.module.getUsage(account.address, sessionId(used))).to.equal(before)
  })

  it('a metered op writes its own usage once, however many calls it has', async () => {
    const { chain, kept, account } = await loadFixture(deployScene)
    const call = await upvote(chain)
    const receipt = await sendOps(account, [await sessionOp(chain, account, kept, [call, call, call])])
    const slots = await writesOf(chain, account.entryPoint.address, receipt)
    expect(slots).to.deep.equal([usageSlot(account.address, sessionId(kept))])
  })

  it('an unmetered op writes nothing', async () => {
    const { chain, account } = await loadFixture(deployScene)
    const paymaster = await sponsored(chain)
    const session = await makeSession(chain, { fees: { sponsor: paymaster.paymaster! }, calls: UNLIMITED_CALLS })
    await (await moduleAs(chain, account.address)).grant(sessionStruct(session))
    const op = await sessionOp(chain, account, session, [await upvote(chain)], paymaster)
    const receipt = await sendOps(account, [op])
    expect(await writesOf(chain, account.entryPoint.address, receipt)).to.deep.equal([])
  })

  it('install writes the epoch and what it grants, revokeAll and uninstall the epoch alone', async () => {
    const { chain } = await loadFixture(deployScene)
    const address = await chain.module.getAddress()
    const sessions = [await makeSession(chain, { calls: 11 }), await makeSession(chain, { calls: 12 })]
    const other = await openSessionAccount(chain, [], { salt: 2 })
    const module = await moduleAs(chain, other.address)
    const epoch = epochSlot(other.address)
    const revokeAll = await (await module.revokeAll(id('salt'))).wait()
    expect(await writesOf(chain, address, revokeAll!)).to.deep.equal([epoch])
    const data = other.contract.interface.encodeFunctionData('uninstallModule', [1, address, id('salt')])
    const uninstalled = await sendAsOwner(other, { calls: [{ target: other.address, data }] })
    expect(await writesOf(chain, other.entryPoint.address, uninstalled)).to.deep.equal([epoch])
    const installed = await install(chain, other, sessions)
    const granted = sessions.map((session) => usageSlot(other.address, sessionId(session)))
    expect(await writesOf(chain, other.entryPoint.address, installed)).to.deep.equal([epoch, ...granted])
  })

  it('a renunciation writes the usage of the one session on the one account', async () => {
    const { chain, used, kept, account, neighbour } = await loadFixture(deployScene)
    const address = (await chain.module.getAddress()) as Address
    const digest = renounceDigest({
      module: address,
      version: await chain.module.version(),
      chainId: chain.chainId,
      account: account.address as Address,
      sessionId: sessionId(used),
    })
    const signature = signDigest(sessionKey(), digest)
    const stranger = chain.module.connect(chain.bundler)
    const sent = await stranger.renounce(sessionPreimage(used), account.address, signature)
    const receipt = await sent.wait()
    expect(await writesOf(chain, address, receipt!)).to.deep.equal([usageSlot(account.address, sessionId(used))])
    expect(await chain.module.isLive(account.address, sessionId(used))).to.equal(false)
    expect(await chain.module.isLive(account.address, sessionId(kept))).to.equal(true)
    expect(await chain.module.isLive(neighbour.address, sessionId(used))).to.equal(true)
  })

  it('a refused op writes nothing: neither a wrong key, nor a limit passed, nor a session that is over', async () => {
    const { chain, used, kept, account } = await loadFixture(deployScene)
    const call = await upvote(chain)
    const op = await sessionOp(chain, account, kept, [call])
    const wrongKey = { ...op, signature: `${op.signature.slice(0, -2)}00` }
    expect(await verdict(account, [wrongKey])).to.equal('AA24')
    expect(await writesOfBundle(chain, account, [wrongKey])).to.deep.equal([])
    const tooMany = await sessionOp(chain, account, kept, Array<typeof call>(8).fill(call))
    expect(await verdict(account, [tooMany])).to.equal(reason('CallsOverLimit', [8, 7]))
    expect(await writesOfBundle(chain, account, [tooMany])).to.deep.equal([])
    await (await moduleAs(chain, account.address)).revoke(sessionId(used))
    const over = await sessionOp(chain, account, used, [call])
    expect(await verdict(account, [over])).to.equal(reason('SessionNotLive', [sessionId(used)]))
    expect(await writesOfBundle(chain, account, [over])).to.deep.equal([])
  })
})
