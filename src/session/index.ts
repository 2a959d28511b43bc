// The session room: what an owner approves, its hashes, its JSON and its words. Pure.
export { allow, type AllowOptions } from './allow'
export { allowTransfer } from './allowTransfer'
export { toCall, type Call, type CallLike } from './Call'
export { checkPermission } from './checkPermission'
export { checkSession, type GrantPlace } from './checkSession'
export { createSession, type Fees, type Moment, type SessionOptions } from './createSession'
export { describeSession, type DescribeOptions } from './describeSession'
export { durationText } from './durationText'
export { encodeSigner, type Signer } from './encodeSigner'
export type { ContractAbi, ContractInstance, ContractLike, FunctionName } from './FunctionName'
export { isFunctionSignature } from './isFunctionSignature'
export { packRule, packRules } from './packRules'
export { parseDuration, type Duration } from './parseDuration'
export { periodIndexAt } from './periodIndexAt'
export { permissionLeaf } from './permissionLeaf'
export { permissionProof, permissionsRoot, rootOf } from './permissionTree'
export { rulesHash } from './rulesHash'
export * from './Session'
export { sessionFromJson } from './sessionFromJson'
export { sessionId, sessionPreimage, toSessionId, type SessionPreimage } from './sessionId'
export { sessionMessage, type RuleMessage, type SessionMessage } from './sessionMessage'
export { sessionStruct } from './sessionStruct'
export { SESSION_FORMAT, sessionToJson, type PermissionJson, type SessionJson } from './sessionToJson'
export { limitsWord, signerWord, windowWord } from './sessionWords'
export { toAddress } from './toAddress'
export { toHex } from './toHex'
export {
  grantTypedData,
  renounceDigest,
  renounceTypedData,
  sessionStructHash,
  type GrantEntry,
  type ModuleIdentity,
  type Renunciation,
  type TypedData,
} from './typedData'
export { typedDataTypes, type LatchkeyDomain } from './typedDataTypes'
