// Contracts of which there is only the creation code.
import { AbiCoder, concat, ZeroHash } from 'ethers'

import { deployCreate2 } from '../../deploy/create2'
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
