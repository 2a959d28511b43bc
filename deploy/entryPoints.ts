// The EntryPoints v0.7, v0.8 and v0.9 at their canonical addresses. For development chains only: public chains have them.
import artifactV09 from '@account-abstraction/contracts/artifacts/EntryPoint.json'
import artifactV07 from '@account-abstraction/contracts-v0.7/artifacts/EntryPoint.json'
import artifactV08 from '@account-abstraction/contracts-v0.8/artifacts/EntryPoint.json'
import { Contract, type InterfaceAbi, type Signer } from 'ethers'
import type { EntryPointVersion } from '../src'
import type { ICommonEntryPoint } from '../typechain-types'
import { deployCreate2, hasCode, providerOf } from './create2'
import { installDeterministicDeployer, rpc } from './developmentChain'

export type EntryPointDeployment = {
  readonly version: EntryPointVersion
  readonly address: string
  /** With the full ABI of its version, so that all of its errors decode; typed as what the versions have in common. */
  readonly contract: ICommonEntryPoint
}

export type EntryPoints = Readonly<Record<'v07' | 'v08' | 'v09', EntryPointDeployment>>

/** The same on every chain. */
export const ENTRY_POINT_ADDRESSES: Readonly<Record<EntryPointVersion, string>> = {
  '0.7': '0x0000000071727De22E5E9d8BAf0edAc6f37da032',
  '0.8': '0x4337084D9E255Ff0702461CF8895CE9E3b5Ff108',
  '0.9': '0x433709009B8330FDa32311DF1C2AFA402eD8D009',
}

const SALT_V07 = '0x90d8084deab30c2a37c45e8d47f49f2f7965183cb6990a98943ef94940681de3'
const SALT_V08 = '0x0a59dbff790c23c976a548690c27297883cc66b4c67024f9117b0238995e35e9'

/** Puts the three EntryPoints on the chain behind `signer`, unless they are there. */
export async function deployEntryPoints(signer: Signer): Promise<EntryPoints> {
  await installDeterministicDeployer(providerOf(signer))
  await deployByCreate2(signer, '0.7', artifactV07.bytecode, SALT_V07)
  await deployByCreate2(signer, '0.8', artifactV08.bytecode, SALT_V08)
  await installByConstructor(signer, '0.9', artifactV09.bytecode)
  return {
    v07: deployment(signer, '0.7', artifactV07.abi),
    v08: deployment(signer, '0.8', artifactV08.abi),
    v09: deployment(signer, '0.9', artifactV09.abi),
  }
}

async function deployByCreate2(signer: Signer, version: EntryPointVersion, initCode: string, salt: string) {
  const address = await deployCreate2(signer, { initCode, salt })
  if (address !== ENTRY_POINT_ADDRESSES[version])
    throw new Error(`This is not the canonical EntryPoint v${version}: its code lands at ${address}`)
}

/**
 * The salt of v0.9 is not known, so its constructor is run in place: the creation code, set as the code of the canonical
 * address, answers the runtime code with the right immutables when called, and creates the SenderCreator when it gets a
 * transaction. A creating contract starts with nonce 1.
 */
async function installByConstructor(signer: Signer, version: EntryPointVersion, initCode: string): Promise<void> {
  const provider = providerOf(signer)
  const address = ENTRY_POINT_ADDRESSES[version]
  if (await hasCode(provider, address)) return
  await rpc(provider, 'hardhat_setCode', [address, initCode])
  await rpc(provider, 'hardhat_setNonce', [address, '0x1'])
  const runtime = await provider.call({ to: address })
  await (await signer.sendTransaction({ to: address })).wait()
  await rpc(provider, 'hardhat_setCode', [address, runtime])
  if (!(await hasCode(provider, address))) throw new Error(`EntryPoint v${version} did not deploy`)
}

function deployment(signer: Signer, version: EntryPointVersion, abi: InterfaceAbi): EntryPointDeployment {
  const address = ENTRY_POINT_ADDRESSES[version]
  return { version, address, contract: new Contract(address, abi, signer) as unknown as ICommonEntryPoint }
}
