// The entry `./react`: the session of a page, and calls that answer at once.
export type { OptimisticCall, OptimisticState } from './OptimisticCall'
export { SessionProvider, type SessionProviderProps } from './SessionProvider'
export type { SessionStatus, SessionView } from './SessionView'
export { useSession, type UsedSession } from './useSession'
export { useSessionCall, type SessionCall, type SessionCallOptions } from './useSessionCall'
