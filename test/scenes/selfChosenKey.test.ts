// Scene 6: a stranger writes an op for somebody's account, with a key and a session of his own making, extreme fees and no
// gas for the calls. Nothing is written and nothing is paid.
//
// Of the scene in the design, the account whose ERC-1271 says yes to everything waits for grants by signature: until then no
// op brings its own grant, which is shown here, and the module asks no account anything.
import { loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { computeAddress, concat, N, parseUnits, Signature, toBeHex, ZeroAddress, ZeroHash } from 'ethers'

import { sessionId, type Address, type Hex, type PackedUserOperation } from '../../src'
import { SwallowingAccountMock__factory } from '../../typechain-types'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { openMockAccount } from '../helpers/mockAccount'
import { writesOfBundle } from '../helpers/moduleStorage'
import { authorizationOf, resign } from '../helpers/resign'
import { deploySessionChain, makeSession, openSessionAccount, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { sendAsOwner, sendOps } from '../helpers/userOp'
import { reason, verdict } from '../helpers/verdict'
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
  const before = await wealth(account)
  expect(await verdict(account, [op])).to.equal(why)
  expect(await writesOfBundle(chain, account, [op])).to.deep.equal([])
  expect(await sendOps(account, [op]).catch(() => 'refused')).to.equal('refused')
  expect(await wealth(account)).to.equal(before)
}

/** The first byte of an authorization, with these bits set. */
function withHead(op: PackedUserOperation, bits: number): Hex {
  const authorization = authorizationOf(op)
  const head = Number(authorization.slice(0, 4)) | bits
  return concat([new Uint8Array([head]), `0x${authorization.slice(4)}`]) as Hex
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

    it(`T123 no op brings its own grant, on EntryPoint ${version}`, async () => {
      const { chain, account, op } = await openScene(version)
      const withGrant = await resign(chain, account, op, { authorization: withHead(op, 0x10), key: STRANGER })
      await expectNothing(chain, account, withGrant, reason('SignedGrantNotSupported'))
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
