// One example of every error that the client alone knows.
import {
  UNLIMITED_FEE,
  type EntryPointCode,
  type ErrorArgs,
  type ErrorCode,
  type LensErrorName,
  type ModuleErrorName,
} from '../src'
import { ACCOUNT, hash, KEY, OTHER, STARTS, TARGET } from './sampleValues'

/** The codes of no contract. */
export type ClientCode = Exclude<ErrorCode, EntryPointCode | ModuleErrorName | LensErrorName>

/** The arguments of each example. */
export const clientSamples: { readonly [Code in ClientCode]: ErrorArgs<Code> } = {
  ArgumentsNotCanonical: { callIndex: 0n, functionSignature: 'transfer(address,uint256)' },
  DelegateMissing: { sender: ACCOUNT },
  DurationNotValid: { text: 'soon' },
  ExpiryMissing: {},
  ExpiryPassed: { validUntil: STARTS - 60, now: STARTS },
  ExpiryTooNear: { validUntil: STARTS + 3_600, at: STARTS + 3_580, margin: 60 },
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
  PeriodEdgeTooNear: { periodIndex: 1, first: STARTS + 3_600, last: STARTS + 7_199, at: STARTS + 3_610, margin: 60 },
  PeriodIndexMissing: { period: 3_600 },
  PeriodNotCurrent: { periodIndex: 1, first: STARTS + 3_600, last: STARTS + 7_199, at: STARTS + 60 },
  PermissionDuplicate: { permission: `upvotePost(uint256) on ${TARGET}`, leaf: hash('a leaf') },
  RevertOther: { name: 'Panic', detail: '17' },
  RevertUnknown: { data: '0xdeadbeef' },
  RevertWithoutData: { message: 'connection refused' },
  RuleNotOfFunction: { callIndex: 0n, ruleIndex: 1n },
  RuleNotPossible: { argument: 'amount', reason: 'an allowance counts unsigned numbers, not address' },
  SessionExpired: { validUntil: STARTS, at: STARTS + 1 },
  SessionNotStarted: { validAfter: STARTS, seconds: STARTS - 60 },
  SignatureLengthNotValid: { length: 65, expected: '64' },
  TooManyAlternatives: { count: 512, limit: 256 },
  ValueMissing: { functions: ['tip(uint256)'] },
}
