// A Safe that is there already and gets the adapter from its owner, without a launchpad.
import { Contract, id, Interface, ZeroAddress, type Wallet } from 'ethers'

import { openZeppelinOwner, safe7579Account, toAddress, type Address } from '../../src'
import type { Stage } from '../chain/contracts'
import type { AccountKind } from './AccountKind'
import { deploySafeParts, SAFE7579_VERSION, safeCreation } from './safeParts'

const MODULES = '(address,bytes)[]'
const safeAbi = new Interface([
  'function nonce() view returns (uint256)',
  'function enableModule(address)',
  'function execTransaction(address,uint256,bytes,uint8,uint256,uint256,uint256,address,address,bytes) returns (bool)',
  `function initializeAccount(${MODULES},${MODULES},${MODULES},${MODULES},(address,address[],uint8))`,
])
const FIELDS =
  'address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce'
const TYPES = {
  SafeTx: FIELDS.split(',').map((field) => {
    const [type = '', name = ''] = field.split(' ')
    return { type, name }
  }),
}

export const existingSafe7579: AccountKind = {
  name: 'Safe7579 on a Safe that was there',
  version: SAFE7579_VERSION,
  code: 'Safe and adapter: canonical, at their canonical addresses',
  adapter: safe7579Account,
  entryPoints: ['0.7'],
  // ExecutionFailed()
  hidesErrors: true,
  prepare: async (stage, entryPoint) => {
    const parts = await deploySafeParts(stage, entryPoint)
    const { adapter, factory, ownerValidator } = parts
    return async (ownerKey, name) => {
      const owner = toAddress(ownerKey.address)
      const { address, factoryData } = await safeCreation(parts, { owner, salt: id(name) })
      await (await stage.deployer.sendTransaction({ to: factory, data: factoryData })).wait()
      const noRegistry = [ZeroAddress, [], 0]
      for (const [method, args] of [
        ['enableModule', [adapter]],
        ['initializeAccount', [[[ownerValidator, owner]], [], [], [], noRegistry]],
      ] as const)
        await callItself(stage, { safe: address, ownerKey, data: safeAbi.encodeFunctionData(method, args) })
      return { address, signatures: openZeppelinOwner(ownerValidator) }
    }
  },
}

/** A transaction that the Safe's owner signs, and anybody sends. */
async function callItself(
  { deployer, chainId }: Stage,
  { safe, ownerKey, data }: { safe: Address; ownerKey: Wallet; data: string },
): Promise<void> {
  const contract = new Contract(safe, safeAbi, deployer)
  const call = { to: safe, value: 0, data, operation: 0, safeTxGas: 0, baseGas: 0, gasPrice: 0 }
  const terms = { ...call, gasToken: ZeroAddress, refundReceiver: ZeroAddress }
  const nonce: unknown = await contract.getFunction('nonce').staticCall()
  const signature = await ownerKey.signTypedData({ chainId, verifyingContract: safe }, TYPES, { ...terms, nonce })
  const execute = contract.getFunction('execTransaction')
  await (await execute.send(...Object.values(terms), signature)).wait()
}
