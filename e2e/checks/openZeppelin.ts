// What only OpenZeppelin's account does: it uninstalls no module whose own uninstall reverts. So that of ours must never do so.
import { expect } from 'chai'
import { Contract } from 'ethers'

import {
  randomSalt,
  RELEASE,
  sessionKeyValidatorAt,
  toHex,
  uninstallCall,
  type Address,
  type Call,
  type Hex,
} from '../../src'
import { deployCode } from '../chain/deployCode'
import { callsOnly } from './callsOnly'
import { refusalOf } from './refusalOf'
import type { Report } from './Report'
import type { Scene } from './Scene'

/**
 * A validator that does not go: `onUninstall(bytes)`, 0x8a91b0e3, reverts; everything else answers 1. Nine bytes deploy the others:
 * load the selector, compare, jump to the revert, or return a word.
 */
const STUBBORN: Hex = '0x601f8060093d393df360003560e01c638a91b0e314601957600160005260206000f35b60006000fd'
const ACCOUNT_ABI = ['function isModuleInstalled(uint256,address,bytes) view returns (bool)']
const VALIDATOR_TYPE = 1
const { address: MODULE } = RELEASE.validator

/** Uninstall data that no client would make. */
const ODD: readonly Hex[] = ['0x', '0x01', `0x${'ff'.repeat(31)}`, `0x${'ab'.repeat(1_000)}`]

export async function checkOpenZeppelin(report: Report, title: string, scene: Scene): Promise<void> {
  const { account, chainId, kind, open, owner, provider, request } = scene
  const { adapter } = kind
  const module = sessionKeyValidatorAt(MODULE, provider)
  const execute = async (call: Call): Promise<boolean> =>
    (await (await owner.sendCalls({ chainId, account, calls: [call] })).wait()).success
  const has = async (validator: Address): Promise<unknown> =>
    await new Contract(account, ACCOUNT_ABI, provider)
      .getFunction('isModuleInstalled')
      .staticCall(VALIDATOR_TYPE, validator, '0x')

  await report.scene(`${title}: what only OpenZeppelin's account does`, async (check) => {
    await check('own', 'a validator whose uninstall reverts stays', async () => {
      const validator = await deployCode(scene, { code: STUBBORN })
      expect(await execute(adapter.installValidator({ account, validator, data: '0x' }))).to.equal(true)
      const uninstall = adapter.uninstallValidator({ account, validator, data: '0x' })
      expect((await refusalOf(execute(uninstall))).code).to.equal('CallsRevert')
      expect(await has(validator)).to.equal(true)
    })
    await check('own', 'the module goes, whatever the uninstall data, whether sessions are live or not', async () => {
      for (const data of ODD) {
        const live = await (await open({ app: 'odd', owner: callsOnly(scene) })).ensure(request())
        expect(await module.isLive(account, live.id)).to.equal(true)
        expect(await execute(adapter.uninstallValidator({ account, validator: MODULE, data }))).to.equal(true)
        expect(await has(MODULE)).to.equal(false)
        expect(await module.isLive(account, live.id)).to.equal(false)
        live.close()
      }
    })
    await check('own', 'the module goes after revokeAll too, and says nothing when it is not there', async () => {
      const sessions = await open({ app: 'odd', owner: callsOnly(scene) })
      const live = await sessions.ensure(request())
      await sessions.revokeAll()
      const place = { adapter, account, module: MODULE, salt: randomSalt() }
      expect(await execute(uninstallCall(place))).to.equal(true)
      expect(await has(MODULE)).to.equal(false)
      const data = toHex(module.interface.encodeFunctionData('onUninstall', ['0x']))
      expect(await provider.call({ from: account, to: MODULE, data })).to.equal('0x')
      live.close()
    })
  })
}
