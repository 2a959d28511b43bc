// What only Safe7579 does: the adapter believes that its caller is whoever's address comes last in the calldata.
import { expect } from 'chai'
import { concat } from 'ethers'

import { allow, RELEASE, reviewRequest, toAddress, toHex, type Call } from '../../src'
import { ADAPTER } from '../accounts/safeParts'
import { callsOnly } from './callsOnly'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'
import type { Scene } from './Scene'

const adapterContract = { address: ADAPTER, abi: ['function execute(bytes32 mode,bytes executionCalldata)'] } as const

export async function checkSafe7579(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, chainId, entryPoint, kind, open, provider, request, socio3 } = scene
  const comment: Call = {
    to: toAddress(await socio3.getAddress()),
    value: 0n,
    data: toHex(socio3.interface.encodeFunctionData('createPost', ['In no session'])),
  }
  const execute = kind.adapter.encodeExecute([comment])
  const posts = async (): Promise<bigint> => await socio3.postCount()

  await report.scene(`${title}: what only Safe7579 does`, async (check) => {
    const wanted = request({ allow: [allow(adapterContract, 'execute')] })
    const sessions = await open({ app: 'adapter', owner: callsOnly(scene) })
    await check('own', 'a session for the adapter is refused by the review, which knows it', async () => {
      const asked = await sessions.request(wanted)
      const now = (await provider.getBlock('latest'))?.timestamp ?? 0
      const place = { chainId, account, module: RELEASE.validator.address }
      const { findings, isRefused } = reviewRequest(asked, { place, now })
      expect(isRefused).to.equal(true)
      expect(findings.filter(({ severity }) => severity === 'refusal').map(({ code }) => code)).to.deep.equal([
        'TargetIsModuleContract',
      ])
    })
    await check('own', 'an owner who grants it all the same has given the whole account away', async () => {
      const live = await sessions.ensure(wanted)
      const before = await posts()
      const op = await live.send([{ to: ADAPTER, value: 0n, data: toHex(concat([execute, entryPoint.address])) }])
      expect((await op.wait()).error).to.equal(undefined)
      expect(await posts()).to.equal(before + 1n)
      expect((await socio3.getPost(before)).author).to.equal(account)
      await sessions.revoke(live)
      live.close()
    })
    await check('own', 'in a session for other contracts, the very same call is refused', async () => {
      const live = await (await open({ app: 'no adapter', owner: callsOnly(scene) })).ensure(request())
      const call = { to: ADAPTER, value: 0n, data: toHex(concat([execute, entryPoint.address])) }
      expect((await refusalOf(live.send([call]))).code).to.equal('CallNotPermitted')
      live.close()
    })
  })
}
