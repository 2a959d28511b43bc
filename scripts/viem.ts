// viem as this project has it: for e2e, whose folder has the bundler's packages, another viem among them.
export { concat, createPublicClient, http, parseAbi, type Hex, type PublicClient } from 'viem'
export {
  createBundlerClient,
  entryPoint07Abi,
  entryPoint08Abi,
  entryPoint09Abi,
  getUserOperationHash,
  toSmartAccount,
  type SmartAccount,
} from 'viem/account-abstraction'
export { privateKeyToAccount } from 'viem/accounts'
export { anvil } from 'viem/chains'
