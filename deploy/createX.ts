// CreateX, the factory through which module and Lens get the same address on every chain: their code and one salt are all
// that the address depends on, not the chain and not who sends the transaction.
import { getAddress, getCreate2Address, id, Interface, keccak256, type Provider } from 'ethers'

import { DeploymentRefused } from './refuse'

/** The same on every chain that has it. */
export const CREATE_X = getAddress('0xba5ed099633d3b313e4d5f7bdc1305d3c28ba5ed')

/** Of CreateX's runtime code: anything else at its address is not trusted with a deployment. */
export const CREATE_X_CODE_HASH = '0xbd8a7ea8cfca7b4e5f5041d7d4b17bc317c5ce42cfbc42066a00cf26b43eb53f'

/**
 * One salt for everything. Its first 20 bytes are neither zero nor anybody's address, so CreateX binds it to no sender
 * and no chain: it uses the hash of the salt.
 */
export const SALT = id('latchkey')

const createX = new Interface(['function deployCreate2(bytes32 salt,bytes initCode) payable returns (address)'])

/** Where CreateX puts this creation code, reckoned without asking a chain. */
export function createXAddress(initCode: string): string {
  return getCreate2Address(CREATE_X, keccak256(SALT), keccak256(initCode))
}

/** Calldata to CreateX that deploys this creation code: what a deployment sends, and what its cost is estimated by. */
export function createXData(initCode: string): string {
  return createX.encodeFunctionData('deployCreate2', [SALT, initCode])
}

/** Whether the chain has CreateX. @throws DeploymentRefused: other code is in its place. */
export async function hasCreateX(provider: Provider): Promise<boolean> {
  const code = await provider.getCode(CREATE_X)
  if (code !== '0x' && keccak256(code) !== CREATE_X_CODE_HASH)
    throw new DeploymentRefused(
      `Other code is in CreateX's place at ${CREATE_X}: on this chain nothing can be deployed at the addresses of other chains`,
    )
  return code !== '0x'
}
