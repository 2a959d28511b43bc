// What has been done to approvals by signature elsewhere, done to this module's on a real account: signatures in another
// form or wrapping, used twice, submitted by others first, raced against a revocation.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, dataSlice, N, Signature, toBeHex, ZeroHash } from 'ethers'
import { ethers } from 'hardhat'

import { grantCall, revokeCall, sessionId, type Address, type Hex, type Session, type SignedGrant } from '../../src'
import { grantAs, moduleAs } from '../helpers/asAccount'
import { VERSIONS, type TestAccount } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { usageOf, successes } from '../helpers/observe'
import { askGrant, ownerGrant, submitGrant } from '../helpers/ownerGrant'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { ownerOp, sendAsOwner, sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

async function openPlace(options: Partial<Parameters<typeof makeSession>[1]> = {}) {
  const chain = await loadFixture(deploySessionChain)
  const account = await openSessionAccount(chain, [])
  const session = await makeSession(chain, options)
  return { chain, account, session, signed: await ownerGrant(chain, account, session) }
}

/** Neither alone nor attached. */
async function expectRefused(chain: SessionChain, account: TestAccount, session: Session, signedGrant: SignedGrant) {
  await expect(askGrant(chain, account, session, signedGrant))
    .to.be.revertedWithCustomError(chain.module, 'GrantSignatureNotValid')
    .withArgs(sessionId(session))
  const op = await sessionOp(chain, account, session, [await upvote(chain)], { signedGrant })
  expect(await verdict(account, [op])).to.equal('AA24')
}

const isLive = async ({ module }: SessionChain, { address }: TestAccount, session: Session): Promise<boolean> =>
  await module.isLive(address, sessionId(session))

describe('An owner’s signature', () => {
  it('T70 names a validator: one that the account does not have says nothing, whatever it would say', async () => {
    const { chain, account, session } = await openPlace()
    const yes = await ethers.deployContract('YesValidatorMock')
    const named = { replaces: ZeroHash as Hex, siblings: [], ownerSignature: (await yes.getAddress()) as Hex }
    await expectRefused(chain, account, session, named)
    // One that the owner installed speaks for the owner: so says docs/grants.md, and so it is.
    const data = account.contract.interface.encodeFunctionData('installModule', [1, yes.target, '0x'])
    await sendAsOwner(account, { calls: [{ target: account.address, data }] })
    expect(await askGrant(chain, account, session, named)).to.equal(sessionId(session))
  })

  it('T70 T79 the module itself vouches for nothing, also not for its own session keys', async () => {
    const { chain, account, session, signed } = await openPlace()
    const live = await makeSession(chain, { calls: 3 })
    await grantAs(chain, account.address, [live])
    const module = await chain.module.getAddress()
    const byKey = fixedWallet('session').signingKey.sign(ZeroHash).serialized
    for (const inner of [dataSlice(signed.ownerSignature, 20), byKey, '0x'])
      await expectRefused(chain, account, session, { ...signed, ownerSignature: concat([module, inner]) as Hex })
  })

  it('T71 T72 has one prefix: none, half of one, two, or one at the end is refused', async () => {
    const { chain, account, session, signed } = await openPlace()
    const [prefix, inner] = [dataSlice(signed.ownerSignature, 0, 20), dataSlice(signed.ownerSignature, 20)]
    const wrong = [
      prefix,
      inner,
      dataSlice(signed.ownerSignature, 1),
      dataSlice(signed.ownerSignature, 0, -1),
      concat([signed.ownerSignature, '0x00']),
      concat([prefix, signed.ownerSignature]),
      concat([inner, prefix]),
      concat([toBeHex(0, 20), inner]),
      concat([prefix, dataSlice(inner, 0, 64)]),
      concat([prefix, Signature.from(inner).compactSerialized]),
    ]
    for (const ownerSignature of wrong)
      await expectRefused(chain, account, session, { ...signed, ownerSignature: ownerSignature as Hex })
    // No signature at all is no grant.
    await expect(askGrant(chain, account, session, { ...signed, ownerSignature: '0x' }))
      .to.be.revertedWithCustomError(chain.module, 'GrantDataNotValid')
      .withArgs()
    expect(await askGrant(chain, account, session, signed)).to.equal(sessionId(session))
  })

  it('T73 in its second form grants nothing that the first does not, and nothing a second time', async () => {
    const { chain, account, session, signed } = await openPlace()
    const { r, s, v } = Signature.from(dataSlice(signed.ownerSignature, 20))
    const high = concat([r, toBeHex(N - BigInt(s), 32), toBeHex(55 - v, 1)])
    // The owner's validator takes both forms (see there): so a signature is no identifier, and the module uses none as one.
    const second = { ...signed, ownerSignature: concat([account.ownerValidator, high]) as Hex }
    expect(await askGrant(chain, account, session, second)).to.equal(sessionId(session))
    await submitGrant(chain, account, session, signed)
    await expect(submitGrant(chain, account, session, second)).not.to.emit(chain.module, 'SessionGranted')
    await (await moduleAs(chain, account.address)).revoke(sessionId(session))
    for (const form of [signed, second])
      await expect(askGrant(chain, account, session, form))
        .to.be.revertedWithCustomError(chain.module, 'SessionAlreadyRevoked')
        .withArgs(sessionId(session))
    for (const low of [0, 1]) {
      const other = await makeSession(chain, { calls: 6 })
      const right = await ownerGrant(chain, account, other)
      const bare = concat([dataSlice(right.ownerSignature, 0, -1), toBeHex(low, 1)]) as Hex
      await expectRefused(chain, account, other, { ...right, ownerSignature: bare })
    }
  })

  it('T84 wrapped as ERC-6492 has it makes no call, and is no signature', async () => {
    const { chain, account, session, signed } = await openPlace()
    const recorder = await ethers.deployContract('RelayMock')
    const call = recorder.interface.encodeFunctionData('relay', [chain.socio3.target, (await upvote(chain)).data])
    const target = await recorder.getAddress()
    const coder = AbiCoder.defaultAbiCoder()
    for (const inner of [signed.ownerSignature, dataSlice(signed.ownerSignature, 20)]) {
      const parts = coder.encode(['address', 'bytes', 'bytes'], [target, call, inner])
      for (const prefix of ['0x', account.ownerValidator]) {
        const ownerSignature = concat([prefix, parts, `0x${'6492'.repeat(16)}`]) as Hex
        await expectRefused(chain, account, session, { ...signed, ownerSignature })
      }
    }
    expect((await chain.socio3.getPost(0)).votes).to.equal(0)
  })

  it('T136 for an account that is not there, or has no module yet, grants nothing', async () => {
    const { chain, account, session } = await openPlace()
    const nowhere = { ...account, address: fixedWallet('nobody’s account').address }
    const signed = await ownerGrant(chain, nowhere, session)
    await expect(askGrant(chain, nowhere, session, signed))
      .to.be.revertedWithCustomError(chain.module, 'ModuleNotInstalled')
      .withArgs(nowhere.address)
  })

  it('T135 is asked of the account that the grant is for: a stranger’s yes about himself is none about others', async () => {
    const { chain, account, session } = await openPlace()
    const strangers = await openSessionAccount(chain, [], { owner: 'stranger' })
    const signed = await ownerGrant(chain, strangers, session)
    expect(await askGrant(chain, strangers, session, signed)).to.equal(sessionId(session))
    await expectRefused(chain, account, session, signed)
    const retold = await ownerGrant(chain, { ...account, owner: strangers.owner }, session)
    await expectRefused(chain, account, session, retold)
  })
})

for (const version of VERSIONS)
  describe(`A grant in a bundle, on EntryPoint ${version}`, () => {
    async function openBundle() {
      const chain = await loadFixture(deploySessionChain)
      const old = await makeSession(chain, { calls: 2 })
      const account = await openSessionAccount(chain, [old], { version })
      return { chain, account, old, session: await makeSession(chain, { calls: 3 }), call: await upvote(chain) }
    }

    it('T123 T94 attached to two ops of it is granted once, and both are counted', async () => {
      const { chain, account, session, call } = await openBundle()
      const signedGrant = await ownerGrant(chain, account, session)
      const both = [0, 1].map((lane) => sessionOp(chain, account, session, [call], { signedGrant, lane }))
      const receipt = await sendOps(account, await Promise.all(both))
      expect(successes(account, receipt)).to.deep.equal([true, true])
      const { topicHash } = chain.module.interface.getEvent('SessionGranted')
      expect(receipt.logs.filter(({ topics }) => topics[0] === topicHash)).to.have.length(1)
      expect((await usageOf(chain, account, session)).calls).to.equal(2n)
      const more = await sessionOp(chain, account, session, [call, call], { signedGrant, lane: 2 })
      expect(await verdict(account, [more])).to.equal(reason('CallsOverLimit', [4, 3]))
    })

    it('T125 T101 that replaces a session leaves no second budget: the old key is refused behind it', async () => {
      const { chain, account, old, session, call } = await openBundle()
      const signedGrant = await ownerGrant(chain, account, session, { replaces: sessionId(old) })
      const renewal = await sessionOp(chain, account, session, [call], { signedGrant })
      const thief = await sessionOp(chain, account, old, [call, call], { lane: 1 })
      expect(await verdict(account, [thief])).to.equal(ACCEPTED)
      expect(await verdict(account, [renewal, thief])).to.equal(`op 1: ${reason('SessionNotLive', [sessionId(old)])}`)
      await sendOps(account, [renewal])
      expect(await verdict(account, [thief])).to.equal(reason('SessionNotLive', [sessionId(old)]))
    })

    it('T127 validated before a revocation of the same bundle still runs, and never again', async () => {
      const { chain, account, session, call } = await openBundle()
      const module = (await chain.module.getAddress()) as Address
      const signedGrant = await ownerGrant(chain, account, session)
      const revoke = revokeCall({ module, id: sessionId(session) })
      const first = await ownerOp(account, { calls: [{ target: revoke.to, data: revoke.data }] })
      const op = await sessionOp(chain, account, session, [call], { signedGrant })
      expect(successes(account, await sendOps(account, [first, op]))).to.deep.equal([true, true])
      expect(await isLive(chain, account, session)).to.equal(false)
      const again = await sessionOp(chain, account, session, [call], { signedGrant })
      expect(await verdict(account, [again])).to.equal(reason('SessionAlreadyRevoked', [sessionId(session)]))
    })

    it('T128 that a stranger submits first changes nothing for the op that brings it, nor for the owner’s batch', async () => {
      const { chain, account, old, session, call } = await openBundle()
      const module = (await chain.module.getAddress()) as Address
      const signedGrant = await ownerGrant(chain, account, session)
      const op = await sessionOp(chain, account, session, [call], { signedGrant })
      await submitGrant(chain, account, session, signedGrant)
      const batch = [revokeCall({ module, id: sessionId(old) }), grantCall({ module, session })]
      await sendAsOwner(account, { calls: batch.map(({ to: target, data }) => ({ target, data })) })
      expect(successes(account, await sendOps(account, [op]))).to.deep.equal([true])
      expect(await usageOf(chain, account, session)).to.deep.include({ calls: 1n })
      expect(await isLive(chain, account, old)).to.equal(false)
    })

    it('T129 has its limits from the first op on', async () => {
      const { chain, account, session, call } = await openBundle()
      const signedGrant = await ownerGrant(chain, account, session)
      const over = await sessionOp(chain, account, session, [call, call, call, call], { signedGrant })
      expect(await verdict(account, [over])).to.equal(reason('CallsOverLimit', [4, 3]))
      const full = await sessionOp(chain, account, session, [call, call, call], { signedGrant })
      await sendOps(account, [full])
      const price = 3_000_000_000n
      expect(await usageOf(chain, account, session)).to.deep.equal({ fee: 660_000n * price, value: 0n, calls: 3n })
    })

    it('T131 T133 ends the one id that it names, all 32 bytes of it, and moves no epoch', async () => {
      const { chain, account, old, session, call } = await openBundle()
      const epoch = await chain.module.getEpoch(account.address)
      const near = [1n, 1n << 32n, 1n << 128n, 1n << 255n].map((bit) => toBeHex(BigInt(sessionId(old)) ^ bit, 32))
      const grants = near.map(async (replaces, i) => {
        const renewed = await makeSession(chain, { calls: 10 + i })
        return [renewed, await ownerGrant(chain, account, renewed, { replaces })] as const
      })
      for (const [renewed, signed] of await Promise.all(grants)) await submitGrant(chain, account, renewed, signed)
      expect(await isLive(chain, account, old)).to.equal(true)
      expect(await verdict(account, [await sessionOp(chain, account, old, [call])])).to.equal(ACCEPTED)
      await submitGrant(
        chain,
        account,
        session,
        await ownerGrant(chain, account, session, { replaces: sessionId(old) }),
      )
      expect(await isLive(chain, account, old)).to.equal(false)
      expect(await chain.module.getEpoch(account.address)).to.equal(epoch)
    })
  })
