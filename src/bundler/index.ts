// The bundler room: who brings userOps on chain.
export type { Bundler, FeesPerGas, GasEstimate, OpReceipt } from './Bundler'
export { inProcessBundler, type InProcessBundler, type InProcessBundlerOptions } from './inProcessBundler'
export { rpcBundler, type RpcBundlerOptions } from './rpcBundler'
