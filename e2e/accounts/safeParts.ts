// What every Safe with the adapter Safe7579 shares. Safe 1.4.1, its factory and the adapter are the canonical code at their
// canonical addresses; the launchpad, whose salt is not known, is at an address of its own.
import { Contract, Interface, ZeroAddress } from 'ethers'

import { deployOwnerValidator } from '../../deploy/examples'
import { toAddress, toHex, type Address, type Hex } from '../../src'
import type { EntryPoint, Stage } from '../chain/contracts'
import { deployCanonical, deployCode } from '../chain/deployCode'
import { stake } from '../chain/stake'
import { modulekitCodes } from '../packages/modulekit'
import { safeCode } from '../packages/safeContracts'

/** All of it on the chain. */
export interface SafeParts {
  readonly stage: Stage
  readonly factory: Address
  readonly singleton: Address
  readonly adapter: Address
  readonly launchpad: Address
  /** Checks the owner. */
  readonly ownerValidator: Address
}

/** Of the adapter, and of the Safe under it. */
export const SAFE7579_VERSION = '1.0.0 on Safe 1.4.1'

/** The same on every chain. */
export const ADAPTER = toAddress('0x7579EE8307284F293B1927136486880611F20002')

const SAFE = '0x41675C099F32341bf84BFc5382aF534df5C7461a'
const FACTORY = '0x4e1DCf7AD4e460CfD30791CCC4F9c8a4f820ec67'
const ADAPTER_SALT: Hex = '0x000000000000000000000000000000000000000054eb9d8a32e548026d135a6f'

export async function deploySafeParts(stage: Stage, entryPoint: EntryPoint): Promise<SafeParts> {
  const codes = modulekitCodes('Safe7579', ['SAFE7579_BYTECODE', 'SAFE7579_LAUNCHPAD_BYTECODE'])
  const ownerValidator = toAddress(await (await deployOwnerValidator(stage.deployer)).getAddress())
  const singleton = await deployCanonical(stage, { code: safeCode('Safe'), address: SAFE })
  const factory = await deployCanonical(stage, { code: safeCode('SafeProxyFactory'), address: FACTORY })
  const adapter = await deployCanonical(stage, { code: codes.SAFE7579_BYTECODE, salt: ADAPTER_SALT, address: ADAPTER })
  const launchpad = await deployCode(stage, {
    code: codes.SAFE7579_LAUNCHPAD_BYTECODE,
    types: ['address', 'address'],
    // Without a registry: nobody attests to modules.
    values: [entryPoint.address, ZeroAddress],
  })
  await stake(stage, entryPoint, factory)
  return { stage, factory, singleton, adapter, launchpad, ownerValidator }
}

const factoryAbi = new Interface(['function createProxyWithNonce(address,bytes,uint256) returns (address)'])
const safeAbi = new Interface(['function setup(address[],uint256,address,bytes,address,address,uint256,address)'])

/** How one Safe is made. */
export interface SafeCreation {
  readonly address: Address
  readonly factoryData: Hex
}

/**
 * A Safe of one owner, whose functions besides its own are the adapter's.
 *
 * @param first What it delegates to while it is made.
 */
export async function safeCreation(
  { stage, factory, singleton, adapter }: SafeParts,
  { owner, salt, first }: { owner: Address; salt: string; first?: { to: Address; data: string } },
): Promise<SafeCreation> {
  const { to, data } = first ?? { to: ZeroAddress, data: '0x' }
  const nobody = [ZeroAddress, 0, ZeroAddress]
  const setup = safeAbi.encodeFunctionData('setup', [[owner], 1, to, data, adapter, ...nobody])
  const creation = [singleton, setup, salt]
  const create = new Contract(factory, factoryAbi, stage.provider).getFunction('createProxyWithNonce')
  return {
    address: toAddress(String(await create.staticCall(...creation))),
    factoryData: toHex(factoryAbi.encodeFunctionData('createProxyWithNonce', creation)),
  }
}
