// What only a development chain lets us do (Hardhat's network, or anvil, which answers the same hardhat_* methods).
import type { Provider } from 'ethers'
import { DETERMINISTIC_DEPLOYER, hasCode } from './create2'

const DETERMINISTIC_DEPLOYER_CODE =
  '0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3'

type JsonRpc = { send(method: string, params: readonly unknown[]): Promise<unknown> }

/** A JSON-RPC method of the chain behind `provider`, by name. */
export async function rpc(provider: Provider, method: string, params: readonly unknown[]): Promise<unknown> {
  if (!isJsonRpc(provider)) throw new Error(`${method} needs a JSON-RPC provider`)
  return await provider.send(method, params)
}

function isJsonRpc(provider: Provider): provider is Provider & JsonRpc {
  return 'send' in provider && typeof provider.send === 'function'
}

/** Puts the deterministic deployer where every public chain has it. */
export async function installDeterministicDeployer(provider: Provider): Promise<void> {
  if (await hasCode(provider, DETERMINISTIC_DEPLOYER)) return
  await rpc(provider, 'hardhat_setCode', [DETERMINISTIC_DEPLOYER, DETERMINISTIC_DEPLOYER_CODE])
}
