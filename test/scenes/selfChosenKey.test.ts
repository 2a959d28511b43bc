// Scene 6: a stranger writes an op for somebody's account, with a key and a session of his own making, extreme fees and no
// gas for the calls; he may attach a grant that he made himself. Nothing is written and nothing is paid, beyond what the
// account itself vouched for: one whose ERC-1271 says yes to everything has granted it.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { computeAddress, concat, dataSlice, N, parseUnits, Signature, toBeHex, ZeroAddress, ZeroHash } from 'ethers'

import { sessionId, type Address, type Hex, type PackedUserOperation, type Session } from '../../src'
import { SwallowingAccountMock__factory } from '../../typechain-types'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { openMockAccount } from '../helpers/mockAccount'
import { usageSlot, writesOfBundle } from '../helpers/moduleStorage'
import { usageOf } from '../helpers/observe'
import { ownerGrant } from '../helpers/ownerGrant'
import { authorizationOf, resign } from '../helpers/resign'
import { deploySessionChain, install, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { sendAsOwner, sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'
import { wealth } from '../helpers/wealth'

const STRANGER = fixedWallet('stranger').signingKey

const EXTREME = {
  maxFeePerGas: parseUnits('10000', 'gwei'),
  maxPriorityFeePerGas: parseUnits('10000', 'gwei'),
  callGasLimit: 0n,
}

async function openScene(version: Version) {
  const chain = await loadFixture(deploySessionChain)
  const granted = await makeSession(chain)
  const account = await openSessionAccount(chain, [granted], { version })
  const signer = computeAddress(STRANGER) as Address
  const own = await makeSession(chain, { signer, fees: { max: 2n ** 80n - 2n } })
  const op = await sessionOp(chain, account, own, [await upvote(chain)], { ...EXTREME, key: STRANGER })
  return { chain, granted, account, own, op }
}

/** The op is refused for this reason, before anything was written or paid. */
async function expectNothing(chain: SessionChain, account: TestAccount, op: PackedUserOperation, why: string) {
  expect(await writesOfBundle(chain, account, [op])).to.deep.equal([])
  await expectUndone(account, op, why)
}

/** The op is refused for this reason, and nothing is paid. */
async function expectUndone(account: TestAccount, op: PackedUserOperation, why: string) {
  const before = await wealth(account)
  expect(await verdict(account, [op])).to.equal(why)
  expect(await sendOps(account, [op]).catch(() => 'refused')).to.equal('refused')
  expect(await wealth(account)).to.equal(before)
}

/** What accounts can answer when they are asked about the grant. */
const [YES, NO, REVERTS] = [0, 1, 2]

/** A grant that the stranger signs himself, as if he were the owner. */
async function selfMade(chain: SessionChain, account: TestAccount, session: Session, replaces?: string) {
  return await ownerGrant(
    chain,
    { ...account, owner: fixedWallet('stranger') },
    session,
    replaces === undefined ? {} : { replaces },
  )
}

/** An account with this one answer, the module on it, and a session of the owner's. */
async function openAnswering(version: Version, answer: number) {
  const chain = await loadFixture(deploySessionChain)
  const granted = await makeSession(chain)
  const account = await openMockAccount(chain, 'AnsweringAccountMock', version, [answer])
  await install(chain, account, [granted])
  const signer = computeAddress(STRANGER) as Address
  const own = await makeSession(chain, { signer, fees: { max: 2n ** 80n - 2n } })
  return { chain, granted, account, own }
}

describe('Scene 6: a key of the stranger’s own', () => {
  for (const version of VERSIONS) {
    it(`T60 a session that nobody granted is refused on EntryPoint ${version}`, async () => {
      const { chain, account, own, op } = await openScene(version)
      await expectNothing(chain, account, op, reason('SessionNotLive', [sessionId(own)]))
    })

    it(`T60 a granted session under another key is refused on EntryPoint ${version}`, async () => {
      const { chain, granted, account } = await openScene(version)
      const honest = await sessionOp(chain, account, granted, [await upvote(chain)])
      const op = await resign(chain, account, honest, { key: STRANGER })
      await expectNothing(chain, account, op, 'AA24')
    })

    it(`T60 the session of key zero is never granted, on EntryPoint ${version}`, async () => {
      const { chain, account, own } = await openScene(version)
      const zero = { ...own, signer: ZeroAddress as Address }
      const key = (): Hex => `0x${'00'.repeat(64)}`
      const op = await sessionOp(chain, account, zero, [await upvote(chain)], { ...EXTREME, key })
      await expectNothing(chain, account, op, reason('SessionNotLive', [sessionId(zero)]))
    })

    it(`T60 T123 T124 a grant that the stranger signed himself is refused on EntryPoint ${version}`, async () => {
      const { chain, granted, account, own } = await openScene(version)
      const params = { ...EXTREME, key: STRANGER }
      const right = await ownerGrant(chain, account, granted)
      const bare = { ...right, ownerSignature: '0x' as Hex }
      // By the module itself, which vouches for nobody; and by a validator that is not there.
      const [module, nobody] = [await chain.module.getAddress(), STRANGER.publicKey.slice(0, 42)]
      const byModule = { ...right, ownerSignature: concat([module, dataSlice(right.ownerSignature, 20)]) as Hex }
      const byNobody = { ...right, ownerSignature: concat([nobody, dataSlice(right.ownerSignature, 20)]) as Hex }
      for (const signedGrant of [
        await selfMade(chain, account, own, sessionId(granted)),
        right,
        bare,
        byModule,
        byNobody,
      ]) {
        const op = await sessionOp(chain, account, own, [await upvote(chain)], { ...params, signedGrant })
        // A grant without any signature is none; the others are not signed by the owner.
        await expectNothing(chain, account, op, signedGrant === bare ? reason('GrantDataNotValid') : 'AA24')
      }
      expect(await chain.module.isLive(account.address, sessionId(granted))).to.equal(true)
    })

    for (const [name, answer] of Object.entries({ no: NO, nothing: REVERTS }))
      it(`T60 T123 an account that says ${name} when it is asked pays nothing, on EntryPoint ${version}`, async () => {
        const { chain, granted, account, own } = await openAnswering(version, answer)
        const signedGrant = await selfMade(chain, account, own, sessionId(granted))
        const params = { ...EXTREME, key: STRANGER, signedGrant }
        await expectNothing(chain, account, await sessionOp(chain, account, own, [await upvote(chain)], params), 'AA24')
        // Nor can the stranger's own key be brought in by an op under the owner's session.
        const harmless = await selfMade(chain, account, own)
        const honest = await sessionOp(chain, account, granted, [await upvote(chain)], { signedGrant: harmless })
        const stolen = await resign(chain, account, honest, { key: STRANGER })
        await expectNothing(chain, account, stolen, 'AA24')
        expect(await verdict(account, [honest])).to.equal(ACCEPTED)
      })

    it(`T60 T123 an account that says yes to everything grants that session and no more, on EntryPoint ${version}`, async () => {
      const { chain, granted, account, own } = await openAnswering(version, YES)
      const other = await openSessionAccount(chain, [granted], { version })
      const call = await upvote(chain)
      // Within what it vouches for: fees above the session's own limit are refused, and nothing is granted.
      const small = await makeSession(chain, { signer: computeAddress(STRANGER) as Address, fees: { max: 1n } })
      const over = { ...EXTREME, key: STRANGER, signedGrant: await selfMade(chain, account, small) }
      const fee = 360_000n * EXTREME.maxFeePerGas
      const dear = await sessionOp(chain, account, small, [call], over)
      await expectUndone(account, dear, reason('FeeOverLimit', [fee, 1]))
      expect(await chain.module.getUsage(account.address, sessionId(small))).to.equal(ZeroHash)

      const signedGrant = await selfMade(chain, account, own)
      const op = await sessionOp(chain, account, own, [call], { ...EXTREME, key: STRANGER, signedGrant })
      const before = [await wealth(account), await wealth(other)]
      const slot = usageSlot(account.address, sessionId(own))
      expect(new Set(await writesOfBundle(chain, account, [op]))).to.deep.equal(new Set([slot]))
      await sendOps(account, [op])
      // No more than the one op's worst case, which the session's budget has counted; no call was made without gas.
      expect(before[0]! - (await wealth(account))).to.be.lessThanOrEqual(fee)
      expect(await usageOf(chain, account, own)).to.deep.equal({ fee, value: 0n, calls: 1n })
      expect((await chain.socio3.getPost(0)).votes).to.equal(0n)
      // Neither the owner's session nor another account of the same owner has changed.
      expect(await usageOf(chain, account, granted)).to.deep.equal({ fee: 0n, value: 0n, calls: 0n })
      expect(await chain.module.isLive(account.address, sessionId(granted))).to.equal(true)
      expect(await wealth(other)).to.equal(before[1])
      const moved = await sessionOp(chain, other, own, [call], { key: STRANGER, signedGrant })
      await expectNothing(chain, other, moved, 'AA24')
      // Targets that are never allowed stay so, whatever the account vouches for.
      const evil = { ...own, permissions: [{ ...own.permissions[0]!, target: account.address as Address }] }
      const toSelf = { to: account.address as Address, value: 0n, data: call.data }
      const params = { key: STRANGER, signedGrant: await selfMade(chain, account, evil) }
      const takeover = await sessionOp(chain, account, evil, [toSelf], params)
      await expectNothing(chain, account, takeover, reason('TargetNotAllowed', [account.address]))
    })

    it(`T129 an account that took the module without telling it has no sessions, on EntryPoint ${version}`, async () => {
      const chain = await loadFixture(deploySessionChain)
      const account = await openMockAccount(chain, 'SwallowingAccountMock', version)
      const module = await chain.module.getAddress()
      const { interface: abi } = SwallowingAccountMock__factory.connect(account.address)
      await sendAsOwner(account, {
        calls: [{ target: account.address, data: abi.encodeFunctionData('adopt', [module]) }],
      })
      // Nothing is stored for this account or any of its sessions: nothing must not look like something.
      const own = await makeSession(chain, { signer: computeAddress(STRANGER) as Address })
      const op = await sessionOp(chain, account, own, [await upvote(chain)], { key: STRANGER })
      await expectNothing(chain, account, op, reason('SessionNotLive', [sessionId(own)]))
      expect(await chain.module.isLive(account.address, sessionId(own))).to.equal(false)
    })
  }

  it('T73 what is no signature is nobody’s: r and s zero, s zero, r out of range', async () => {
    const { chain, granted, account } = await openScene('v07')
    const honest = await sessionOp(chain, account, granted, [await upvote(chain)])
    const { r, yParityAndS } = Signature.from(`0x${honest.signature.slice(-128)}`)
    const forms = [concat([ZeroHash, ZeroHash]), concat([r, ZeroHash]), concat([toBeHex(N, 32), yParityAndS])]
    for (const form of forms) {
      const op = { ...honest, signature: concat([authorizationOf(honest), form]) as Hex }
      await expectNothing(chain, account, op, 'AA24')
    }
  })

  it('T73 a signature has one form: 65 bytes r, s, v are refused', async () => {
    const { chain, granted, account } = await openScene('v07')
    const honest = await sessionOp(chain, account, granted, [await upvote(chain)])
    const { serialized } = Signature.from(`0x${honest.signature.slice(-128)}`)
    const op = { ...honest, signature: concat([authorizationOf(honest), serialized]) as Hex }
    const length = honest.signature.length / 2 - 1
    await expectNothing(chain, account, op, reason('AuthorizationLengthMismatch', [length + 1, length]))
  })
})
