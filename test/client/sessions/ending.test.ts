// The ends that an owner makes, what is left of a session until then, and what is known of it afterwards.
import { expect } from 'chai'
import { computeAddress, id, parseEther, SigningKey } from 'ethers'
import { ethers } from 'hardhat'

import {
  inProcessBundler,
  signDigest,
  signSessionOp,
  unpackUserOp,
  uninstallCall,
  openZeppelinAccount,
  randomSalt,
  readNonce,
  signerOwner,
  withDirectWay,
  type Address,
  type Hex,
} from '../../../src'
import { VERSIONS } from '../../helpers/fixture'
import { submitGrant } from '../../helpers/ownerGrant'
import { upvote } from '../../helpers/session'
import { expectRejection, the } from '../builders'
import { openLoop } from './stage'

describe('status', () => {
  it('says what is left, and how long it lasts by the chain’s time', async () => {
    const { open, request, chain } = await openLoop()
    const sessions = await open()
    const session = await sessions.ensure(request({ calls: 5 }))
    await (await session.contract(chain.socio3).upvotePost(0)).wait()
    const status = await sessions.status(session)
    expect(status).to.deep.include({ state: 'live', id: session.id })
    expect(status.left).to.deep.include({ calls: 4, value: 0n, allowances: {} })
    expect(status.left.fee).to.be.within(1n, parseEther('0.01') - 1n)
    expect(status.secondsLeft).to.be.within(3_400, 3_600)
    expect(await sessions.list()).to.deep.equal([await sessions.status(session.session)])
  })

  it('tells a session whose module was uninstalled as superseded, and asks once for the next', async () => {
    const { open, request, account, chain, module, owner } = await openLoop()
    const sessions = await open()
    const session = await sessions.ensure(request())
    const adapter = openZeppelinAccount
    const calls = [uninstallCall({ adapter, account, module, salt: randomSalt() })]
    await (await owner.sendCalls({ chainId: chain.chainId, account, calls })).wait()
    expect((await sessions.status(session)).state).to.equal('superseded')
    const again = await (await open()).ensure(request())
    expect((await sessions.status(again)).state).to.equal('live')
  })
})

describe('revoke', () => {
  it('ends the session for good by one prompt, and forgets it with its key', async () => {
    const { open, request, chain, account, methods, vault } = await openLoop()
    const sessions = await open()
    const session = await sessions.ensure(request())
    await sessions.revoke(session)
    expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
    expect(await chain.module.isLive(account, session.id)).to.equal(false)
    expect((await sessions.status(session)).state).to.equal('revoked')
    expect(await sessions.list()).to.deep.equal([])
    expect(await vault.load(session.session.signer)).to.equal(undefined)
    await expectRejection(session.contract(chain.socio3).upvotePost(0), 'SessionClosed', { reason: 'it was revoked' })
  })

  it('believes no owner’s side that the chain does not bear out, and forgets nothing (T174)', async () => {
    const { open, request, chain, account, owner, vault } = await openLoop()
    const session = await (await open()).ensure(request())
    const transactionHash = `0x${'12'.repeat(32)}` as const
    const wait = async () => await Promise.resolve({ transactionHash, success: true })
    const liar = { ...owner, sendCalls: async () => await Promise.resolve({ id: '1', wait }) }
    const sessions = await open({ owner: liar })
    await expectRejection(sessions.revoke(session.id), 'RevocationNotSeen', { transactionHash })
    await expectRejection(sessions.revokeAll(), 'RevocationNotSeen', { transactionHash })
    expect(await chain.module.isLive(account, session.id)).to.equal(true)
    expect(await vault.load(session.session.signer)).not.to.equal(undefined)
    expect((await sessions.list()).map(({ state }) => state)).to.deep.equal(['live'])
  })

  it('ends for good what the owner signed and no op has brought', async () => {
    const { open, request, chain, opened, store, module, account } = await openLoop()
    await (await open({ app: 'another' })).ensure(request())
    const sessions = await open()
    const session = await sessions.ensure(request())
    const brought = await store.load({ chainId: chain.chainId, account, module, app: 'app' })
    await sessions.revoke(session)
    const late = submitGrant(chain, opened, session.session, the(brought?.signedGrant))
    await expect(late).to.be.revertedWithCustomError(chain.module, 'SessionAlreadyRevoked').withArgs(session.id)
  })

  it('ends several that are named at once, each by its prompt', async () => {
    const { open, request, chain, account, methods } = await openLoop({ typed: false })
    const [one, other] = [await open(), await open({ app: 'another' })]
    const ids = [(await one.ensure(request())).id, (await other.ensure(request())).id]
    await Promise.all(ids.map(async (named) => await one.revoke(named)))
    for (const ended of ids) expect(await chain.module.isLive(account, ended)).to.equal(false)
    expect(methods().length).to.equal(4)
  })

  it('leaves all as it is where the owner says no', async () => {
    const { open, request, chain, owner } = await openLoop()
    const sessions = await open()
    const session = await sessions.ensure(request())
    owner.rejectNext()
    await expectRejection(sessions.revoke(session), 'OwnerRejected', {})
    expect((await (await session.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
  })

  for (const version of VERSIONS)
    it(`lands past a mempool that a thief has crowded, EntryPoint ${version} (T174)`, async () => {
      const { open, request, chain, account, module, options, vault, bundler: idle } = await openLoop({ version })
      const { entryPoint } = options
      const bundler = inProcessBundler({ signer: chain.bundler, entryPoint, bundlesWhenAsked: false })
      const session = await (await open({ bundler: idle })).ensure(request())
      const key = await vault.load(session.session.signer)
      if (key === undefined) throw new Error('the key is kept')
      for (const lane of [0, 1, 2, 3]) {
        const nonceKey = openZeppelinAccount.nonceKey(module, lane)
        const { userOp } = await signSessionOp({
          session: session.session,
          key,
          calls: [await upvote(chain)],
          module,
          entryPoint,
          chainId: chain.chainId,
          userOp: {
            sender: account,
            nonce: await readNonce(ethers.provider, { entryPoint: entryPoint.address, sender: account, key: nonceKey }),
            verificationGasLimit: 200_000n,
            callGasLimit: 200_000n,
            preVerificationGas: 60_000n,
            maxFeePerGas: 2_000_000_000n,
            maxPriorityFeePerGas: 0n,
          },
        })
        await bundler.send(unpackUserOp(userOp), entryPoint.address)
      }
      expect(bundler.pending().length).to.equal(4)
      const crowded = await open({ owner: signerOwner({ ...options, bundler }) })
      await expectRejection(crowded.revoke(session.session), 'MempoolFull', {})
      const owner = signerOwner({ ...options, bundler: withDirectWay(bundler, chain.bundler) })
      await (await open({ owner })).revoke(session.session)
      expect(await chain.module.isLive(account, session.id)).to.equal(false)
    })
})

describe('revokeAll', () => {
  it('ends the sessions of all apps by one prompt', async () => {
    const { open, request, chain, account, methods } = await openLoop({ typed: false })
    const [one, other] = [await open(), await open({ app: 'another' })]
    const sessions = [await one.ensure(request()), await other.ensure(request())]
    await one.revokeAll()
    expect(methods()).to.deep.equal(['sendCalls', 'sendCalls', 'sendCalls'])
    for (const { id } of sessions) expect(await chain.module.isLive(account, id)).to.equal(false)
    expect((await other.list()).map(({ state }) => state)).to.deep.equal(['superseded'])
  })
})

describe('verdicts in use', () => {
  it('can() says before what sending would say, and counts what is in flight', async () => {
    const { open, request, chain } = await openLoop()
    const session = await (await open()).ensure(request({ calls: 2 }))
    const { upvotePost } = session.contract(chain.socio3)
    expect((await upvotePost.can(0)).ok).to.equal(true)
    expect((await session.can(upvotePost.toCall(0))).ok).to.equal(true)
    const three = [0, 0, 0].map((post) => upvotePost.toCall(post))
    const verdict = await session.can(three)
    expect(verdict.ok ? '' : verdict.error.code).to.equal('CallsOverLimit')
    await expectRejection(session.send(three), 'CallsOverLimit', {})
    const strange = await session.contract(chain.socio3).tip.can(0, { value: 1n })
    expect(strange.ok ? '' : strange.error.code).to.equal('CallNotPermitted')
  })

  it('worstCase() shrinks with what is used, and describe() is the prompt’s text', async () => {
    const { open, request, chain, shown } = await openLoop()
    const session = await (await open()).ensure(request({ calls: 5 }))
    expect((await session.worstCase()).calls.inAll).to.equal(5n)
    await (await session.contract(chain.socio3).upvotePost(0)).wait()
    expect((await session.worstCase()).calls.inAll).to.equal(4n)
    expect((await session.describe()).split('\n')[0]).to.equal(shown[0]?.text.split('\n')[0])
  })
})

describe('renounceCall', () => {
  it('ends the session by its own key without a prompt, whoever sends it, and the next is asked for once', async () => {
    const { open, request, chain, methods } = await openLoop()
    const sessions = await open()
    const session = await sessions.ensure(request())
    await (await chain.deployer.sendTransaction(await session.renounceCall())).wait()
    expect((await sessions.status(session)).state).to.equal('renounced')
    const { by } = await new Promise<{ by: string }>((resolve) => session.on('revoked', resolve))
    expect(by).to.equal('key')
    expect(methods()).to.deep.equal(['sendCalls'])
    await expectRejection(session.contract(chain.socio3).upvotePost(0), 'SessionRenounced', { id: session.id })
    const again = await sessions.ensure(request())
    expect((await (await again.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    expect(methods()).to.deep.equal(['sendCalls', 'signTypedData'])
  })

  it('is signed by a key that the app brings as a function', async () => {
    const { open, request, chain } = await openLoop()
    const key = new SigningKey(id('a key of the app'))
    const own = { signer: computeAddress(key.publicKey) as Address, key: (digest: Hex) => signDigest(key, digest) }
    const session = await (await open()).ensure(request({ key: own }))
    await (await chain.deployer.sendTransaction(await session.renounceCall())).wait()
    expect((await session.status()).state).to.equal('renounced')
  })
})
