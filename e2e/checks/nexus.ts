// What only Nexus does: whoever uninstalls a validator says which one is before it, and a nonce key of one more is another validator's.
import { expect } from 'chai'
import { Contract } from 'ethers'

import { deployOwnerValidator } from '../../deploy/examples'
import {
  randomSalt,
  readUninstallCall,
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
import { refusalOf } from './refusalOf'
import type { Report } from './Report'
import type { Scene } from './Scene'
import { signOf } from './signOf'

const ACCOUNT_ABI = ['function getValidatorsPaginated(address,uint256) view returns (address[],address)']
const FIRST = toAddress('0x0000000000000000000000000000000000000001')
const LANE = 3
const { address: MODULE } = RELEASE.validator

export async function checkNexus(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, chainId, deployer, kind, open, owner, ownerKey, provider, request, socio3, upvotes } = scene
  const { adapter } = kind
  const place = { adapter, account, module: MODULE, salt: randomSalt() }
  const execute = async (call: Call): Promise<boolean> =>
    (await (await owner.sendCalls({ chainId, account, calls: [call] })).wait()).success
  const validators = async (): Promise<readonly string[]> => {
    const page: unknown = await new Contract(account, ACCOUNT_ABI, provider)
      .getFunction('getValidatorsPaginated')
      .staticCall(FIRST, 100)
    return [...(page as [readonly string[]])[0]]
  }
  const begin = async (): Promise<LiveSession> =>
    await (await open({ app: 'nexus', owner: callsOnly(scene) })).ensure(request())

  await report.scene(`${title}: what only Nexus does`, async (check) => {
    const live = await check('own', 'the validator that was installed last is the first of the list', async () => {
      const session = await begin()
      const validator = toAddress(await (await deployOwnerValidator(deployer)).getAddress())
      const before = await validators()
      expect(before).to.include(MODULE)
      expect(await execute(adapter.installValidator({ account, validator, data: toHex(ownerKey.address) }))).to.equal(
        true,
      )
      expect(await validators()).to.deep.equal([validator, ...before])
      return session
    })
    await check('own', 'with another validator before it than there is, the module is not uninstalled', async () => {
      expect((await refusalOf(execute(uninstallCall({ ...place, previous: FIRST })))).code).to.equal('CallsRevert')
      expect(await validators()).to.include(MODULE)
      expect(await sessionKeyValidatorAt(MODULE, provider).isLive(account, live.id)).to.equal(true)
    })
    await check('own', 'a nonce key of one more is no lane of the module, but another validator', async () => {
      const before = await upvotes()
      const op = await live.contract(socio3).upvotePost(0)
      expect((await op.wait()).error).to.equal(undefined)
      const key = adapter.nonceKey(MODULE, LANE)
      expect(key >> 168n).to.equal(BigInt(LANE))
      const to = toAddress(await socio3.getAddress())
      const upvote = { to, value: 0n, data: toHex(socio3.interface.encodeFunctionData('upvotePost', [0])) }
      const forgery = { session: live.session, sign: await signOf(scene, live), calls: [upvote] }
      const { bundler } = await forgedOp(scene, { ...forgery, nonceKey: key + 1n })
      expect(bundler.code).to.be.oneOf(['AA23', 'AA24'])
      expect(await upvotes()).to.equal(before + 1n)
    })
    await check('own', 'the client asks which validator is before the module, and it goes', async () => {
      expect(await execute(await readUninstallCall(provider, place))).to.equal(true)
      expect(await validators()).to.not.include(MODULE)
      expect(await sessionKeyValidatorAt(MODULE, provider).isLive(account, live.id)).to.equal(false)
      live.close()
    })
  })
}
