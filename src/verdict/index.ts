// The verdict room: whether a session may do something, what it could cost at most, and what an owner should know before
// approving it. Pure: arguments are judged as the ABI coder decodes them, and nothing of the wire is known here.
export { can, type CanOptions, type Verdict } from './can'
export { chargeUsage, type Charged, type Spending } from './chargeUsage'
export type { Charge } from './judgeCall'
export { SENDING_MARGINS, type ClockOf, type Margins, type OpWindow } from './opWindow'
export { readUsageWords, type SessionStatus, type UsageSnapshot, type UsageWords } from './UsageSnapshot'
export { worstCase, type Bound, type TokenBound, type WorstCase, type WorstCaseOptions } from './worstCase'
