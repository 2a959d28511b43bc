// Where this app keeps its session, and the session's key: over a reload, and for all of its tabs.
import type { KeyVault, SessionStore, Tabs } from 'latchkey'
import { browserStore, browserTabs, browserVault, hasP256 } from 'latchkey/browser'

import type { Here } from '../place'

/** What the client is given. */
export interface Keeping {
  readonly store: SessionStore
  readonly vault: KeyVault
  readonly tabs: Tabs
}

/**
 * With `?keys=P-256` in the address, keys that the browser makes and shows to nobody, where the chain verifies them; else secp256k1
 * keys, sealed.
 */
export async function openKeeping({ provider }: Here): Promise<Keeping> {
  const isAsked = new URLSearchParams(location.search).get('keys') === 'P-256'
  const keys = isAsked && (await hasP256(provider)) ? 'P-256' : 'secp256k1'
  return { store: browserStore(), vault: browserVault({ keys }), tabs: browserTabs() }
}
