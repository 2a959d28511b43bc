// Renewal: the next session begins and the old one ends under one prompt.
import { expect } from 'chai'
import { time } from '@nomicfoundation/hardhat-network-helpers'
import { parseEther } from 'ethers'

import { memoryVault } from '../../../src'
import { sessionKey, makeSession } from '../../helpers/session'
import { expectRejection, the } from '../builders'
import { openLoop, passTime } from './stage'

describe('renew', () => {
  it('ends the old session and grants the next by one prompt that shows the difference (T179)', async () => {
    const { open, request, chain, account, methods, shown, vault } = await openLoop({ typed: false })
    const sessions = await open()
    const old = await sessions.ensure(request())
    await passTime(3_000)
    const next = await sessions.renew(old)
    expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
    expect(await chain.module.isLive(account, old.id)).to.equal(false)
    expect(await chain.module.isLive(account, next.id)).to.equal(true)
    expect(next.session.validUntil - old.session.validUntil).to.be.within(3_000, 3_060)
    const prompt = the(shown.at(-1))
    expect(prompt.difference.join('\n')).to.match(/^more: until .*\nother: the key is /)
    expect([prompt.before, prompt.endsBefore]).to.deep.equal([old.session, true])
    expect(await vault.load(old.session.signer)).to.equal(undefined)
    await expectRejection(old.contract(chain.socio3).upvotePost(0), 'SessionClosed', {})
    expect((await (await next.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    expect((await (await open()).ensure(request())).id).to.equal(next.id)
  })

  it('ends the old session at once where it would last, though the owner could sign (T179)', async () => {
    const { open, request, chain, account, methods } = await openLoop()
    const sessions = await open()
    const old = await sessions.ensure(request())
    const next = await sessions.renew(old)
    expect(await chain.module.isLive(account, old.id)).to.equal(false)
    expect(await chain.module.isLive(account, next.id)).to.equal(true)
    expect(methods()).to.deep.equal(['sendCalls', 'sendCalls'])
  })

  it('takes a signature where the old session is nearly over, which its first op brings (T179)', async () => {
    const { open, request, chain, account, methods } = await openLoop()
    const sessions = await open()
    const old = await sessions.ensure(request())
    await time.increaseTo(old.session.validUntil - 300)
    const next = await sessions.renew(old)
    await (await next.contract(chain.socio3).upvotePost(0)).wait()
    expect(await chain.module.isLive(account, old.id)).to.equal(false)
    expect(methods()).to.deep.equal(['sendCalls', 'signTypedData'])
  })

  it('takes changes, and keeps to them when it is renewed again', async () => {
    const { open, request } = await openLoop({ typed: false })
    const sessions = await open()
    const old = await sessions.ensure(request())
    const next = await sessions.renew(old, { expires: '2h', fees: { max: parseEther('0.02') }, calls: 7 })
    const third = await sessions.renew(next)
    expect(third.session).to.deep.include({ maxFee: parseEther('0.02'), maxCalls: 7 })
    expect(third.session.validUntil - next.session.validUntil).to.be.within(0, 60)
  })

  it('leaves the old session in use where the owner says no', async () => {
    const { open, request, chain, owner } = await openLoop({ typed: false })
    const sessions = await open()
    const old = await sessions.ensure(request())
    owner.rejectNext()
    await expectRejection(sessions.renew(old), 'OwnerRejected', {})
    expect((await (await old.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
  })

  it('of a session that was granted elsewhere wants to be told until when', async () => {
    const { open, chain, account, ownerWith, install, session } = await openLoop({ typed: false })
    await (await ownerWith({}).sendCalls({ chainId: chain.chainId, account, calls: [install] })).wait()
    const sessions = await open({ vault: memoryVault() })
    const given = await sessions.open(session, sessionKey())
    expect((await (await given.contract(chain.socio3).upvotePost(0)).wait()).success).to.equal(true)
    await expectRejection(sessions.renew(given), 'ExpiryMissing', {})
    const next = await sessions.renew(given, { expires: '1h' })
    const { validUntil, signer } = next.session
    expect({ ...(await makeSession(chain)), validUntil, signer }).to.deep.equal(next.session)
  })
})
