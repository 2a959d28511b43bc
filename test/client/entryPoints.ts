// The three real EntryPoints on the test network, from the artifacts that their authors publish, and accounts of a few
// bytes for them.
import { setBalance, setCode } from '@nomicfoundation/hardhat-network-helpers'
import { concat, ContractFactory, toBeHex, type InterfaceAbi } from 'ethers'
import { ethers } from 'hardhat'

import { entryPointAt, type Address, type EntryPointVersion, type Hex } from '../../src'
import v07 from '@account-abstraction/contracts-v0.7/artifacts/EntryPoint.json'
import v08 from '@account-abstraction/contracts-v0.8/artifacts/EntryPoint.json'
import v09 from '@account-abstraction/contracts/artifacts/EntryPoint.json'

export const VERSIONS: readonly EntryPointVersion[] = ['0.7', '0.8', '0.9']

const ARTIFACTS: Readonly<Record<EntryPointVersion, { readonly abi: InterfaceAbi; readonly bytecode: string }>> = {
  '0.7': v07,
  '0.8': v08,
  '0.9': v09,
}

/** Each version at an address of its own. For `loadFixture`. */
export async function deployEntryPoints() {
  const [bundler] = await ethers.getSigners()
  if (bundler === undefined) throw new Error('the test network has no signer')
  const deploy = async (version: EntryPointVersion): Promise<Address> => {
    const { abi, bytecode } = ARTIFACTS[version]
    const contract = await new ContractFactory(abi, bytecode, bundler).deploy()
    return (await contract.getAddress()) as Address
  }
  const addresses = { '0.7': await deploy('0.7'), '0.8': await deploy('0.8'), '0.9': await deploy('0.9') }
  const { chainId } = await ethers.provider.getNetwork()
  return {
    bundler,
    addresses,
    chainId,
    entryPoint: (version: EntryPointVersion) => entryPointAt(addresses[version], bundler),
  }
}

/** An account that vouches for every op with `validationData` and executes nothing, successfully. */
export const yesAccount = (validationData = 0): Hex =>
  concat(['0x60', toBeHex(validationData, 1), '0x60005260206000f3']) as Hex

/** An account that reverts with these bytes, from its validation or only from its execution. */
export function revertingAccount(data: Hex, when: 'validation' | 'execution'): Hex {
  const length = toBeHex((data.length - 2) / 2, 2)
  const revertWith = (offset: string): string =>
    concat(['0x61', length, '0x60', offset, '0x600039', '0x61', length, '0x6000fd', data])
  if (when === 'validation') return revertWith('0x0e') as Hex
  // validateUserOp (0x19…) returns zero; execute (0xe9…) has the first bit of its selector set and jumps.
  return concat(['0x60003560ff1c600e57', '0x60206000f3', '0x5b', revertWith('0x1d')]) as Hex
}

/** Puts such an account at an address and gives it money. */
export async function placeAccount(address: Address, code: Hex): Promise<void> {
  await setCode(address, code)
  await setBalance(address, 10n ** 18n)
}
