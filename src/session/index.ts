// The session room: what an owner approves, its hashes, its JSON and its words. Pure.
export { allow } from './allow'
export { allowAll } from './allowAll'
export { allowAny } from './allowAny'
export type { AllowOptions, PermissionTerms } from './AllowOptions'
export { allowTransfer } from './allowTransfer'
export { toCall, type Call, type CallLike } from './Call'
export type { ArgumentDemands, CallDemands } from './ArgumentDemands'
export { checkPermission } from './checkPermission'
export { checkSession, type GrantPlace } from './checkSession'
export { atLeast, atMost, between, callOf, equals, noneOf, oneOf, spend } from './conditions'
export {
  Condition,
  type ArgumentValue,
  type BetweenTerms,
  type CallTerms,
  type ConditionTerms,
  type Demand,
  type Demands,
  type LogicTerms,
  type NoneOfTerms,
  type OneOfTerms,
  type SpendTerms,
} from './Demand'
export { createSession, type Fees, type Moment, type SessionOptions } from './createSession'
export { describeGrant, type ChainWords, type DescribeGrantOptions } from './describeGrant'
export { describeSession, type DescribeOptions } from './describeSession'
export type { TokenWords, WordsOptions } from './words'
export { durationText } from './durationText'
export { encodeSigner, type Signer } from './encodeSigner'
// The last of each is a part of public types, which an app's own declarations may come to name.
export type { FunctionInputs, TextInputs } from './FunctionInputs'
export type { ContractAbi, ContractInstance, ContractLike, FunctionName, IsConstant } from './FunctionName'
export { grantFitsOp } from './grantFitsOp'
export { grantDigest } from './grantDigest'
export { grantEntries } from './grantEntries'
export { grantFromTypedData, type ReadGrant } from './grantFromTypedData'
export { ALTERNATIVES_MAX } from './formula'
export { isFunctionSignature } from './isFunctionSignature'
export { and, every, not, or, some } from './logic'
export { packRule, packRules } from './packRules'
export { parseDuration, type Duration } from './parseDuration'
export { periodIndexAt } from './periodIndexAt'
export { permissionLeaf } from './permissionLeaf'
export { permissionProof, permissionsRoot, rootOf } from './permissionTree'
export { rulesHash } from './rulesHash'
export * from './Session'
export { sessionFromJson } from './sessionFromJson'
export { sessionFromStruct, type DecodedPermission, type DecodedRule, type DecodedSession } from './sessionFromStruct'
export { sessionId, sessionPreimage, toSessionId, type SessionPreimage } from './sessionId'
export { sessionMessage, type RuleMessage, type SessionMessage } from './sessionMessage'
export { sessionStruct } from './sessionStruct'
export { SESSION_FORMAT, sessionToJson, type PermissionJson, type SessionJson } from './sessionToJson'
export { limitsWord, signerWord, windowWord } from './sessionWords'
export { signedGrantFor, type SignedGrantOptions } from './signedGrantFor'
export type { Sibling, SignedGrant } from './SignedGrant'
export { signedGrantFromJson } from './signedGrantFromJson'
export { signedGrantToJson, type SiblingJson, type SignedGrantJson } from './signedGrantToJson'
export * from './templates'
export { toAddress } from './toAddress'
export { toHex } from './toHex'
export {
  grantTypedData,
  renounceDigest,
  renounceTypedData,
  sessionStructHash,
  type ModuleIdentity,
  type Renunciation,
  type TypedData,
} from './typedData'
export type { GrantEntry } from './GrantEntry'
export { typedDataTypes, type LatchkeyDomain } from './typedDataTypes'
