// Nexus 1.0.0 of Biconomy, with the owner's validator. This build behaves as the canonical one; it costs other gas.
import { Contract, id, Interface, ZeroAddress } from 'ethers'

import { deployOwnerValidator } from '../../deploy/examples'
import { nexusAccount, openZeppelinOwner, toAddress, toHex } from '../../src'
import { deployCode } from '../chain/deployCode'
import { stake } from '../chain/stake'
import { modulekitCodes } from '../packages/modulekit'
import type { AccountKind } from './AccountKind'

const BOOTSTRAP_ABI = [
  'function getInitNexusWithSingleValidatorCalldata((address,bytes),address,address[],uint8) view returns (bytes)',
]
const factoryAbi = new Interface([
  'function createAccount(bytes,bytes32) payable returns (address)',
  'function computeAccountAddress(bytes,bytes32) view returns (address)',
])

/** Nobody attests to modules. */
const NO_REGISTRY = [ZeroAddress, [], 0] as const

export const nexus: AccountKind = {
  name: 'Nexus',
  version: '1.0.0',
  code: 'of @rhinestone/modulekit, not the canonical build: behaves like it, costs other gas',
  adapter: nexusAccount,
  entryPoints: ['0.7'],
  prepare: async (stage, entryPoint) => {
    const { deployer, provider } = stage
    const codes = modulekitCodes('Nexus', [
      'NEXUS_BYTECODE',
      'NEXUS_ACCOUNT_FACTORY_BYTECODE',
      'NEXUS_BOOTSTRAP_BYTECODE',
    ])
    const ownerValidator = toAddress(await (await deployOwnerValidator(deployer)).getAddress())
    const implementation = await deployCode(stage, {
      code: codes.NEXUS_BYTECODE,
      types: ['address'],
      values: [entryPoint.address],
    })
    const bootstrap = await deployCode(stage, { code: codes.NEXUS_BOOTSTRAP_BYTECODE })
    const factory = await deployCode(stage, {
      code: codes.NEXUS_ACCOUNT_FACTORY_BYTECODE,
      types: ['address', 'address'],
      values: [implementation, deployer.address],
    })
    await stake(stage, entryPoint, factory)
    const initOf = new Contract(bootstrap, BOOTSTRAP_ABI, provider).getFunction(
      'getInitNexusWithSingleValidatorCalldata',
    )
    const addressOf = new Contract(factory, factoryAbi, provider).getFunction('computeAccountAddress')
    return async ({ address: owner }, name) => {
      const init: unknown = await initOf.staticCall([ownerValidator, owner], ...NO_REGISTRY)
      const creation = [init, id(name)]
      return {
        address: toAddress(String(await addressOf.staticCall(...creation))),
        deployment: { factory, factoryData: toHex(factoryAbi.encodeFunctionData('createAccount', creation)) },
        signatures: openZeppelinOwner(ownerValidator),
      }
    }
  },
}
