// OpenZeppelin's AccountERC7579, as the project's example has it: a clone, whose owner is checked by a validator.
import { version } from '@openzeppelin/contracts/package.json'
import { id } from 'ethers'

import { openZeppelinAccount, openZeppelinOwner, toAddress, toHex } from '../../src'
import { stake } from '../chain/stake'
import type { AccountKind } from './AccountKind'
import { deployOpenZeppelinParts } from './openZeppelinParts'

/** The package's version. */
export const OPENZEPPELIN_CONTRACTS = version

export const openZeppelin: AccountKind = {
  name: 'OpenZeppelin',
  version: OPENZEPPELIN_CONTRACTS,
  code: 'from source, as `contracts/examples/SmartAccount.sol` has it',
  adapter: openZeppelinAccount,
  entryPoints: ['0.7', '0.8', '0.9'],
  prepare: async (stage, entryPoint) => {
    const { ownerValidator, factory } = await deployOpenZeppelinParts(stage, entryPoint)
    const factoryAddress = toAddress(await factory.getAddress())
    await stake(stage, entryPoint, factoryAddress)
    return async ({ address: owner }, name) => {
      const creation: [string, string] = [owner, id(name)]
      return {
        address: toAddress(await factory.getAccountAddress(...creation)),
        deployment: {
          factory: factoryAddress,
          factoryData: toHex(factory.interface.encodeFunctionData('createAccount', creation)),
        },
        signatures: openZeppelinOwner(ownerValidator),
      }
    }
  },
}
