// Accounts that tell the module something else than the truth about their ops. Nothing can help such an account: what these
// tests show is where the damage ends. It stays on that account, and what the module was shown stays inside the session.
import { impersonateAccount, loadFixture } from '@nomicfoundation/hardhat-network-helpers'
import { expect } from 'chai'
import { id } from 'ethers'
import { ethers } from 'hardhat'

import {
  allow,
  encodeExecute,
  encodeInstallData,
  joinSignature,
  sessionDigest,
  sessionId,
  signDigest,
  type Address,
  type Call,
  type Hex,
  type PackedUserOperation,
  type Session,
} from '../../src'
import { OtherCallDataAccountMock__factory } from '../../typechain-types'
import { VERSIONS, type TestAccount, type Version } from '../helpers/fixture'
import { fixedWallet } from '../helpers/keys'
import { openMockAccount } from '../helpers/mockAccount'
import { stateOf, successes, usageOf } from '../helpers/observe'
import { authorizationOf, resign } from '../helpers/resign'
import { openSecondAccount, secondAccount } from '../helpers/secondAccount'
import { deploySessionChain, makeSession, openSessionAccount, sessionKey, sessionOp, upvote } from '../helpers/session'
import type { SessionChain } from '../helpers/session'
import { sendOps } from '../helpers/userOp'
import { ACCEPTED, reason, verdict } from '../helpers/verdict'

const CONSTANT_HASH = id('the hash of every op') as Hex
const THIEF = fixedWallet('thief').address as Address

/** An account with a constant hash; its owner's signatures are worth nothing, so the module is installed by hand. */
async function openConstant(chain: SessionChain, session: Session, version: Version): Promise<TestAccount> {
  const account = {
    ...(await openMockAccount(chain, 'ConstantHashAccountMock', version)),
    adapter: secondAccount,
  }
  await impersonateAccount(account.address)
  const self = account.contract.connect(await ethers.getSigner(account.address))
  await self.installModule(1, chain.module, encodeInstallData(id('salt') as Hex, [session]))
  return account
}

/** The op, signed for the hash that such an account hands over. */
function signConstant(
  chain: SessionChain,
  op: PackedUserOperation,
  { chainId = chain.chainId, module = chain.module.target as Address } = {},
): PackedUserOperation {
  const authorization = authorizationOf(op)
  const digest = sessionDigest({ userOpHash: CONSTANT_HASH, chainId, module, authorization })
  const signature = signDigest(sessionKey(), digest)
  return { ...op, signature: joinSignature({ signerKind: 0, authorization, signature }) }
}

for (const version of VERSIONS) {
  describe(`An account that hands over a constant hash, on EntryPoint ${version}`, () => {
    it('gives a signature away for every op of the same permissions, inside the limits', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain, { calls: 2 })
      const account = await openConstant(chain, session, version)
      const op = signConstant(chain, await sessionOp(chain, account, session, [await upvote(chain, 0n)]))
      await sendOps(account, [op])
      // Nobody has signed this one: other arguments, another nonce.
      await chain.socio3.createPost('The second post')
      const other = await sessionOp(chain, account, session, [await upvote(chain, 1n)])
      const stolen = { ...other, signature: op.signature }
      await sendOps(account, [stolen])
      expect((await chain.socio3.getPost(1)).votes).to.equal(1)
      const third = { ...(await sessionOp(chain, account, session, [await upvote(chain)])), signature: op.signature }
      expect(await verdict(account, [third])).to.equal(reason('CallsOverLimit', [3, 2]))
    })

    it('gives away no call that the session does not permit', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openConstant(chain, session, version)
      const op = signConstant(chain, await sessionOp(chain, account, session, [await upvote(chain)]))
      const data = chain.socio3.interface.encodeFunctionData('withdraw', [THIEF]) as Hex
      for (const call of [
        { to: chain.socio3.target as Address, data },
        { to: THIEF, value: 1n },
      ]) {
        const said = await verdict(account, [{ ...op, callData: encodeExecute([call]) }])
        expect(said).to.match(/^(SessionNotLive|ValueOverCap)\(/)
      }
      expect(await verdict(account, [op])).to.equal(ACCEPTED)
    })

    it('T168 gives nothing away on another chain, to another module, or to an honest account', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const account = await openConstant(chain, session, version)
      const op = await sessionOp(chain, account, session, [await upvote(chain)])
      for (const elsewhere of [{ chainId: chain.chainId + 1n }, { module: THIEF }])
        expect(await verdict(account, [signConstant(chain, op, elsewhere)])).to.equal('AA24')
      const signed = signConstant(chain, op)
      expect(await verdict(account, [signed])).to.equal(ACCEPTED)

      const honest = await openSessionAccount(chain, [session], { version })
      const same = await sessionOp(chain, honest, session, [await upvote(chain)])
      expect(await verdict(honest, [{ ...same, signature: signed.signature }])).to.equal('AA24')
      expect(await verdict(honest, [same])).to.equal(ACCEPTED)
    })

    it('gives it away to another account of its kind, if that granted the same session', async () => {
      const chain = await loadFixture(deploySessionChain)
      const session = await makeSession(chain)
      const [one, two] = [await openConstant(chain, session, version), await openConstant(chain, session, version)]
      const op = signConstant(chain, await sessionOp(chain, one, session, [await upvote(chain)]))
      const other = { ...(await sessionOp(chain, two, session, [await upvote(chain)])), signature: op.signature }
      expect(await verdict(two, [other])).to.equal(ACCEPTED)
    })
  })

  describe(`An account that shows other callData than it executes, on EntryPoint ${version}`, () => {
    it('executes what it likes: the session counts what was shown', async () => {
      const { chain, liar, session, stealing } = await openLiar(version)
      const before = await ethers.provider.getBalance(THIEF)
      const op = await resign(chain, liar, await sessionOp(chain, liar, session, [await upvote(chain)]), {
        callData: encodeExecute([stealing]),
      })
      expect(await verdict(liar, [op])).to.equal(reason('ValueOverCap', [0, 7, 0]))
      await show(liar, [await upvote(chain)])
      expect(successes(liar, await sendOps(liar, [op]))).to.deep.equal([true])
      expect(await ethers.provider.getBalance(THIEF)).to.equal(before + stealing.value)
      expect(await usageOf(chain, liar, session)).to.deep.include({ value: 0n, calls: 1n })
    })

    it('still needs the session key, and the limits hold for what was shown', async () => {
      const { chain, liar, session, stealing } = await openLiar(version)
      await show(liar, [await upvote(chain)])
      const op = await sessionOp(chain, liar, session, [await upvote(chain)])
      const callData = encodeExecute([stealing])
      // The hash is the EntryPoint's, of the op as it is: a signature for another op is none.
      expect(await verdict(liar, [{ ...op, callData }])).to.equal('AA24')
      const byAnother = await resign(chain, liar, op, { callData, key: sessionKey('another') })
      expect(await verdict(liar, [byAnother])).to.equal('AA24')
      await show(liar, [stealing])
      expect(await verdict(liar, [op])).to.equal(reason('ValueOverCap', [0, 7, 0]))
      await show(liar, [await upvote(chain)])
      for (let nonce = op.nonce; nonce < op.nonce + 2n; nonce++)
        await sendOps(liar, [await resign(chain, liar, op, { callData, nonce })])
      const over = await resign(chain, liar, op, { callData, nonce: op.nonce + 2n })
      expect(await verdict(liar, [over])).to.equal(reason('CallsOverLimit', [3, 2]))
    })

    it('changes nothing of another account with the same session', async () => {
      const { chain, liar, session, stealing } = await openLiar(version)
      const honest = await openSecondAccount(chain, [session], version)
      const before = await stateOf(chain, honest, session)
      const wealth = await ethers.provider.getBalance(honest.address)
      await show(liar, [await upvote(chain)])
      const op = await resign(chain, liar, await sessionOp(chain, liar, session, [await upvote(chain)]), {
        callData: encodeExecute([stealing]),
      })
      await sendOps(liar, [op])
      expect(await stateOf(chain, honest, session)).to.deep.equal(before)
      expect(await ethers.provider.getBalance(honest.address)).to.equal(wealth)
      const theirs = await sessionOp(chain, honest, session, [await upvote(chain)])
      const stolen = await resign(chain, honest, theirs, { callData: encodeExecute([stealing]) })
      expect(await verdict(honest, [stolen])).to.equal(reason('ValueOverCap', [0, 7, 0]))
      expect(await verdict(honest, [theirs])).to.equal(ACCEPTED)
    })
  })
}

async function openLiar(version: Version) {
  const chain = await loadFixture(deploySessionChain)
  const session = await makeSession(chain, { calls: 2, allow: [allow(chain.socio3, 'upvotePost')] })
  const liar = await openSecondAccount(chain, [session], version, 'OtherCallDataAccountMock')
  expect(await chain.module.isLive(liar.address, sessionId(session))).to.equal(true)
  const stealing: Call = { to: THIEF, value: 7n, data: '0x' }
  return { chain, liar, session, stealing }
}

/** From now on the account shows these calls, whatever it executes. */
async function show({ address, bundler }: TestAccount, calls: readonly Call[]): Promise<void> {
  await OtherCallDataAccountMock__factory.connect(address, bundler).show(encodeExecute(calls))
}
