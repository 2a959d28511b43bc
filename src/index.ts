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
} from './contracts'
export { DEPLOYMENTS, type Deployment } from './deployments'
export { RELEASE, type Release, type ReleasedContract } from './release'
export * from './accounts'
export * from './errors'
export * from './session'
export * from './userOp'
export * from './verdict'
export * from './wire'
