// I10: a signature of a session key is good for one session, account, chain, module, EntryPoint, nonce and op. Here each of
// these is changed, one at a time, with everything else as it was signed.
import { impersonateAccount, loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { AbiCoder, concat, id, keccak256, toBeHex } from 'ethers'
import { ethers } from 'hardhat'

import { encodeInstallData, joinSignature, sessionDigest, sessionId, signDigest, UNLIMITED_CALLS } from '../../src'
import type { Address, Hex, PackedUserOperation, Session } from '../../src'
import { SessionKeyValidator__factory } from '../../typechain-types'
import { moduleAs } from '../helpers/asAccount'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { openMockAccount } from '../helpers/mockAccount'
import { authorizationOf, resign } from '../helpers/resign'
import { deploySessionChain, install, makeSession, openSessionAccount, sessionKey, sessionOp } from '../helpers/session'
import { sponsored, upvote, type SessionChain } from '../helpers/session'
import { sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

/** The signature field of `op` on another op. */
const withSignatureOf = (op: PackedUserOperation, other: PackedUserOperation): PackedUserOperation => ({
  ...other,
  signature: op.signature,
})

/** The op's fields that the module does not look into, and those it does, each with another value. */
const CHANGES: Readonly<Record<string, (op: PackedUserOperation) => Partial<PackedUserOperation>>> = {
  'a later nonce of another lane': ({ nonce }) => ({ nonce: nonce + (1n << 64n) }),
  'another postId': ({ callData }) => ({ callData: callData.replace(/00(0{16})$/, '01$1') as Hex }),
  'one gas more for the calls': ({ accountGasLimits }) => ({ accountGasLimits: increment(accountGasLimits) }),
  'one gas less before verification': ({ preVerificationGas }) => ({ preVerificationGas: preVerificationGas - 1n }),
  'one wei more per gas': ({ gasFees }) => ({ gasFees: increment(gasFees) }),
  'another priority fee': ({ gasFees }) => ({ gasFees: toBeHex(BigInt(gasFees) + (1n << 128n), 32) as Hex }),
  "more of the paymaster's gas": ({ paymasterAndData }) => ({ paymasterAndData: increment(paymasterAndData) }),
  'more data for the paymaster': ({ paymasterAndData }) => ({
    paymasterAndData: concat([paymasterAndData, '0x01']) as Hex,
  }),
}

const increment = (word: Hex): Hex => toBeHex(BigInt(word) + 1n, word.length / 2 - 1) as Hex

for (const version of VERSIONS)
  describe(`What a session key signs for EntryPoint ${version}`, () => {
    for (const [name, change] of Object.entries(CHANGES))
      it(`T62 is not for ${name}`, async () => {
        const chain = await loadFixture(deploySessionChain)
        const paymaster = await sponsored(chain)
        const session = await makeSession(chain, { fees: { sponsor: paymaster.paymaster! }, calls: UNLIMITED_CALLS })
        const account = await openSessionAccount(chain, [session], { version })
        const op = await sessionOp(chain, account, session, [await upvote(chain, 0n)], paymaster)
        const changed = { ...op, ...change(op) }
        expect(changed).not.to.deep.equal(op)
        expect(await verdict(account, [changed])).to.equal('AA24')
        expect(await verdict(account, [await resign(chain, account, changed, {})])).to.equal(ACCEPTED)
      })

    it('T65 is not for another account with the same session', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const one = await openSessionAccount(chain, [session], { version })
      const two = await openSessionAccount(chain, [session], { version, salt: 1 })
      const op = await sessionOp(chain, one, session, [await upvote(chain)])
      const same = await sessionOp(chain, two, session, [await upvote(chain)])
      expect(same.nonce).to.equal(op.nonce)
      expect(await verdict(two, [withSignatureOf(op, same)])).to.equal('AA24')
      expect(await verdict(two, [same])).to.equal(ACCEPTED)
    })

    it('T76 a session granted on one account is none on another', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      await openSessionAccount(chain, [session], { version })
      const other = await openSessionAccount(chain, [], { version, salt: 1 })
      const op = await sessionOp(chain, other, session, [await upvote(chain)])
      expect(await verdict(other, [op])).to.equal(reason('SessionNotLive', [sessionId(session)]))
    })

    it('T66 is not for another chain', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const elsewhere = { ...chain, chainId: chain.chainId + 1n }
      const op = await sessionOp(elsewhere, account, session, [await upvote(chain)])
      expect(await verdict(account, [op])).to.equal('AA24')
    })

    it('T63 is not for another session of the same key', async () => {
      const chain = await loadFixture(deploySessionChain)
      const [narrow, wide] = [await makeSession(chain, { calls: 1 }), await makeSession(chain, { calls: 100 })]
      const account = await openSessionAccount(chain, [narrow, wide], { version })
      const op = await sessionOp(chain, account, narrow, [await upvote(chain)])
      const other = await sessionOp(chain, account, wide, [await upvote(chain)])
      const keySignature = `0x${op.signature.slice(-128)}`
      const swapped = { ...op, signature: concat([authorizationOf(other), keySignature]) as Hex }
      expect(await verdict(account, [swapped])).to.equal('AA24')
      expect(await verdict(account, [other])).to.equal(ACCEPTED)
    })

    it('T61 is not for another EntryPoint, where an account has two', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openMockAccount(chain, 'EntryPointlessAccountMock', version, [false])
      await install(chain, account, [session])
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      for (const other of VERSIONS.filter((name) => name !== version)) {
        const elsewhere = { ...account, entryPoint: chain.entryPoints[other] }
        expect(await verdict(elsewhere, [op])).to.equal('AA24')
        expect(await verdict(elsewhere, [await resign(chain, elsewhere, op, {})])).to.equal(ACCEPTED)
      }
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
    })

    it('T61 an account takes nothing from an EntryPoint that is not its own', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      for (const other of VERSIONS.filter((name) => name !== version)) {
        const entryPoint = chain.entryPoints[other]
        const elsewhere = { ...account, entryPoint }
        const op = await sessionOp(chain, elsewhere, session, [await upvote(chain)])
        expect(await verdict(elsewhere, [op])).to.equal(reason('AccountUnauthorized', [entryPoint.address]))
      }
    })

    it('T168 is not for another chain where the account leaves the chain out of its hash', async () => {
      const { chain, account, op } = await openChainless(version)
      const elsewhere = await resignChainless(chain, op, chain.chainId + 1n)
      expect(await verdict(account, [elsewhere])).to.equal('AA24')
      expect(await verdict(account, [await resignChainless(chain, op, chain.chainId)])).to.equal(ACCEPTED)
    })

    it('is not for another module with the same session', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openSessionAccount(chain, [session], { version })
      const second = await new SessionKeyValidator__factory(chain.deployer).deploy()
      const twin = { ...chain, module: second }
      await install(twin, account, [session])
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      const hash = await account.entryPoint.contract.getUserOpHash(op)
      // The very same op and hash, as the account hands them to either module.
      const [first, other] = [await moduleAs(chain, account.address), await moduleAs(twin, account.address)]
      expect(await other.validateUserOp.staticCall(op, hash)).to.equal(1)
      expect(await first.validateUserOp.staticCall(op, hash)).to.be.greaterThan(1)
      const forTwin = await resign(chain, account, op, { module: await second.getAddress() })
      expect(await other.validateUserOp.staticCall(forTwin, hash)).to.be.greaterThan(1)
      expect(await verdict(account, [forTwin])).to.equal('AA24')
      await sendOps(account, [op])
    })
  })

async function openChainless(version: Version) {
  const chain = await loadFixture(deploySessionChain)
  const session = await makeSession(chain)
  const account = await openMockAccount(chain, 'EntryPointlessAccountMock', version, [true])
  // Its own hash is the owner's too, so the module is installed by hand.
  await installAs(chain, account, session)
  const op = await sessionOp(chain, account, session, [await upvote(chain)])
  return { chain, account, op }
}

async function installAs(chain: SessionChain, account: TestAccount, session: Session): Promise<void> {
  await impersonateAccount(account.address)
  const self = account.contract.connect(await ethers.getSigner(account.address))
  await self.installModule(1, chain.module, encodeInstallData(id('salt') as Hex, [session]))
}

/** The op as that account's hash and this chain id want it signed. */
async function resignChainless(chain: SessionChain, op: PackedUserOperation, chainId: bigint) {
  const types = ['address', 'uint256', 'bytes32']
  const userOpHash = keccak256(AbiCoder.defaultAbiCoder().encode(types, [op.sender, op.nonce, keccak256(op.callData)]))
  const module = (await chain.module.getAddress()) as Address
  const authorization = authorizationOf(op)
  const digest = sessionDigest({ userOpHash: userOpHash as Hex, chainId, module, authorization })
  const signature = signDigest(sessionKey(), digest)
  return { ...op, signature: joinSignature({ signerKind: 0, authorization, signature }) }
}
