// The verdict room: whether a session may do something, what it could cost at most, and what an owner should know before
// approving it. Pure: arguments are judged as the ABI coder decodes them, and nothing of the wire is known here.
export type { TokenFunction } from './allowanceTerms'
export { can } from './can'
export { chargeUsage, type Charged, type Spending } from './chargeUsage'
export { describeWorstCase, type DescribeWorstCaseOptions } from './describeWorstCase'
export { differenceOf, type DifferenceOptions } from './differenceOf'
export type { Finding, FindingCode, Severity } from './Finding'
export type { Charge } from './judgeCall'
export { SENDING_MARGINS, type ClockOf, type Margins, type OpWindow } from './opWindow'
export { review, type ReviewOptions, type ReviewRequest } from './review'
export { readUsageWords, type SessionStatus, type UsageSnapshot, type UsageWords } from './UsageSnapshot'
export type { CanOptions, Verdict } from './Verdict'
export { worstCase, type Bound, type TokenBound, type WorstCase, type WorstCaseOptions } from './worstCase'
