// Contracts of which there is only the creation code.
import { AbiCoder, concat, getCreate2Address, keccak256, ZeroHash } from 'ethers'

import { deployCreate2, DETERMINISTIC_DEPLOYER, hasCode } from '../../deploy/create2'
import { toAddress, type Address, type Hex } from '../../src'
import type { Stage } from './contracts'

/** A contract's creation code, and its constructor's arguments by their types. */
export interface CodeOptions {
  readonly code: Hex
  readonly types?: readonly string[]
  readonly values?: readonly unknown[]
}

/** Deploys it through the deterministic deployer, unless it is there already. */
export async function deployCode(
  { deployer }: Pick<Stage, 'deployer'>,
  { code, types = [], values = [] }: CodeOptions,
): Promise<Address> {
  const initCode = concat([code, AbiCoder.defaultAbiCoder().encode(types, values)])
  return toAddress(await deployCreate2(deployer, { initCode, salt: ZeroHash }))
}

/** The same code as the deterministic deployer, where those have it who deploy with Safe's tools. */
const SAFE_DEPLOYER = '0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7'

/** A contract that has the same address on every chain. */
export interface CanonicalCode {
  readonly code: Hex
  readonly salt?: Hex
  readonly address: Address
}

/**
 * Deploys it through Safe's singleton factory, unless it is there already.
 *
 * @throws If the code is not the one that has this address.
 */
export async function deployCanonical(
  { deployer, provider }: Pick<Stage, 'deployer' | 'provider'>,
  { code, salt = ZeroHash as Hex, address }: CanonicalCode,
): Promise<Address> {
  const found = getCreate2Address(SAFE_DEPLOYER, salt, keccak256(code))
  if (found !== address) throw new Error(`This is not the canonical code: it lands at ${found}, not at ${address}`)
  if (await hasCode(provider, address)) return address
  await provider.send('anvil_setCode', [SAFE_DEPLOYER, await provider.getCode(DETERMINISTIC_DEPLOYER)])
  await (await deployer.sendTransaction({ to: SAFE_DEPLOYER, data: concat([salt, code]) })).wait()
  if (!(await hasCode(provider, address))) throw new Error(`The creation code left nothing at ${address}`)
  return address
}
