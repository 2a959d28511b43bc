// Where this app keeps its session, and the session's key.
import { memoryStore, memoryVault, type KeyVault, type SessionStore } from 'latchkey'

/** Both, and how tabs hear of each other. */
export interface Keeping {
  readonly store: SessionStore
  readonly vault: KeyVault
}

export function openKeeping(): Keeping {
  return { store: memoryStore(), vault: memoryVault() }
}
