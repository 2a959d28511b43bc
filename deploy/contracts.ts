// What is deployed: creation code, arguments, and the address that follows from them.
import { AbiCoder, concat } from 'ethers'
import type { HardhatRuntimeEnvironment } from 'hardhat/types'

import { createXAddress } from './createX'

export type ContractName = 'SessionKeyValidator' | 'SessionLens'

export type Deployable = {
  readonly name: ContractName
  /** File and name, as a compiler and an explorer want them. */
  readonly source: string
  /** ABI-encoded constructor arguments. */
  readonly args: string
  /** Creation code followed by the arguments. */
  readonly initCode: string
  /** The same on every chain. */
  readonly address: string
}

export type Deployables = { readonly validator: Deployable; readonly lens: Deployable }

/** Reads the compiled contracts; compile first. */
export async function deployables({ artifacts }: HardhatRuntimeEnvironment): Promise<Deployables> {
  const describe = async (name: ContractName, args: string): Promise<Deployable> => {
    const { bytecode, sourceName } = await artifacts.readArtifact(name)
    const initCode = concat([bytecode, args])
    return { name, source: `${sourceName}:${name}`, args, initCode, address: createXAddress(initCode) }
  }
  const validator = await describe('SessionKeyValidator', '0x')
  const lens = await describe('SessionLens', AbiCoder.defaultAbiCoder().encode(['address'], [validator.address]))
  return { validator, lens }
}
