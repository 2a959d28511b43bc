// The reference implementation of ERC-7579, with the owner's validator. Not the build that anybody deploys: it costs other gas.
import { AbiCoder, concat, Contract, id, Interface, ZeroAddress } from 'ethers'

import { deployCreate2 } from '../../deploy/create2'
import { deployOwnerValidator } from '../../deploy/examples'
import { openZeppelinOwner, referenceAccount, toAddress } from '../../src'
import { deployCode } from '../chain/deployCode'
import { modulekitCodes } from '../packages/modulekit'
import type { AccountKind } from './AccountKind'

const MODULE = '(address,bytes)'
const BOOTSTRAP_ABI = [
  `function _getInitMSACalldata(${MODULE}[],${MODULE}[],${MODULE},${MODULE}[]) view returns (bytes)`,
]
const accountAbi = new Interface(['function initializeAccount(bytes) payable'])
const NO_HOOK = [ZeroAddress, '0x'] as const

/** Its own factory is in no package, and the deterministic deployer answers no EntryPoint: so it is there before its first op. */
export const reference: AccountKind = {
  name: 'the reference account',
  version: '0.1, with hooks',
  code: 'of @rhinestone/modulekit, a build of nobody else: behaves like the source, costs other gas',
  adapter: referenceAccount,
  entryPoints: ['0.7'],
  prepare: async (stage) => {
    const codes = modulekitCodes('ERC7579', ['ERC7579_BYTECODE', 'ERC7579_BOOTSTRAP_BYTECODE', 'MSAPROXY_BYTECODE'])
    const ownerValidator = toAddress(await (await deployOwnerValidator(stage.deployer)).getAddress())
    const implementation = await deployCode(stage, { code: codes.ERC7579_BYTECODE })
    const bootstrap = await deployCode(stage, { code: codes.ERC7579_BOOTSTRAP_BYTECODE })
    const initOf = new Contract(bootstrap, BOOTSTRAP_ABI, stage.provider).getFunction('_getInitMSACalldata')
    return async (ownerKey, name) => {
      const init: unknown = await initOf.staticCall([[ownerValidator, ownerKey.address]], [], NO_HOOK, [])
      const initialize = accountAbi.encodeFunctionData('initializeAccount', [init])
      const creation = AbiCoder.defaultAbiCoder().encode(['address', 'bytes'], [implementation, initialize])
      const initCode = concat([codes.MSAPROXY_BYTECODE, creation])
      const address = toAddress(await deployCreate2(stage.deployer, { initCode, salt: id(name) }))
      return { address, signatures: openZeppelinOwner(ownerValidator) }
    }
  },
}
