// A session that the owner grants by an op: several calls in one op, and ten at once.
import { expect } from 'chai'

import { allow, toAddress, toHex, type Call } from '../../src'
import { OPS_OF_ONE_ACCOUNT } from '../bundler/alto'
import { callsOnly } from './callsOnly'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'
import type { Scene } from './Scene'
import { voted } from './voted'

/** What the post is tipped with; the session's cap of one call. */
const TIP = 3n
const MISSING_POST = 404

export async function checkBatches(report: Report, title: string, scene: Scene): Promise<void> {
  const { bundler, open, prompts, request, socio3, upvotes } = scene
  const onSocio3 = toAddress(await socio3.getAddress())
  const call = (data: string, value = 0n): Call => ({ to: onSocio3, value, data: toHex(data) })
  const upvote = call(socio3.interface.encodeFunctionData('upvotePost', [0]))
  const tip = (post: number): Call => call(socio3.interface.encodeFunctionData('tip', [post]), TIP)
  await report.scene(`${title}: batches`, async (check) => {
    const asked = prompts().length
    const live = await check('opGrant', 'an op of the owner grants another session, which nobody signs', async () => {
      const demands = [allow(socio3, 'upvotePost'), allow(socio3, 'tip', { maxValue: TIP })]
      const terms = request({ allow: demands, value: TIP * 2n, calls: 20 })
      const session = await (await open({ app: 'batches', owner: callsOnly(scene) })).ensure(terms)
      expect(prompts().slice(asked)).to.deep.equal(['sendCalls'])
      return session
    })
    await check('batch', 'three calls go in one op', async () => {
      const [votes, { tips }] = [await upvotes(), await socio3.getPost(0)]
      const op = await live.send([upvote, tip(0), upvote])
      expect((await op.wait()).error).to.equal(undefined)
      expect(await upvotes()).to.equal(votes + 2n)
      expect((await socio3.getPost(0)).tips).to.equal(tips + TIP)
    })
    await check('batch', 'of two calls none is sent, where one would revert', async () => {
      const votes = await upvotes()
      const missing = call(socio3.interface.encodeFunctionData('upvotePost', [MISSING_POST]))
      expect((await refusalOf(live.send([upvote, missing]))).code).to.equal('CallsRevert')
      expect(await upvotes()).to.equal(votes)
    })
    await check(
      'pending',
      'ten calls at once are all mined: four ops, and those that had to wait share one',
      async () => {
        const [app, refused] = [live.contract(socio3), bundler.refused.length]
        expect(await voted(scene, 10, () => app.upvotePost(0))).to.equal(OPS_OF_ONE_ACCOUNT + 1)
        expect(bundler.mostPending).to.be.at.most(OPS_OF_ONE_ACCOUNT)
        expect(bundler.refused).to.have.length(refused)
      },
    )
    live.close()
  })
}
