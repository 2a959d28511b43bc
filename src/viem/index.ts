// The entry `./viem`: sessions for who has a bundler client and a smart account of viem's shape.
export { openSessions, type ViemSessionsOptions } from './openSessions'
export { sessionClient, type CallsParameters, type SessionClient } from './sessionClient'
export type { ViemClient } from './ViemClient'
export { viemOwner, type ViemOwnerOptions } from './viemOwner'
export type { WriteParameters } from './WriteParameters'
