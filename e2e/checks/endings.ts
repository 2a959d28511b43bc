// The ends of all sessions at once: revokeAll, and the module gone and back again, beside validators that are not its own.
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
  type Address,
  type Call,
  type ErrorCode,
  type LiveSession,
} from '../../src'
import { forgedOp } from './forgedOp'
import { refusalOf } from './refusalOf'
import { callsOnly } from './callsOnly'
import { codeOf } from './refusals'
import type { Report } from './Report'
import type { Scene } from './Scene'
import { signOf } from './signOf'

const ACCOUNT_ABI = ['function isModuleInstalled(uint256,address,bytes) view returns (bool)']
const VALIDATOR_TYPE = 1

/** An account's own answer for a validator that it does not have, which fails or reverts; Kernel asks the module first. */
const NOT_INSTALLED: readonly ErrorCode[] = ['AA23', 'AA24', 'SessionNotLive']

export async function checkEndings(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, deployer, kind, open, owner, chainId, provider, request, signatures, socio3, upvotes } = scene
  const { adapter } = kind
  const { address: module } = RELEASE.validator
  const hasValidator = async (validator: Address): Promise<unknown> =>
    await new Contract(account, ACCOUNT_ABI, provider)
      .getFunction('isModuleInstalled')
      .staticCall(VALIDATOR_TYPE, validator, '0x')
  const execute = async (call: Call): Promise<void> => {
    const { success } = await (await owner.sendCalls({ chainId, account, calls: [call] })).wait()
    expect(success).to.equal(true)
  }
  const isLive = async ({ id }: LiveSession): Promise<boolean> =>
    await sessionKeyValidatorAt(module, provider).isLive(account, id)
  const upvote: Call = {
    to: toAddress(await socio3.getAddress()),
    value: 0n,
    data: toHex(socio3.interface.encodeFunctionData('upvotePost', [0])),
  }

  await report.scene(`${title}: endings`, async (check) => {
    const begin = async (app = 'ending'): Promise<LiveSession> =>
      await (await open({ app, owner: callsOnly(scene) })).ensure(request())
    const old = await check('revokeAll', 'revokeAll ends what is live, and the owner grants anew', async () => {
      const all = [await begin(), await begin('another ending')]
      expect(await Promise.all(all.map(isLive))).to.deep.equal([true, true])
      await (await open({ app: 'ending', owner: callsOnly(scene) })).revokeAll()
      expect(await Promise.all(all.map(isLive))).to.deep.equal([false, false])
      for (const session of all) session.close()
      return await begin()
    })
    const sign = await signOf(scene, old)
    const other = await check('uninstall', 'the owner installs another validator, and the module goes', async () => {
      const validator = toAddress(await (await deployOwnerValidator(deployer)).getAddress())
      await execute(adapter.installValidator({ account, validator, data: toHex(deployer.address) }))
      await execute(await readUninstallCall(provider, { adapter, account, module, salt: randomSalt() }))
      expect(await hasValidator(module)).to.equal(false)
      expect(await isLive(old)).to.equal(false)
      return validator
    })
    await check(
      'otherValidators',
      "the one that was installed after the module stays, and the owner's own",
      async () => {
        expect(await hasValidator(other)).to.equal(true)
        expect(await hasValidator(signatures.validator)).to.equal(true)
      },
    )
    await check(
      'uninstall',
      'a session of the module that is gone: by the client, and past it by the bundler',
      async () => {
        const client = await refusalOf(old.contract(socio3).upvotePost(0))
        const { bundler, lens } = await forgedOp(scene, { session: old.session, sign, calls: [upvote] })
        expect([client.code, lens?.code]).to.deep.equal(['ModuleNotInstalled', 'ModuleNotInstalled'])
        expect(NOT_INSTALLED).to.include(bundler.code)
        old.close()
      },
    )
    await check('reinstall', 'one prompt installs it again and grants; what was live before is not', async () => {
      const next = await begin()
      const before = await upvotes()
      expect((await (await next.contract(socio3).upvotePost(0)).wait()).error).to.equal(undefined)
      expect(await upvotes()).to.equal(before + 1n)
      expect([await isLive(next), await isLive(old)]).to.deep.equal([true, false])
      const { bundler, lens } = await forgedOp(scene, { session: old.session, sign, calls: [upvote] })
      expect(bundler.code).to.equal(codeOf(scene, 'SessionNotLive'))
      expect(lens?.code).to.equal('SessionOfOlderEpoch')
      expect(await hasValidator(other)).to.equal(true)
      next.close()
    })
  })
}
