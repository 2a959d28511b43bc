// A grant by a signature alone, which the session's first op brings; and an op that a sponsor pays for.
import { expect } from 'chai'

import { fixedPaymaster, RELEASE, sessionKeyValidatorAt, type LiveSession } from '../../src'
import type { Report } from './Report'
import type { Scene } from './Scene'
import { signOf } from './signOf'
import { sessionSigns, checkVerificationGas } from './verificationGas'

export async function checkSignedGrant(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, bundler, kind, open, prompts, provider, request, socio3, upvotes } = scene
  const { ownerSeesTypedData } = kind.adapter
  await report.scene(`${title}: ${ownerSeesTypedData ? 'a signed grant' : 'a second grant'}`, async (check) => {
    const [asked, before, refused] = [prompts().length, bundler.taken.length, bundler.refused.length]
    const module = sessionKeyValidatorAt(RELEASE.validator.address, provider)
    const grant = async (): Promise<LiveSession> => await (await open({ app: 'signed' })).ensure(request())
    if (!ownerSeesTypedData) report.leftOut('signedGrant', 'the owner would be shown a hash of the grant')
    const live = ownerSeesTypedData
      ? await check(
          'signedGrant',
          'one signature of the owner is all that is asked for, and nothing is sent',
          async () => {
            const session = await grant()
            expect(prompts().slice(asked)).to.deep.equal(['signTypedData'])
            expect(bundler.taken).to.have.length(before)
            expect(await module.isLive(account, session.id)).to.equal(false)
            return session
          },
        )
      : await check('opGrant', 'the owner, who would be shown a hash, is asked for one op, which grants', async () => {
          const session = await grant()
          expect(prompts().slice(asked)).to.deep.equal(['sendCalls'])
          expect(await module.isLive(account, session.id)).to.equal(true)
          return session
        })
    const taken = bundler.taken.length
    const about = ownerSeesTypedData ? 'signedGrant' : 'opGrant'
    await check(
      about,
      ownerSeesTypedData ? 'the first op brings it, and the others follow' : 'ops follow',
      async () => {
        const votes = await upvotes()
        const app = live.contract(socio3)
        const sent = await Promise.all([0, 1, 2].map(() => app.upvotePost(0, { alone: true })))
        for (const op of sent) expect((await op.wait()).error).to.equal(undefined)
        expect(await module.isLive(account, live.id)).to.equal(true)
        expect(await upvotes()).to.equal(votes + 3n)
        expect(bundler.taken).to.have.length(taken + 3)
        expect(bundler.refused).to.have.length(refused)
      },
    )
    const resign = sessionSigns(scene, await signOf(scene, live))
    await checkVerificationGas(check, scene, { ops: bundler.taken.slice(taken), resign })
    live.close()
  })
}

export async function checkSponsored(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, bundler, depositOf, kind, open, provider, request, socio3, sponsor, upvotes } = scene
  const { ownerSeesTypedData } = kind.adapter
  await report.scene(`${title}: a sponsor`, async (check) => {
    const wealth = async (): Promise<bigint> => (await provider.getBalance(account)) + (await depositOf(account))
    const refused = bundler.refused.length
    const sessions = await open({ app: 'sponsored', paymaster: fixedPaymaster({ paymaster: sponsor }) })
    const session = await check(
      'sponsor',
      'the owner grants',
      async () => await sessions.ensure(request({ fees: { sponsor } })),
    )
    const taken = bundler.taken.length
    const bringing = ownerSeesTypedData ? 'an op that brings its grant' : 'an op'
    await check('sponsor', `pays for ${bringing}, and the account pays nothing`, async () => {
      const [votes, deposit, rich] = [await upvotes(), await depositOf(sponsor), await wealth()]
      const { error, actualGasCost } = await (await session.contract(socio3).upvotePost(0)).wait()
      expect(error).to.equal(undefined)
      expect(await upvotes()).to.equal(votes + 1n)
      expect(await wealth()).to.equal(rich)
      expect(await depositOf(sponsor)).to.equal(deposit - actualGasCost)
      expect(bundler.refused).to.have.length(refused)
    })
    const resign = sessionSigns(scene, await signOf(scene, session))
    await checkVerificationGas(check, scene, { ops: bundler.taken.slice(taken), resign })
    session.close()
  })
}
