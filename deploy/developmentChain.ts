// What only a development chain lets us do (Hardhat's network, or anvil, which answers the same hardhat_* methods).
import { dirname, join } from 'node:path'
import { parseEther, toQuantity, type Provider } from 'ethers'
import { DETERMINISTIC_DEPLOYER, hasCode } from './create2'
import { CREATE_X, hasCreateX } from './createX'

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

/** Who signed the one transaction that deploys CreateX, for every chain: nobody has its key. */
const CREATE_X_DEPLOYER = '0xeD456e05CaAb11d66C4c797dD6c1D6f9A7F352b5'

/** Puts CreateX where other chains have it, by its presigned transaction. */
export async function installCreateX(provider: Provider): Promise<void> {
  if (await hasCreateX(provider)) return
  await rpc(provider, 'hardhat_setBalance', [CREATE_X_DEPLOYER, toQuantity(parseEther('0.4'))])
  await (await provider.broadcastTransaction(presignedTransaction())).wait()
  if (!(await hasCreateX(provider))) throw new Error(`CreateX's own transaction did not deploy it at ${CREATE_X}`)
}

/** Ignition carries CreateX's transaction, but does not export it. */
function presignedTransaction(): string {
  const ignition = dirname(require.resolve('@nomicfoundation/ignition-core'))
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- Not part of the package's exports.
  const file: unknown = require(join(ignition, 'internal/execution/strategy/createx-artifact.js'))
  if (typeof file === 'object' && file !== null && 'presignedTx' in file && typeof file.presignedTx === 'string')
    return file.presignedTx
  throw new Error('This version of Ignition does not carry the transaction of CreateX')
}
