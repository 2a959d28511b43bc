// The example contracts: the owner's validator, account factories (one per EntryPoint), the app Socio3, and a token.
import type { Signer } from 'ethers'
import {
  OwnerValidator__factory,
  Points__factory,
  SmartAccountFactory__factory,
  Socio3__factory,
  type OwnerValidator,
  type Points,
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

/** @param holder Who has all points there are. */
export async function deployPoints(signer: Signer, holder: string, supply: bigint): Promise<Points> {
  return await (await new Points__factory(signer).deploy(holder, supply)).waitForDeployment()
}
