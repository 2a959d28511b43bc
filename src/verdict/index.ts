// The verdict room: whether a session may do something, what it could cost at most, and what an owner should know before
// approving it. Pure: arguments are judged as the ABI coder decodes them, and nothing of the wire is known here.
export type { TokenFunction } from './allowanceTerms'
export { can } from './can'
export { chargeUsage, type Charged, type Spending } from './chargeUsage'
export { differenceOf, type DifferenceOptions } from './differenceOf'
export type { Finding, FindingCode, Severity } from './Finding'
export type { Charge } from './judgeCall'
export type { ClockOf, OpWindow } from './opWindow'
export { review, type ReviewOptions, type ReviewRequest } from './review'
export { sendMoment, type SendMargins, type SendMoment } from './sendMoment'
export { readUsageWords, type SessionStatus, type UsageSnapshot, type UsageWords } from './UsageSnapshot'
export type { CanOptions, Verdict } from './Verdict'
export { worstCase, type Bound, type TokenBound, type WorstCase, type WorstCaseOptions } from './worstCase'
