// What is refused: by the client, and past the client by the bundler, whose answer becomes the client's one error type.
import { expect } from 'chai'

import { toAddress, toHex, type Call, type EnsureRequest, type ErrorCode } from '../../src'
import { callsOnly } from './callsOnly'
import { forgedOp } from './forgedOp'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'
import type { Scene } from './Scene'
import { signOf } from './signOf'
import { timeOf } from './timeOf'

/** Seconds before the end in which this bundler takes no op: less than these 30, and time for the grant. */
const SOON = 25

export async function checkRefusals(report: Report, title: string, scene: Scene): Promise<void> {
  const { kind, open, request, socio3 } = scene
  const { comment, upvote } = await callsOf(scene)
  const begin = async (app: string, expires: EnsureRequest['expires'] = '1h') => {
    const sessions = await open({ app, owner: callsOnly(scene) })
    const live = await sessions.ensure(request({ expires }))
    return { sessions, live, session: live.session, sign: await signOf(scene, live) }
  }

  await report.scene(`${title}: refusals`, async (check) => {
    if (kind.hidesErrors === true)
      report.leftOut('reasons', 'the account hides them: the bundler says AA23, and the Lens the reason')
    const said = await check(
      'outside',
      'a call outside the session: by the client, and past it by bundler and Lens',
      async () => {
        const { live, ...key } = await begin('outside')
        expect((await refusalOf(live.send([comment]))).code).to.equal('CallNotPermitted')
        const { bundler, lens } = await forgedOp(scene, { ...key, calls: [comment] })
        expect(bundler.code).to.equal(codeOf(scene, 'SessionNotLive'))
        expect(lens?.code).to.equal('CallNotPermitted')
        live.close()
        return bundler
      },
    )
    if (kind.hidesErrors !== true)
      await check('reasons', 'what the module says of it reaches the client', async () => {
        await Promise.resolve()
        expect(said.onchain).to.include({ source: 'module', name: 'SessionNotLive' })
      })
    await check('expiry', 'the last 25 seconds of a session: by the client, and past it by the bundler', async () => {
      const { live, ...key } = await begin('short', (await timeOf(scene)) + SOON)
      expect((await refusalOf(live.contract(socio3).upvotePost(0))).code).to.equal('ExpiryTooNear')
      const { bundler, lens } = await forgedOp(scene, { ...key, calls: [upvote] })
      expect(bundler.code).to.equal('ExpiresTooSoon')
      expect(bundler.cause).to.include({ code: -32_503 })
      expect(lens).to.equal(undefined)
      live.close()
    })
    await check('revoke', 'a revoked session: by every client that uses it, and past them by the bundler', async () => {
      const { sessions, live, ...key } = await begin('revoked')
      const elsewhere = await (await open({ app: 'revoked' })).ensure(request())
      expect(elsewhere.id).to.equal(live.id)
      await sessions.revoke(live)
      expect((await refusalOf(live.contract(socio3).upvotePost(0))).code).to.equal('SessionClosed')
      expect((await refusalOf(elsewhere.contract(socio3).upvotePost(0))).code).to.equal('SessionAlreadyRevoked')
      const { bundler, lens } = await forgedOp(scene, { ...key, calls: [upvote] })
      expect(bundler.code).to.equal(codeOf(scene, 'SessionNotLive'))
      expect(lens?.code).to.equal('SessionAlreadyRevoked')
      elsewhere.close()
    })
  })
}

/** What a bundler says where the module says this. */
export const codeOf = ({ kind }: Scene, code: ErrorCode): ErrorCode => (kind.hidesErrors === true ? 'AA23' : code)

/** One that the session does not have, and one that it has. */
async function callsOf({ socio3 }: Scene): Promise<{ readonly comment: Call; readonly upvote: Call }> {
  const to = toAddress(await socio3.getAddress())
  return {
    comment: { to, value: 0n, data: toHex(socio3.interface.encodeFunctionData('createPost', ['Not asked for'])) },
    upvote: { to, value: 0n, data: toHex(socio3.interface.encodeFunctionData('upvotePost', [0])) },
  }
}
