// How sessions end: one, all, and with the module. What was installed beside it stays as it is.
import { expect } from 'chai'
import { Contract } from 'ethers'

import {
  randomSalt,
  RELEASE,
  sessionKeyValidatorAt,
  toAddress,
  toHex,
  uninstallCall,
  type Call,
  type LiveSession,
} from '../../src'
import { callsOnly } from './callsOnly'
import { forgedOp } from './forgedOp'
import type { Report } from './Report'
import type { Scene } from './Scene'
import { signOf } from './signOf'

const VALIDATOR_TYPE = 1
const ACCOUNT_ABI = ['function isModuleInstalled(uint256,address,bytes) view returns (bool)']

export async function checkEndings(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, chainId, kind, open, owner, provider, request, ownerValidator } = scene
  const module = sessionKeyValidatorAt(RELEASE.validator.address, provider)
  const ask = new Contract(account, ACCOUNT_ABI, provider).getFunction('isModuleInstalled')
  const isInstalled = async (validator: string): Promise<boolean> =>
    (await ask.staticCall(VALIDATOR_TYPE, validator, '0x')) as boolean
  const begin = async (app: string) => {
    const sessions = await open({ app, owner: callsOnly(scene) })
    const live = await sessions.ensure(request())
    return { sessions, live, sign: await signOf(scene, live) }
  }
  type Begun = Awaited<ReturnType<typeof begin>>
  const expectEnded = async ({ live, sign }: Begun): Promise<void> => {
    expect(await module.isLive(account, live.id)).to.equal(false)
    const { bundler } = await forgedOp(scene, { session: live.session, sign, calls: [await upvoteOf(scene)] })
    expect(bundler.onchain).to.include({ source: 'module' })
    expect(bundler.code).to.be.oneOf(['SessionNotLive', 'ModuleNotInstalled'])
  }

  await report.scene(`${title}: endings`, async (check) => {
    const [one, other] = await check('two sessions are live', async () => {
      const begun = [await begin('one'), await begin('other')] as const
      for (const { live } of begun) await vote(scene, live)
      return begun
    })
    await check('revoke ends one of them, and the other goes on', async () => {
      await one.sessions.revoke(one.live)
      await expectEnded(one)
      await vote(scene, other.live)
    })
    await check('revokeAll ends all of them', async () => {
      await other.sessions.revokeAll()
      await expectEnded(other)
    })
    const last = await check('another session begins after that', async () => {
      const begun = await begin('last')
      await vote(scene, begun.live)
      return begun
    })
    await check('uninstalling the module ends its sessions, and the owner’s validator is still there', async () => {
      const place = { adapter: kind.adapter, account, module: RELEASE.validator.address }
      const calls = [uninstallCall({ ...place, salt: randomSalt() })]
      expect(await (await owner.sendCalls({ chainId, account, calls })).wait()).to.include({ success: true })
      expect(await isInstalled(RELEASE.validator.address)).to.equal(false)
      expect(await isInstalled(ownerValidator)).to.equal(true)
      expect(await module.isLive(account, last.live.id)).to.equal(false)
    })
    await check('installed anew, it has new sessions, and the old ones are refused', async () => {
      const next = await begin('next')
      await vote(scene, next.live)
      await expectEnded(last)
      await expectEnded(other)
      expect(await isInstalled(ownerValidator)).to.equal(true)
      next.live.close()
    })
  })
}

async function vote({ socio3, upvotes }: Scene, live: LiveSession): Promise<void> {
  const before = await upvotes()
  expect((await (await live.contract(socio3).upvotePost(0)).wait()).error).to.equal(undefined)
  expect(await upvotes()).to.equal(before + 1n)
}

async function upvoteOf({ socio3 }: Scene): Promise<Call> {
  const data = toHex(socio3.interface.encodeFunctionData('upvotePost', [0]))
  return { to: toAddress(await socio3.getAddress()), value: 0n, data }
}
