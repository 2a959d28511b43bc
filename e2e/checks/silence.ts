// One prompt, then silence: an account that is not there yet, its first session, and twenty calls at once.
import { expect } from 'chai'

import { RELEASE, sessionKeyValidatorAt } from '../../src'
import { OPS_OF_ONE_ACCOUNT } from '../bundler/alto'
import type { Report } from './Report'
import type { Scene } from './Scene'
import { signOf } from './signOf'
import { sessionSigns, checkVerificationGas } from './verificationGas'
import { voted } from './voted'

export async function checkSilence(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, bundler, isNew, open, ownerSigns, prompts, provider, request, socio3 } = scene
  await report.scene(`${title}: one prompt, then silence`, async (check) => {
    if (!isNew) report.leftOut('deploy', 'this account is there before its first op')
    const live = await check('install', 'one prompt installs the module and grants', async () => {
      expect((await provider.getCode(account)) === '0x').to.equal(isNew)
      const session = await (await open()).ensure(request())
      expect(prompts()).to.deep.equal(['sendCalls'])
      const { address } = RELEASE.validator
      expect(await sessionKeyValidatorAt(address, provider).isLive(account, session.id)).to.equal(true)
      return session
    })
    if (isNew)
      await check('deploy', 'the account was not there before, and is now', async () => {
        expect(await provider.getCode(account)).to.not.equal('0x')
      })
    await checkVerificationGas(check, scene, { ops: bundler.taken, resign: ownerSigns })
    await check('reload', 'a reload finds the kind of account and its session, without a prompt', async () => {
      expect((await (await open()).ensure(request())).id).to.equal(live.id)
      expect(prompts()).to.have.length(1)
    })

    const app = live.contract(socio3)
    await check('use', 'a call is mined', async () => {
      expect(await voted(scene, 1, () => app.upvotePost(0))).to.equal(1)
    })
    await check(
      'pending',
      'twenty calls at once are all mined: four ops, and those that had to wait share two',
      async () => {
        expect(await voted(scene, 20, () => app.upvotePost(0))).to.equal(6)
      },
    )
    await check(
      'pending',
      'eight calls at once are all mined, each in an op of its own where they want to',
      async () => {
        expect(await voted(scene, 8, () => app.upvotePost(0, { alone: true }))).to.equal(8)
      },
    )
    const resign = sessionSigns(scene, await signOf(scene, live))
    await checkVerificationGas(check, scene, { ops: bundler.taken.slice(1), resign })
    await check('pending', 'the bundler never had more than four ops of the account, and refused none', async () => {
      await Promise.resolve()
      expect(bundler.mostPending).to.equal(OPS_OF_ONE_ACCOUNT)
      expect(bundler.refused).to.deep.equal([])
    })
    await check('use', 'the owner was asked once in all', async () => {
      await Promise.resolve()
      expect(prompts()).to.deep.equal(['sendCalls'])
    })
    live.close()
  })
}
