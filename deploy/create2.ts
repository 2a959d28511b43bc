// CREATE2 through the deterministic deployer: the same code and salt have the same address on every chain.
import { concat, getAddress, getCreate2Address, keccak256, type Provider, type Signer } from 'ethers'

/** Arachnid's deterministic deployer: calldata is salt ‖ creation code. It exists on practically every chain. */
export const DETERMINISTIC_DEPLOYER = getAddress('0x4e59b44847b379578588920ca78fbf26c0b4956c')

export type Create2Params = {
  /** Creation code with its constructor arguments, as `getDeployTransaction().data` has it. */
  readonly initCode: string
  /** 32 bytes. */
  readonly salt: string
}

/** Where `deployCreate2` puts this code. */
export function create2Address({ initCode, salt }: Create2Params): string {
  return getCreate2Address(DETERMINISTIC_DEPLOYER, salt, keccak256(initCode))
}

/** Deploys unless it is there already, and answers the address. */
export async function deployCreate2(signer: Signer, params: Create2Params): Promise<string> {
  const provider = providerOf(signer)
  const address = create2Address(params)
  if (await hasCode(provider, address)) return address
  if (!(await hasCode(provider, DETERMINISTIC_DEPLOYER)))
    throw new Error(`No deterministic deployer at ${DETERMINISTIC_DEPLOYER}: deploy it on this chain first`)
  const data = concat([params.salt, params.initCode])
  await (await signer.sendTransaction({ to: DETERMINISTIC_DEPLOYER, data })).wait()
  if (!(await hasCode(provider, address))) throw new Error(`The creation code left nothing at ${address}`)
  return address
}

export async function hasCode(provider: Provider, address: string): Promise<boolean> {
  return (await provider.getCode(address)) !== '0x'
}

export function providerOf(signer: Signer): Provider {
  if (signer.provider === null) throw new Error('The deploying signer needs a provider')
  return signer.provider
}
