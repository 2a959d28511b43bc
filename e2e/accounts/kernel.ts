// Kernel v3.1 of ZeroDev, with the owner's validator as its root. This build behaves as the canonical one; it costs other gas.
import { concat, Contract, id, Interface, TypedDataEncoder, ZeroAddress } from 'ethers'

import { deployOwnerValidator } from '../../deploy/examples'
import { kernelAccount, kernelOwner, toAddress, toHex } from '../../src'
import { deployCode } from '../chain/deployCode'
import { stake } from '../chain/stake'
import { modulekitCodes } from '../packages/modulekit'
import type { AccountKind } from './AccountKind'

const accountAbi = new Interface(['function initialize(bytes21,address,bytes,bytes,bytes[])'])
const factoryAbi = new Interface([
  'function createAccount(bytes,bytes32) payable returns (address)',
  'function getAddress(bytes,bytes32) view returns (address)',
])

/** Of the type of validators, before the address of one. */
const VALIDATOR = '0x01'

/** Before a signature of the root validator. */
const ROOT = '0x00'
const WRAPPED = { Kernel: [{ name: 'hash', type: 'bytes32' }] }

export const kernel: AccountKind = {
  name: 'Kernel',
  version: '0.3.1',
  code: 'of @rhinestone/modulekit, not the canonical build: behaves like it, costs other gas',
  adapter: kernelAccount,
  entryPoints: ['0.7'],
  // ERC-1271 asks the root validator about a typed hash of the hash; a zero before the signature names that validator.
  signGrant: (account) => async (signer, grant) => {
    const hash = TypedDataEncoder.hash(grant.domain, grant.types, grant.message)
    const network = await signer.provider?.getNetwork()
    const domain = {
      name: 'Kernel',
      version: '0.3.1',
      chainId: network?.chainId ?? null,
      verifyingContract: account,
    }
    return toHex(concat([ROOT, await signer.signTypedData(domain, WRAPPED, { hash })]))
  },
  prepare: async (stage, entryPoint) => {
    const codes = modulekitCodes('Kernel', ['KERNEL_BYTECODE', 'KERNEL_FACTORY_BYTECODE'])
    const root = toAddress(await (await deployOwnerValidator(stage.deployer)).getAddress())
    const implementation = await deployCode(stage, {
      code: codes.KERNEL_BYTECODE,
      types: ['address'],
      values: [entryPoint.address],
    })
    const factory = await deployCode(stage, {
      code: codes.KERNEL_FACTORY_BYTECODE,
      types: ['address'],
      values: [implementation],
    })
    await stake(stage, entryPoint, factory)
    const addressOf = new Contract(factory, factoryAbi, stage.provider).getFunction('getAddress')
    return async ({ address: owner }, name) => {
      const initialize = accountAbi.encodeFunctionData('initialize', [
        concat([VALIDATOR, root]),
        ZeroAddress,
        owner,
        '0x',
        [],
      ])
      const creation = [initialize, id(name)]
      return {
        address: toAddress(String(await addressOf.staticCall(...creation))),
        deployment: { factory, factoryData: toHex(factoryAbi.encodeFunctionData('createAccount', creation)) },
        signatures: kernelOwner(root),
      }
    }
  },
}
