// The example contracts: the owner's validator, account factories (one per EntryPoint), and the app Socio3.
import type { Signer } from 'ethers'
import {
  OwnerValidator__factory,
  SmartAccountFactory__factory,
  Socio3__factory,
  type OwnerValidator,
  type SmartAccountFactory,
  type Socio3,
} from '../typechain-types'

export async function deployOwnerValidator(signer: Signer): Promise<OwnerValidator> {
  return await (await new OwnerValidator__factory(signer).deploy()).waitForDeployment()
}

export type FactoryParams = { readonly entryPoint: string; readonly ownerValidator: string }

export async function deployFactory(
  signer: Signer,
  { entryPoint, ownerValidator }: FactoryParams,
): Promise<SmartAccountFactory> {
  const factory = await new SmartAccountFactory__factory(signer).deploy(entryPoint, ownerValidator)
  return await factory.waitForDeployment()
}

/** @param owner Who may withdraw the tips. */
export async function deploySocio3(signer: Signer, owner: string): Promise<Socio3> {
  return await (await new Socio3__factory(signer).deploy(owner)).waitForDeployment()
}
