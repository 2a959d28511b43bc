// Sending: the queue of a session's ops.
export { systemClock, type Clock } from './Clock'
export { OpQueue } from './OpQueue'
export type { Admit, AdmitTerms, QueueOptions, SendOptions, SendOutcome, SentOp } from './QueueOptions'
export type { Reserved } from './reservation'
export { verificationMargin, type MarginTerms } from './verificationMargin'
