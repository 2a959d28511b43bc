// Time besides an end: a session that has not begun, and one whose limits start again with each period.
import { expect } from 'chai'

import { toAddress, toHex, type Call, type EnsureRequest } from '../../src'
import { callsOnly } from './callsOnly'
import { forgedOp } from './forgedOp'
import { refusalOf } from './refusalOf'
import { codeOf } from './refusals'
import type { Report } from './Report'
import type { Scene } from './Scene'
import { signOf } from './signOf'
import { timeOf } from './timeOf'

const HOUR = 3_600

export async function checkTimes(report: Report, title: string, scene: Scene): Promise<void> {
  const { open, request, socio3, upvotes } = scene
  const data = toHex(socio3.interface.encodeFunctionData('upvotePost', [0]))
  const calls: Call[] = [{ to: toAddress(await socio3.getAddress()), value: 0n, data }]
  const begin = async (app: string, terms: Partial<EnsureRequest>) => {
    const live = await (await open({ app, owner: callsOnly(scene) })).ensure(request(terms))
    return { live, forgery: { session: live.session, sign: await signOf(scene, live), calls } }
  }

  await report.scene(`${title}: times`, async (check) => {
    await check('times', 'a session that has not begun: by the client, and past it by the bundler', async () => {
      const now = await timeOf(scene)
      const { live, forgery } = await begin('later', { starts: now + HOUR, expires: now + 2 * HOUR })
      expect((await refusalOf(live.send(calls))).code).to.equal('SessionNotStarted')
      const { bundler, lens } = await forgedOp(scene, forgery)
      expect(bundler.code).to.equal('AA22')
      expect(bundler.cause).to.include({ code: -32_500 })
      expect(lens).to.equal(undefined)
      live.close()
    })
    await check('times', 'a period: no more than its limit, and nothing of the next one', async () => {
      const { live, forgery } = await begin('period', { calls: 1, period: '20m' })
      const before = await upvotes()
      expect((await (await live.send(calls)).wait()).error).to.equal(undefined)
      expect(await upvotes()).to.equal(before + 1n)
      expect((await refusalOf(live.send(calls))).code).to.equal('CallsOverLimit')
      const again = await forgedOp(scene, { ...forgery, periodIndex: 0 })
      expect(again.bundler.code).to.equal(codeOf(scene, 'CallsOverLimit'))
      expect(again.lens?.code).to.equal('CallsOverLimit')
      const early = await forgedOp(scene, { ...forgery, periodIndex: 1 })
      expect(early.bundler.code).to.equal('AA22')
      expect(early.bundler.cause).to.include({ code: -32_500 })
      live.close()
    })
  })
}
