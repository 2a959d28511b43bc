// The three real EntryPoints on the test network, and accounts of a few bytes for them.
import { setBalance, setCode } from '@nomicfoundation/hardhat-network-helpers'
import { concat, toBeHex } from 'ethers'
import { ethers } from 'hardhat'

import { deployEntryPoints as deploy } from '../../deploy/entryPoints'
import { entryPointAt, type Address, type EntryPointVersion, type Hex } from '../../src'

export const VERSIONS: readonly EntryPointVersion[] = ['0.7', '0.8', '0.9']

/** Each version at its canonical address. For `loadFixture`. */
export async function deployEntryPoints() {
  const [bundler] = await ethers.getSigners()
  if (bundler === undefined) throw new Error('the test network has no signer')
  const { v07, v08, v09 } = await deploy(bundler)
  const addresses = Object.fromEntries([v07, v08, v09].map(({ version, address }) => [version, address])) as Record<
    EntryPointVersion,
    Address
  >
  const { chainId } = await ethers.provider.getNetwork()
  const entryPoint = (version: EntryPointVersion) => entryPointAt(addresses[version], bundler)
  return { bundler, addresses, chainId, entryPoint }
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
