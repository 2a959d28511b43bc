// One session with every kind of limit, and each of them refused once: by the client, and past the client by the bundler, for
// the reason that the Lens gives.
import { expect } from 'chai'

import type { LiveSession } from '../../src'
import { callsOnly } from './callsOnly'
import { forgedOp } from './forgedOp'
import { callsOf, FRIEND } from './limitCalls'
import { beyondOf, CAP, termsOf, TOKENS, VALUE } from './limitCases'
import { refusalOf } from './refusalOf'
import { codeOf } from './refusals'
import type { Report } from './Report'
import type { Scene } from './Scene'
import { signOf } from './signOf'

export async function checkLimits(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, open, request, socio3, token } = scene
  await report.scene(`${title}: limits`, async (check) => {
    const { live, sign } = await check(
      'limits',
      'one session has a limit of every kind, and works inside them',
      async () => {
        await (await token.mint(account, TOKENS * 2n)).wait()
        const session = await (await open({ app: 'limits', owner: callsOnly(scene) })).ensure(request(termsOf(scene)))
        const { tip, transfer } = await callsOf(scene)
        const before = await token.balanceOf(FRIEND)
        const inside = [tip(CAP), transfer(FRIEND, TOKENS - 1n)]
        expect((await (await session.send(inside)).wait()).error).to.equal(undefined)
        expect(await token.balanceOf(FRIEND)).to.equal(before + TOKENS - 1n)
        return { live: session, sign: await signOf(scene, session) }
      },
    )
    for (const beyond of await beyondOf(scene))
      await check(beyond.about ?? 'limits', beyond.limit, async () => {
        const { calls, claims, claimed, changes = {}, client, lens, module = 'SessionNotLive' } = beyond
        if (client !== undefined) expect((await refusalOf(live.send(calls))).code, 'client').to.equal(client)
        const session = { ...live.session, ...claimed }
        const permissionIndexes = claims.map((name) => indexOf(live, name))
        const refused = await forgedOp(scene, { session, sign, calls, permissionIndexes, changes })
        expect(refused.lens?.code, 'Lens').to.equal(lens)
        expect(refused.bundler.code, 'bundler').to.equal(codeOf(scene, module))
        if (scene.kind.hidesErrors !== true)
          expect(refused.bundler.onchain, 'module').to.include({ source: 'module', name: module })
      })
    await check('allowance', 'after all of that, what is left of them can be used', async () => {
      const before = await scene.upvotes()
      const { tip, transfer } = await callsOf(scene)
      const rest = [tip(VALUE - CAP), transfer(FRIEND, 1n)]
      expect((await (await live.send(rest)).wait()).error).to.equal(undefined)
      expect((await (await live.contract(socio3).upvotePost(0)).wait()).error).to.equal(undefined)
      expect(await scene.upvotes()).to.equal(before + 1n)
    })
    live.close()
  })
}

function indexOf({ session }: LiveSession, signature: string): number {
  const index = session.permissions.findIndex(({ functionSignature }) => functionSignature === signature)
  if (index < 0) throw new Error(`The session has no ${signature}`)
  return index
}
