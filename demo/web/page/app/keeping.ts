// Where this app keeps its session, and the session's key: over a reload, and for all of its tabs.
import type { KeyVault, SessionStore } from 'latchkey'
import { browserStore, browserVault } from 'latchkey/browser'

/** Both. */
export interface Keeping {
  readonly store: SessionStore
  readonly vault: KeyVault
}

export const openKeeping = (): Keeping => ({ store: browserStore(), vault: browserVault() })
