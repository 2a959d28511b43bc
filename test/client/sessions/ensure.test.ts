// What leads to a prompt, and to how many.
import { expect } from 'chai'
import { parseEther, SigningKey } from 'ethers'

import { allow, atMost, renounceCall, renounceDigest, signDigest, type EnsureRequest } from '../../../src'
import { expectRejection } from '../builders'
import { commenting, openLoop, passTime, type Loop } from './stage'

/** An owner's op each time: what is granted is on the chain when the prompt is over. */
const open = async () => await openLoop({ typed: false })

/** How many more prompts a second request leads to, and whether the first session lives on. */
async function second(loop: Loop, first: EnsureRequest, then: EnsureRequest) {
  const one = await (await loop.open()).ensure(first)
  const before = loop.owner.prompts.length
  const two = await (await loop.open()).ensure(then)
  return {
    prompts: loop.owner.prompts.length - before,
    isSame: one.id === two.id,
    isFirstLive: await loop.chain.module.isLive(loop.account, one.id),
    isSecondLive: await loop.chain.module.isLive(loop.account, two.id),
  }
}

const REUSED = { prompts: 0, isSame: true, isFirstLive: true, isSecondLive: true }
const REPLACED = { prompts: 1, isSame: false, isFirstLive: false, isSecondLive: true }

describe('ensure', () => {
  it('reuses a session that may do more than is asked now', async () => {
    const loop = await open()
    const { request } = loop
    const wide = request({ allow: [...request().allow, commenting(loop)], fees: { max: parseEther('0.02') } })
    expect(await second(loop, wide, request())).to.deep.equal(REUSED)
  })

  const wider: Readonly<Record<string, (loop: Loop) => readonly [EnsureRequest, EnsureRequest, string]>> = {
    'another function': (loop) => [
      loop.request(),
      loop.request({ allow: [...loop.request().allow, commenting(loop)] }),
      'more: may call createPost(string)',
    ],
    'other arguments': ({ request, chain }) => [
      request({ allow: [allow(chain.socio3, 'upvotePost', { postId: atMost(0n) })] }),
      request(),
      'more: may call upvotePost(uint256)',
    ],
    'more calls': ({ request }) => [request({ calls: 5 }), request({ calls: 6 }), 'more: calls 6, before 5'],
    'more fees': ({ request }) => [
      request(),
      request({ fees: { max: parseEther('0.02') } }),
      'more: fees 0.02 ETH, before 0.01 ETH',
    ],
    'another period': ({ request }) => [
      request({ calls: 5, period: '10m' }),
      request({ calls: 5, period: '20m' }),
      'other: limits are for each 20 minutes, before for each 10 minutes',
    ],
    'more time': ({ request }) => [
      request({ expires: '5m' }),
      request({ expires: '7d', lasting: '1h' }),
      'more: until',
    ],
  }
  for (const [what, requests] of Object.entries(wider))
    it(`asks once for ${what}, shows the difference, and ends the narrower session (T157, T179)`, async () => {
      const loop = await open()
      const [first, then, line] = requests(loop)
      expect(await second(loop, first, then)).to.deep.equal(REPLACED)
      expect(loop.shown.at(-1)?.difference.join('\n')).to.contain(line)
      expect(loop.shown.at(-1)?.endsBefore).to.equal(true)
    })

  it('asks once where the session is over by the chain’s time, whatever the local time (T155)', async () => {
    const loop = await open()
    const one = await (await loop.open()).ensure(loop.request())
    await passTime(3_700)
    const two = await (await loop.open()).ensure(loop.request())
    expect(loop.methods().length).to.equal(2)
    expect(two.id).not.to.equal(one.id)
    expect(loop.shown.at(-1)).to.deep.include({ before: one.session, endsBefore: false })
  })

  it('asks once shortly before the end, and not before', async () => {
    const loop = await open()
    const one = await (await loop.open()).ensure(loop.request())
    await passTime(3_000)
    expect((await (await loop.open()).ensure(loop.request())).id).to.equal(one.id)
    await passTime(300)
    expect((await (await loop.open()).ensure(loop.request())).id).not.to.equal(one.id)
    expect(loop.methods().length).to.equal(2)
  })

  it('asks once where the session was revoked elsewhere', async () => {
    const loop = await open()
    const one = await (await loop.open()).ensure(loop.request())
    await (await loop.open({ app: 'another' })).revoke(one.id)
    const two = await (await loop.open()).ensure(loop.request())
    expect(loop.methods().length).to.equal(3)
    expect(await loop.chain.module.isLive(loop.account, two.id)).to.equal(true)
    expect(loop.shown.at(-1)).to.deep.include({ before: one.session, endsBefore: false })
  })

  it('asks once where all sessions of the account were ended', async () => {
    const loop = await open()
    const one = await (await loop.open()).ensure(loop.request())
    await (await loop.open({ app: 'another', store: undefined })).revokeAll()
    const two = await (await loop.open()).ensure(loop.request())
    expect(loop.methods().length).to.equal(3)
    expect(two.id).not.to.equal(one.id)
    expect((await two.status()).state).to.equal('live')
  })

  it('asks once where the session’s own key has renounced it', async () => {
    const { vault, account, module, chain, ...loop } = await open()
    const one = await (await loop.open()).ensure(loop.request())
    const key = await vault.load(one.session.signer)
    if (!(key instanceof SigningKey)) throw new Error('the key is kept')
    const digest = renounceDigest({ module, chainId: chain.chainId, account, sessionId: one.id })
    const call = renounceCall({ module, account, session: one.session, signature: signDigest(key, digest) })
    await (await chain.deployer.sendTransaction(call)).wait()
    expect((await (await loop.open()).ensure(loop.request())).id).not.to.equal(one.id)
    expect(loop.methods().length).to.equal(2)
  })

  it('asks once where the calls are used up', async () => {
    const loop = await open()
    const one = await (await loop.open()).ensure(loop.request({ calls: 1 }))
    await (await one.contract(loop.chain.socio3).upvotePost(0)).wait()
    const two = await (await loop.open()).ensure(loop.request({ calls: 1 }))
    expect(two.id).not.to.equal(one.id)
    expect(loop.methods().length).to.equal(2)
  })

  it('asks once where the key is not here', async () => {
    const loop = await open()
    const one = await (await loop.open()).ensure(loop.request())
    const two = await (await loop.open({ vault: undefined })).ensure(loop.request())
    expect(two.id).not.to.equal(one.id)
    expect(await loop.chain.module.isLive(loop.account, one.id)).to.equal(false)
    expect(loop.methods().length).to.equal(2)
  })

  it('asks once, and not each time, where it is to last longer than is asked for', async () => {
    const loop = await open()
    for (const lasting of ['1h', 7_200] as const) {
      const one = await (await loop.open({ app: String(lasting) })).ensure(loop.request({ lasting }))
      const two = await (await loop.open({ app: String(lasting) })).ensure(loop.request({ lasting }))
      expect(two.id).to.equal(one.id)
    }
    expect(loop.methods().length).to.equal(2)
  })

  it('asks nobody for what could not be granted (T152)', async () => {
    const loop = await open()
    const sessions = await loop.open()
    const { allow: permissions, expires, fees } = loop.request()
    await expectRejection(
      sessions.ensure({ allow: permissions, fees } as unknown as EnsureRequest),
      'ExpiryMissing',
      {},
    )
    await expectRejection(
      sessions.ensure({ allow: permissions, expires } as unknown as EnsureRequest),
      'FeesMissing',
      {},
    )
    await expectRejection(sessions.ensure(loop.request({ allow: [] })), 'PermissionsEmpty', {})
    for (const lasting of [-1, Number.NaN])
      await expectRejection(sessions.ensure(loop.request({ lasting })), 'FieldNotValid', { field: 'lasting' })
    await expectRejection(sessions.ensure(loop.request({ lasting: '1x' as '1h' })), 'DurationNotValid', {})
    expect(loop.methods()).to.deep.equal([])
  })
})
