// Latchkey's client: sessions, their hashes and words, session userOps, and the errors of all of it. ethers v6.
export {
  entryPointAt,
  entryPointInterface,
  MODULE_VERSION,
  sessionKeyValidatorAbi,
  sessionKeyValidatorAt,
  sessionKeyValidatorInterface,
  sessionLensAbi,
  sessionLensAt,
  sessionLensInterface,
  type Address,
  type Claim,
  type Hex,
  type SessionKeyValidator,
  type SessionLens,
  type SessionStruct,
} from './contracts'
export * from './deployments'
export * from './accounts'
export * from './approval'
export * from './bundler'
export * from './client'
export * from './errors'
export * from './owner'
export * from './paymaster'
export { httpRequest, type Request, type RpcEndpoint } from './rpc'
export * from './session'
export * from './store'
export * from './userOp'
export * from './verdict'
export * from './wire'
