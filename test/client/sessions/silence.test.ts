// The scene that it is all about: one prompt, then silence.
import { expect } from 'chai'

import { openZeppelinAccount, RELEASE, sessionId } from '../../../src'
import { VERSIONS } from '../../helpers/fixture'
import { openLoop } from './stage'

for (const version of VERSIONS)
  describe(`one prompt, then silence, EntryPoint ${version}`, () => {
    it('asks once on an account without the module, and then sends without asking', async () => {
      const { open, request, chain, methods, upvotes, shown } = await openLoop({ version })
      const session = await (await open()).ensure(request())
      expect(methods()).to.deep.equal(['sendCalls'])
      const socio3 = session.contract(chain.socio3)
      expect((await (await socio3.upvotePost(0)).wait()).success).to.equal(true)
      expect((await (await socio3.upvotePost(0)).wait()).success).to.equal(true)
      expect(await upvotes()).to.equal(2n)
      expect(methods()).to.deep.equal(['sendCalls'])
      expect(shown.map(({ method, before, endsBefore }) => [method, before, endsBefore])).to.deep.equal([
        ['sendCalls', undefined, false],
      ])
      expect(shown[0]?.text).to.contain('call upvotePost(uint256)')
      expect(shown[0]?.worstCase.fees.inAll).to.equal(session.session.maxFee)
    })

    it('asks nobody after a reload', async () => {
      const { open, request, chain, methods, upvotes } = await openLoop({ version })
      const before = await (await open()).ensure(request())
      const session = await (await open()).ensure(request())
      expect(session.id).to.equal(before.id)
      expect((await (await session.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect(methods()).to.deep.equal(['sendCalls'])
      expect(await upvotes()).to.equal(1n)
    })

    it('deploys, installs and grants by one prompt where the account is yet to be deployed', async () => {
      const { open, request, chain, methods, upvotes } = await openLoop({ version, deployed: false })
      const sessions = await open({ adapter: openZeppelinAccount })
      const session = await sessions.ensure(request())
      expect((await (await session.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
      expect(methods()).to.deep.equal(['sendCalls'])
      expect(await upvotes()).to.equal(1n)
    })
  })

describe('one prompt, then silence', () => {
  it('finds the released module and its Lens where every chain has them', async () => {
    const { open, request, chain, account, module } = await openLoop()
    expect(module).to.equal(RELEASE.validator.address)
    const session = await (await open({ module: undefined, lens: undefined })).ensure(request())
    expect(await chain.module.isLive(account, session.id)).to.equal(true)
    expect((await session.status()).state).to.equal('live')
  })

  it('gives one object for one session, so that all that is in flight is counted together', async () => {
    const { open, request, methods } = await openLoop()
    const sessions = await open()
    const [one, other] = await Promise.all([sessions.ensure(request()), sessions.ensure(request())])
    expect(one).to.equal(other)
    expect(methods()).to.deep.equal(['sendCalls'])
  })

  it('twenty calls at once are sent without a prompt', async () => {
    const { open, request, chain, methods, upvotes } = await openLoop()
    const session = await (await open()).ensure(request({ fees: { max: 10n ** 17n } }))
    const socio3 = session.contract(chain.socio3)
    const sent = await Promise.all(Array.from({ length: 20 }, () => socio3.upvotePost(0)))
    const outcomes = await Promise.all(sent.map((op) => op.wait()))
    expect(outcomes.filter(({ success }) => success).length).to.equal(20)
    expect(await upvotes()).to.equal(20n)
    expect(methods()).to.deep.equal(['sendCalls'])
  })

  it('each session has a key of its own (T160)', async () => {
    const { open, request, vault } = await openLoop()
    const first = await (await open()).ensure(request())
    const second = await (await open({ app: 'another' })).ensure(request())
    expect(second.session.signer).not.to.equal(first.session.signer)
    expect(await vault.load(first.session.signer)).not.to.equal(undefined)
    expect(sessionId(first.session)).to.equal(first.id)
  })
})
