// What OpenZeppelin's accounts share on one EntryPoint: the owner's validator, and a factory whose implementation EOAs may delegate to.
import { deployFactory, deployOwnerValidator } from '../../deploy/examples'
import { toAddress, type Address } from '../../src'
import type { EntryPoint, Stage } from '../chain/contracts'

export interface OpenZeppelinParts {
  readonly ownerValidator: Address
  readonly factory: Awaited<ReturnType<typeof deployFactory>>
}

export async function deployOpenZeppelinParts({ deployer }: Stage, entryPoint: EntryPoint): Promise<OpenZeppelinParts> {
  const ownerValidator = toAddress(await (await deployOwnerValidator(deployer)).getAddress())
  const factory = await deployFactory(deployer, { entryPoint: entryPoint.address, ownerValidator })
  return { ownerValidator, factory }
}
