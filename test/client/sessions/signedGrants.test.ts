// The module is there: the owner signs typed data, and the first op brings the grant.
import { expect } from 'chai'
import { ethers } from 'hardhat'

import {
  allow,
  describeGrant,
  isLatchkeyError,
  LatchkeyError,
  packUserOp,
  userOpHash,
  type Bundler,
  type Hex,
  type Owner,
} from '../../../src'
import { VERSIONS } from '../../helpers/fixture'
import { submitGrant } from '../../helpers/ownerGrant'
import { anAddress, expectRejection, the } from '../builders'
import { careless } from '../queue/stage'
import { commenting, openLoop, type LoopOptions } from './stage'

/** The module is installed by the prompt of an app that is of no interest. */
async function openInstalled(options: LoopOptions = {}) {
  const loop = await openLoop(options)
  await (await loop.open({ app: 'another' })).ensure(loop.request())
  return loop
}

for (const version of VERSIONS)
  describe(`a grant by signature, EntryPoint ${version}`, () => {
    it('asks for a signature alone, which the first op brings to the chain', async () => {
      const { open, request, chain, account, methods, upvotes } = await openInstalled({ version })
      const session = await (await open()).ensure(request())
      expect(methods()).to.deep.equal(['sendCalls', 'signTypedData'])
      expect(await chain.module.isLive(account, session.id)).to.equal(false)
      const socio3 = session.contract(chain.socio3)
      expect((await (await socio3.upvotePost(0)).wait()).success).to.equal(true)
      expect(await chain.module.isLive(account, session.id)).to.equal(true)
      expect((await (await socio3.upvotePost(0)).wait()).success).to.equal(true)
      expect(await upvotes()).to.equal(2n)
      expect(methods().length).to.equal(2)
    })
  })

describe('a grant by signature', () => {
  it('is kept until an op has brought it, over a reload and a first op that was refused', async () => {
    const { open, request, chain, methods } = await openInstalled()
    const first = await (await open()).ensure(request())
    await expectRejection(first.contract(chain.socio3).upvotePost(99), 'CallsRevert', {})
    const second = await (await open()).ensure(request())
    expect(second.id).to.equal(first.id)
    expect((await (await second.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    const third = await (await open()).ensure(request())
    expect((await (await third.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    expect(methods()).to.deep.equal(['sendCalls', 'signTypedData'])
  })

  it('ends the narrower session that it takes the place of, once it is on the chain (T179)', async () => {
    const loop = await openInstalled()
    const { open, request, chain, account, methods, shown } = loop
    const sessions = await open()
    const narrow = await sessions.ensure(request())
    await (await narrow.contract(chain.socio3).upvotePost(0)).wait()
    const wide = await sessions.ensure(request({ allow: [...request().allow, commenting(loop)] }))
    expect(methods()).to.deep.equal(['sendCalls', 'signTypedData', 'signTypedData'])
    expect(shown.at(-1)?.endsBefore).to.equal(true)
    expect(shown.at(-1)?.difference.join()).to.contain('more: may call createPost(string)')
    // The owner reads what is signed, with the session that ends.
    const epoch = (await chain.module.getEpoch(account)) as Hex
    const entry = { chainId: chain.chainId, account, epoch, replaces: narrow.id, session: wide.session }
    const text = describeGrant([entry], { chainId: chain.chainId, known: [narrow.session] })
    expect(shown.at(-1)?.text.replace(/, \d.* from now$/m, '')).to.equal(text)
    await (await wide.contract(chain.socio3).createPost('hello')).wait()
    expect(await chain.module.isLive(account, narrow.id)).to.equal(false)
    expect(await chain.module.isLive(account, wide.id)).to.equal(true)
    await expectRejection(narrow.contract(chain.socio3).upvotePost(0), 'SessionClosed', {})
  })

  it('that no op has brought yet is ended too by the one that takes its place (T179)', async () => {
    const loop = await openInstalled()
    const { open, request, chain, account, opened, shown } = loop
    const narrow = await (await open()).ensure(request())
    const brought = await loop.store.load({ chainId: chain.chainId, account, module: loop.module, app: 'app' })
    const wide = await (await open()).ensure(request({ calls: 9, allow: [...request().allow, commenting(loop)] }))
    expect(shown.at(-1)).to.deep.include({ before: narrow.session, endsBefore: true })
    await (await wide.contract(chain.socio3).upvotePost(0)).wait()
    const late = submitGrant(chain, opened, narrow.session, the(brought?.signedGrant))
    await expect(late).to.be.revertedWithCustomError(chain.module, 'SessionAlreadyRevoked').withArgs(narrow.id)
  })

  it('is not asked for where the app cannot show it', async () => {
    const { open, request, methods } = await openInstalled()
    const sessions = await open({
      onPrompt: () => {
        throw new Error('the page is closed')
      },
    })
    expect(await sessions.ensure(request()).catch((error: unknown) => String(error))).to.contain('the page is closed')
    expect(methods()).to.deep.equal(['sendCalls'])
  })

  it('is asked for anew where the account has ended all sessions since', async () => {
    const { open, request, chain, methods } = await openInstalled()
    const first = await (await open()).ensure(request())
    await (await open({ app: 'another', store: undefined })).revokeAll()
    const second = await (await open()).ensure(request())
    expect(second.id).not.to.equal(first.id)
    expect((await (await second.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    expect(methods()).to.deep.equal(['sendCalls', 'signTypedData', 'sendCalls', 'signTypedData'])
  })

  it('is not asked for twice where the node could not be asked about it', async () => {
    const { open, request, chain, methods, owner } = await openInstalled()
    let isOut = false
    const provider = new Proxy(ethers.provider, {
      get: (target, name) => {
        if (isOut && name === 'call') return async () => await Promise.reject(new Error('socket closed'))
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    const signing: Owner = {
      ...owner,
      signTypedData: async (grant) => {
        const signature = await the(owner.signTypedData)(grant)
        isOut = true
        return signature
      },
    }
    const session = await (await open({ owner: signing, provider })).ensure(request())
    isOut = false
    expect((await (await session.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    expect(methods()).to.deep.equal(['sendCalls', 'signTypedData'])
  })

  it('by somebody else is refused before it is kept', async () => {
    const { open, request, owner } = await openInstalled()
    const forged = { ...owner, signTypedData: async () => await Promise.resolve(`0x${'12'.repeat(85)}` as const) }
    const refused: unknown = await (await open({ owner: forged })).ensure(request()).catch((error: unknown) => error)
    expect(isLatchkeyError(refused, 'GrantSignatureNotValid')).to.equal(true)
  })

  it('gives way to an owner’s op where the wallet turns out not to know the question, by the same one prompt', async () => {
    const { open, request, chain, account, owner, methods } = await openInstalled()
    const method = 'eth_signTypedData_v4'
    const plain = {
      ...owner,
      signTypedData: async () => await Promise.reject(new LatchkeyError('OwnerMethodMissing', { method })),
    }
    const session = await (await open({ owner: plain })).ensure(request())
    expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
    expect(await chain.module.isLive(account, session.id)).to.equal(true)
  })

  it('gives way to an owner’s op where no op would have room for it', async () => {
    const { open, request, chain, account, methods } = await openInstalled()
    const others = Array.from({ length: 40 }, (_, i) =>
      allow({ address: anAddress(i + 1), abi: ['function f()'] }, 'f'),
    )
    const session = await (await open()).ensure(request({ allow: [...request().allow, ...others] }))
    expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
    expect(await chain.module.isLive(account, session.id)).to.equal(true)
    expect((await (await session.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
  })

  it('survives a first op that was dropped and one that reverts: no prompt more, and the session is not lost', async () => {
    const { open, request, chain, methods, bundler, account, options } = await openInstalled()
    let isLosing = true
    const flaky: Bundler = {
      ...careless(bundler),
      // Accepted, and never seen again.
      send: async (userOp, entryPoint) =>
        isLosing
          ? userOpHash({
              userOp: packUserOp(userOp),
              entryPoint,
              chainId: chain.chainId,
              version: options.entryPoint.version,
            })
          : await bundler.send(userOp, entryPoint),
    }
    const first = await (await open({ bundler: flaky })).ensure(request())
    const lost = await first.contract(chain.socio3).upvotePost(0)
    await expectRejection(lost.wait(), 'OpDropped', {})
    expect((await first.status()).state).to.equal('notGranted')
    // Nothing of the limits stays reserved for what was dropped.
    expect((await first.can(first.contract(chain.socio3).upvotePost.toCall(0))).ok).to.equal(true)
    isLosing = false
    const second = await (await open({ bundler: flaky })).ensure(request())
    expect(second.id).to.equal(first.id)
    expect((await (await second.contract(chain.socio3).upvotePost(99)).wait()).success).to.equal(false)
    expect(await chain.module.isLive(account, second.id)).to.equal(true)
    const third = await (await open()).ensure(request())
    expect(third.id).to.equal(first.id)
    expect((await (await third.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    expect(methods()).to.deep.equal(['sendCalls', 'signTypedData'])
  })

  it('gives way to an owner’s op where the owner cannot sign typed data', async () => {
    const { open, request, chain, account, methods } = await openInstalled({ typed: false })
    const session = await (await open()).ensure(request())
    expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
    expect(await chain.module.isLive(account, session.id)).to.equal(true)
  })
})
