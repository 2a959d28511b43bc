// One example of every error, for docs/errors.md: a code without an example does not compile.
import { id } from 'ethers'

import { UNLIMITED_FEE, type Address, type EntryPointCode, type ErrorArgs, type ErrorCode, type Hex } from '../src'

/** Every code but those of the EntryPoint, which have one shape. */
export type SampledCode = Exclude<ErrorCode, EntryPointCode>

const TARGET: Address = '0x1111111111111111111111111111111111111111'
const ACCOUNT: Address = '0x2222222222222222222222222222222222222222'
const PAYMASTER: Address = '0x3333333333333333333333333333333333333333'
const KEY: Address = '0x4444444444444444444444444444444444444444'
const OTHER: Address = '0x5555555555555555555555555555555555555555'

const hash = (text: string): Hex => id(text) as Hex
const selectorOf = (text: string): Hex => hash(text).slice(0, 10) as Hex
const headOf = (text: string): bigint => (BigInt(selectorOf(text)) << 224n) | BigInt(TARGET)

const GWEI = 10n ** 9n
const MILLIETHER = 10n ** 15n
const MAX_128 = 2n ** 128n - 1n
const SESSION = hash('a session')
const STARTS = 1_800_000_000
const ENDS = STARTS + 3_600

/** The arguments of each example. */
export const errorSamples: { readonly [Code in SampledCode]: ErrorArgs<Code> } = {
  // The module, about ops
  AuthorizationLengthMismatch: { actual: 127n, expected: 126n },
  BatchEmpty: {},
  CallDataNotCanonical: { actual: 96n, expected: 64n },
  CallHeaderNotValid: { callIndex: 0n, flags: 8n },
  CallsOverLimit: { calls: 21n, limit: 20n },
  CapNotOmitted: { callIndex: 0n },
  FeeOverLimit: { fee: 2_100_000n * GWEI, limit: 2n * MILLIETHER },
  GasOverMaximum: { gas: MAX_128 + 1n, maximum: MAX_128 },
  HeadNotValid: { head: 0x20n },
  InitCodeNotEmpty: { length: 20n },
  LimitsNotOmitted: {},
  ModeNotAllowed: { mode: `0xff${'00'.repeat(31)}` },
  PaymasterDataTooShort: { length: 20n, minimum: 52n },
  PaymasterNotAllowed: { paymaster: PAYMASTER },
  PaymasterNotOmitted: { paymaster: PAYMASTER },
  PaymasterRequired: {},
  PeriodOutsideSession: { start: BigInt(ENDS + 1), validUntil: BigInt(ENDS) },
  PeriodOver: { index: 3n, current: 4n },
  PermissionNotSame: { callIndex: 1n, head: headOf('withdraw(address)'), expected: headOf('upvotePost(uint256)') },
  RepeatNotMarked: { callIndex: 1n },
  RootsDiffer: { callIndex: 1n, root: hash('another root'), expected: hash('a root') },
  SelectorIncomplete: { callIndex: 0n, length: 3n },
  SelectorNotExecute: { selector: selectorOf('installModule(uint256,address,bytes)') },
  SenderNotCaller: { sender: ACCOUNT, caller: OTHER },
  SessionNotLive: { id: SESSION },
  ValueOverCap: { callIndex: 0n, value: 20n * MILLIETHER, cap: 10n * MILLIETHER },
  ValueOverLimit: { value: 60n * MILLIETHER, limit: 50n * MILLIETHER },

  // The module, about grants and the life cycle
  InstallDataNotValid: {},
  MaxCallsZero: {},
  ModuleNotInstalled: { account: ACCOUNT },
  PeriodTooShort: { period: 59n, minimum: 60n },
  PeriodWithoutLimit: { period: 3_600n },
  PermissionsEmpty: {},
  PermissionsNotAscending: { index: 1n, leaf: hash('a leaf'), previous: hash('the one before') },
  PermissionsTooMany: { count: 32_769n, maximum: 32_768n },
  RenounceSignatureNotValid: { id: SESSION },
  RulesNotSupported: {},
  SelectorMismatch: {
    functionSignature: 'upvotePost(uint256)',
    selector: selectorOf('withdraw(address)'),
    expected: selectorOf('upvotePost(uint256)'),
  },
  SessionAlreadyRevoked: { id: SESSION },
  SignedGrantNotSupported: {},
  SignerKindNotSupported: { signerKind: 1n },
  SignerNotValid: { signerKind: 0n, signer: `0x${'00'.repeat(20)}` },
  TargetNotAllowed: { target: ACCOUNT },
  ValidUntilTooLate: { validUntil: 2n ** 47n, end: 2n ** 47n },
  WindowEmpty: { validAfter: BigInt(ENDS), validUntil: BigInt(STARTS) },

  // The Lens
  AuthorizationNotExpected: { expectedHash: hash('what is claimed'), actualHash: hash('what is carried') },
  CallNotPermitted: {
    callIndex: 0n,
    target: TARGET,
    selector: selectorOf('withdraw(address)'),
    allowed: ['upvotePost(uint256)'],
  },
  ClaimNotOnePerCall: { claimed: 1n, calls: 2n },
  InputNotDecodable: {},
  OutOfRangeAccess: {},
  PeriodIndexNotExpected: { periodIndex: 2n },
  PermissionIndexNotValid: { index: 3n, count: 2n },
  RuleNotPackable: { ruleIndex: 0n },
  SafeCastOverflowedUintDowncast: { bits: 16n, value: 70_000n },
  SessionKeySignatureNotValid: { id: SESSION },
  SessionNotGranted: { id: SESSION },
  SessionOfOlderEpoch: { id: SESSION, grantCounter: 1n, currentCounter: 3n },

  // The client
  DelegateMissing: { sender: ACCOUNT },
  DurationNotValid: { text: 'soon' },
  ExpiryMissing: {},
  ExpiryPassed: { validUntil: STARTS - 60, now: STARTS },
  FactoryIncomplete: {},
  FeesMissing: {},
  FieldNotValid: {
    field: 'fees.max',
    value: String(UNLIMITED_FEE + 1n),
    expected: 'a whole number of at most 80 bits',
  },
  FunctionAmbiguous: { name: 'transfer', candidates: ['transfer(address)', 'transfer(address,uint256)'] },
  FunctionNotPayable: { functionSignature: 'upvotePost(uint256)' },
  FunctionTextNotCanonical: { functionSignature: 'upvotePost(uint)' },
  FunctionUnknown: { name: 'upvote', candidates: ['tip(uint256)', 'upvotePost(uint256)'] },
  JsonNotValid: { reason: 'The text is no JSON.' },
  KeyNotOfSession: { signer: KEY, key: OTHER },
  OutcomeMissing: { transactionHash: hash('a transaction') },
  PaymasterIncomplete: {},
  PaymasterSignatureTooLong: { length: 65, maximum: 0 },
  PeriodIndexMissing: { period: 3_600 },
  PermissionDuplicate: { permission: `upvotePost(uint256) on ${TARGET}`, leaf: hash('a leaf') },
  RevertOther: { name: 'Panic', detail: '17' },
  RevertUnknown: { data: '0xdeadbeef' },
  RevertWithoutData: { message: 'connection refused' },
  RuleNotValid: { ruleIndex: 0, reason: 'only oneOf and noneOf take a mask' },
  SessionNotStarted: { validAfter: STARTS, seconds: STARTS - 60 },
  SignatureLengthNotValid: { length: 65, expected: '64' },
  ValueMissing: { functions: ['tip(uint256)'] },
}
